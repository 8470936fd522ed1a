"""Forms of the library in the owner's admin."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from unfold.widgets import INPUT_CLASSES, SELECT_CLASSES, UnfoldAdminPasswordWidget

from webapp.library import ratings
from webapp.library.identify.details import LATEST_FILM, OLDEST_FILM
from webapp.library.identify.names import HIGHEST_NUMBER
from webapp.library.models import Category, Collection, OnlineLookup, Series, Video
from webapp.library.models.people import LONGEST_TAG
from webapp.library.services.by_hand import NAMED


class OnlineLookupForm(forms.ModelForm):
    """Whether and where facts of films are looked up."""

    class Meta:
        model = OnlineLookup
        fields = "__all__"
        widgets = {"tmdb_key": UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"})}
        help_texts = {"tmdb_key": "Your own: an API key or a read access token. Never shown; leave it empty to keep the one that is set."}

    def clean_tmdb_key(self) -> str:
        """An empty field keeps the key that is set."""
        return str(self.cleaned_data["tmdb_key"].strip() or self.initial.get("tmdb_key", ""))


class DressedForm(forms.BaseForm):
    """Fields that look as everywhere in the admin."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.TextInput | forms.NumberInput):
                field.widget.attrs["class"] = " ".join(INPUT_CLASSES)
            elif isinstance(field.widget, forms.Select) and not isinstance(field.widget, forms.RadioSelect):
                field.widget.attrs["class"] = " ".join(SELECT_CLASSES)


class FilesField(forms.ModelMultipleChoiceField):
    """Originals, by where they lie."""

    def label_from_instance(self, obj: Any) -> str:
        """The whole path: versions are told apart by their folders, too."""
        return str(obj.path)


class SplitForm(DressedForm, forms.Form):
    """Which files of a video are to be one of their own, and what that is called."""

    sources = FilesField(queryset=None, widget=forms.CheckboxSelectMultiple, label="Files")
    title = forms.CharField(max_length=300, label="What is it called?")

    def __init__(self, video: Video, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(FilesField, self.fields["sources"]).queryset = video.sources.defer("timeline_json").order_by("part", "id")


class NameForm(DressedForm, forms.ModelForm):
    """What a video is, in a person's own words."""

    new_series = forms.CharField(max_length=300, required=False, label="Or a series that is not listed yet")

    class Meta:
        model = Video
        fields = NAMED
        labels = {"season_number": "Season", "episode_number": "Episode", "episode_last": "Last episode"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_library, own = Q(library=self.instance.library), Q(pk=self.instance.series_id)  # merged ones may be of another library
        cast(forms.ModelChoiceField, self.fields["series"]).queryset = Series.objects.filter(of_library | own)
        self.order_fields(["title", "year", "series", "new_series"])

    def clean(self) -> dict[str, Any]:
        """Numbers belong to a series."""
        said = super().clean() or self.cleaned_data
        numbers = [said.get(name) for name in ("season_number", "episode_number", "episode_last")]
        if any(number is not None for number in numbers) and not (said.get("series") or said.get("new_series")):
            raise ValidationError("Say which series the numbers are of.")
        if said.get("series") and said.get("new_series"):
            raise ValidationError("Choose a series or name a new one, not both.")
        first, last = said.get("episode_number"), said.get("episode_last")
        if last is not None and (first is None or last <= first):
            raise ValidationError("The last episode comes after the first.")
        return said


class SearchForm(DressedForm, forms.Form):
    """What to look for in a database online."""

    FILM, SERIES = "film", "series"

    title = forms.CharField(max_length=300)
    year = forms.IntegerField(required=False, min_value=OLDEST_FILM, max_value=LATEST_FILM)
    kind = forms.ChoiceField(choices=[(FILM, "a film"), (SERIES, "an episode of a series")], required=False, label="It is")


class MatchForm(forms.Form):
    """Which match a video is."""

    number = forms.CharField(max_length=20)
    kind = forms.ChoiceField(choices=[(SearchForm.FILM, ""), (SearchForm.SERIES, "")], required=False)
    season = forms.IntegerField(required=False, min_value=0, max_value=HIGHEST_NUMBER)
    episode = forms.IntegerField(required=False, min_value=0, max_value=HIGHEST_NUMBER)

    def clean(self) -> dict[str, Any]:
        """An episode has its numbers."""
        said = super().clean() or self.cleaned_data
        if said.get("kind") == SearchForm.SERIES and (said.get("season") is None or said.get("episode") is None):
            raise ValidationError("Say which season and episode it is.")
        return said


class PictureForm(forms.Form):
    """Which picture is to hang where; `fields`: what there is to choose from."""

    field = forms.ChoiceField(widget=forms.RadioSelect, initial="poster")
    key = forms.CharField(max_length=400, required=False)
    upload = forms.FileField(required=False, label="A picture of your own", help_text="JPEG, PNG or WebP, at most 16 MB.")

    def __init__(self, fields: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {"poster": "the poster", "fanart": "the wide picture behind the page"}
        cast(forms.ChoiceField, self.fields["field"]).choices = [(field, names[field]) for field in fields]
        if len(fields) == 1:  # nothing to ask
            self.fields["field"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """One of the offers, or one's own."""
        said = super().clean() or self.cleaned_data
        if not said.get("key") and not said.get("upload") and not self.errors:
            raise ValidationError("Choose a picture first.")
        return said


class ManyForm(DressedForm, forms.Form):
    """What becomes the same in many videos. What is left empty stays as it is in each of them."""

    category = forms.ModelChoiceField(Category.objects.all(), required=False)
    collection = forms.ModelChoiceField(Collection.objects.all(), required=False)
    series = forms.ModelChoiceField(Series.objects.all(), required=False, help_text="For episodes: they keep their numbers.")
    rating = forms.CharField(max_length=60, required=False, help_text="As a ratings board says it: FSK 12, PG-13, TV-MA, 12A and so on.")
    genres = forms.ModelMultipleChoiceField(
        Category.objects.all(), required=False, widget=forms.CheckboxSelectMultiple, label="Genres to add"
    )
    tags = forms.CharField(max_length=1000, required=False, label="Tags to add", help_text="With commas between them.")
    empty = forms.MultipleChoiceField(
        choices=[("category", "Category"), ("collection", "Collection"), ("rating", "Rating")],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Empty instead",
    )

    def clean_rating(self) -> str:
        """One that says for which age it is: kids mode goes by it."""
        rating = str(self.cleaned_data["rating"])
        if rating and ratings.age_of(rating) is None:
            raise ValidationError(f"Nobody here knows what “{rating}” means.")
        return rating

    def clean_tags(self) -> list[str]:
        """Each by itself."""
        tags = list(dict.fromkeys(tag for part in self.cleaned_data["tags"].split(",") if (tag := part.strip())))
        if any(len(tag) > LONGEST_TAG for tag in tags):
            raise ValidationError(f"A tag has at most {LONGEST_TAG} characters.")
        return tags

    def clean(self) -> dict[str, Any]:
        """Something is to change, and nothing is both set and emptied."""
        said = super().clean() or self.cleaned_data
        if any(said.get(name) for name in said.get("empty", ())):
            raise ValidationError("What is to be empty cannot have a value, too.")
        if not self.errors and not any(said.values()):
            raise ValidationError("Nothing would change: fill something in.")
        return said

    def fields_to_write(self) -> dict[str, Any]:
        """Values by field of a Video."""
        said = self.cleaned_data
        emptied = {name: "" if name == "rating" else None for name in said["empty"]}
        return {name: said[name] for name in ("category", "collection", "series", "rating") if said[name]} | emptied
