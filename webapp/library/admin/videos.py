"""Videos, what is behind them, and how they are ordered."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Exists, OuterRef, QuerySet, TimeField
from django.forms import ModelForm, TimeInput
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from unfold.widgets import INPUT_CLASSES

from appliance.trash import TrashRefused
from webapp.administration import ModelAdmin, OnlyRowMixin, ReadOnlyMixin, SizeMixin, TabularInline, TakesAlongMixin
from webapp.library import posters
from webapp.library.admin.desk import GroupingMixin, MatchesMixin, MergingMixin, PicturesMixin
from webapp.library.admin.many import ManyMixin
from webapp.library.admin.pages import PlainSearchMixin
from webapp.library.admin.people import CreditInline, CreditsMixin
from webapp.library.admin.scans import ScansMixin
from webapp.library.forms import OnlineLookupForm
from webapp.library.models import Category, Collection, Library, OnlineLookup, Season, Series, Source, Tag, Video, VideoQuerySet
from webapp.library.online.provider import LookupFailed
from webapp.library.services import (
    check_source,
    delete_series,
    delete_video,
    delete_with_originals,
    export_later,
    identify,
    identify_series,
    let_files_speak,
    lock,
    look_up_later,
)

TRASH = "_trash"
MOST_TRASHED = 50  # at once: a person reads the list of files


def _small(address: str, poster: str) -> str:
    """A picture in a list."""
    return format_html('<img src="{}?v={}" style="width:96px;height:54px;object-fit:contain" alt="" loading="lazy">', address, poster)


@admin.register(Library)
class LibraryAdmin(ScansMixin, ModelAdmin):
    """Libraries; one that holds videos cannot be deleted."""

    # The admin's own field goes by UTC: its "now" would be another than the one on the wall.
    formfield_overrides = {TimeField: {"widget": TimeInput(attrs={"type": "time", "class": " ".join(INPUT_CLASSES)}, format="%H:%M")}}
    list_display = ["name", "kind", "preparation", "night_from", "night_until", "created_at"]
    fieldsets = [
        (None, {"fields": ["name", "kind"]}),
        ("What is prepared before anybody asks", {"fields": ["preparation", ("night_from", "night_until"), "pause_on_battery"]}),
    ]
    actions = ["export"]

    @admin.action(description="Write what is known of the selected libraries into NFO files beside their films")
    def export(self, request: HttpRequest, queryset: QuerySet[Library]) -> None:
        """In the background, for any other program."""
        for library in queryset:
            export_later(library)
        self.message_user(request, "The files are being written; the log of the workers says which could not be.")


@admin.register(OnlineLookup)
class OnlineLookupAdmin(OnlyRowMixin, ModelAdmin):
    """The one row of the owner's choice."""

    form = OnlineLookupForm


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    """Categories; videos stay when theirs is deleted."""

    search_fields = ["name"]


@admin.register(Collection)
class CollectionAdmin(ModelAdmin):
    """Films that belong together; they stay when their collection is deleted."""

    search_fields = ["name"]
    list_display = ["name", "description"]


@admin.register(Tag)
class TagAdmin(ModelAdmin):
    """The owner's own marks; videos stay when theirs is deleted."""

    search_fields = ["name"]


class TitleMixin(PlainSearchMixin, CreditsMixin, PicturesMixin, MatchesMixin, TakesAlongMixin):
    """What videos and series have in common: people, pictures, a match, and what a person decided of them."""

    @admin.display(description="title", ordering="sort_title")
    def sorted_title(self, row: Video | Series) -> str:
        """The title, in the order of shelves: without articles, numbers by their size."""
        return row.title

    @admin.display(description="set by hand")
    def set_by_hand(self, row: Video | Series) -> str:
        """What no scan changes."""
        return ", ".join(name.replace("_", " ") for name in row.locked) or "–"

    @admin.display(description="merged with")
    def also_called(self, row: Video | Series) -> str:
        """What further files may be called that come here."""
        return ", ".join(row.aliases.values_list("title", flat=True)) or "–"


class SeasonInline(ReadOnlyMixin, TabularInline):
    """The seasons of a series: where their posters are chosen."""

    model = Season
    fields = ("number", "poster_now", "pictures")
    readonly_fields = fields
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Season]:
        """Those that have episodes."""
        return Season.objects.filter(Exists(Video.objects.filter(series=OuterRef("series"), season_number=OuterRef("number"))))

    @admin.display(description="poster")
    def poster_now(self, season: Season) -> str:
        """What hangs there, small."""
        if not season.poster:
            return "–"
        return _small(reverse("admin:library_season_hanging", args=[season.pk, "poster"]), season.poster)

    @admin.display(description="")
    def pictures(self, season: Season) -> str:
        """The way to the pictures that there are."""
        address = reverse("admin:library_season_pictures", args=[season.pk])
        by_hand = ", chosen by hand" if "poster" in season.locked else ""
        return format_html('<a href="{}" class="text-primary-600 underline dark:text-primary-500">Pictures{}</a>', address, by_hand)


@admin.register(Season)
class SeasonAdmin(PicturesMixin, ModelAdmin):
    """Seasons have a page for their pictures; whatever else there is of them is on their series' page."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Season]:
        """With what they are called."""
        return Season.objects.select_related("series__library")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The series'."""
        return HttpResponseRedirect(reverse("admin:library_series_changelist"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Its series'."""
        season = self.get_object(request, object_id)
        if season is None:
            return self.changelist_view(request)
        return HttpResponseRedirect(reverse("admin:library_series_change", args=[season.series_id]))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """No list of their own."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come in with their episodes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Season | None = None) -> bool:
        """They go with their series."""
        return False


@admin.register(Series)
class SeriesAdmin(MergingMixin, TitleMixin):
    """Series; their rating holds for all episodes that have none of their own."""

    list_display = ["sorted_title", "year", "library", "rating", "age"]
    list_filter = ["library"]
    search_fields = ["title"]
    fields = ["title", "year", "description", "genres", "rating", "tmdb_id", "set_by_hand", "also_called"]
    readonly_fields = ["set_by_hand", "also_called"]
    autocomplete_fields = ["genres"]
    inlines = [CreditInline, SeasonInline]
    actions = [*MergingMixin.actions, "read_again", "let_files_speak"]

    def save_model(self, request: HttpRequest, obj: Series, form: ModelForm, change: bool) -> None:
        """Save, and lock what a person set."""
        super().save_model(request, obj, form, change)
        lock(obj, form.changed_data)

    @admin.action(description="Read NFO files of the selected series again")
    def read_again(self, request: HttpRequest, queryset: QuerySet[Series]) -> None:
        """Identify the chosen series anew; what a person set stays."""
        for series in queryset:
            identify_series(series)
        self.message_user(request, f"{len(queryset)} series read again.")

    @admin.action(description="Forget what was set by hand in the selected series", permissions=["change"])
    def let_files_speak(self, request: HttpRequest, queryset: QuerySet[Series]) -> None:
        """Identify the chosen series anew, whatever a person set in them and their seasons."""
        for series in queryset:
            let_files_speak(series)
        self.message_user(request, f"{len(queryset)} series read again.")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Series come in with their episodes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Series | None = None) -> bool:
        """Empty ones only: episodes would lose the rating that keeps them from children."""
        return obj is not None and not obj.episodes.exists()

    def delete_model(self, request: HttpRequest, obj: Series) -> None:
        """Delete a series with its pictures."""
        delete_series(obj)


class SourceInline(SizeMixin, ReadOnlyMixin, TabularInline):
    """The originals behind a video."""

    model = Source
    fields = ("path", "state", "reason", "readable_size", "version", "created_at")
    readonly_fields = fields


@admin.register(Source)
class SourceAdmin(SizeMixin, ReadOnlyMixin, ModelAdmin):
    """Every original, to look something up."""

    list_display = ["path", "video", "state", "readable_size", "created_at"]
    list_filter = ["state"]
    list_select_related = ["video"]
    search_fields = ["path", "video__title"]
    fields = ["video", "path", "state", "readable_size", "fingerprint", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        """With what is shown: timelines are long."""
        return Source.objects.defer("facts_json", "timeline_json")


@admin.register(Video)
class VideoAdmin(ManyMixin, GroupingMixin, TitleMixin):
    """Videos: names and categories are edited here, films come in by import."""

    list_display = ["poster_thumbnail", "sorted_title", "series", "category", "rating", "years", "duration", "state", "created_at"]
    list_select_related = ["series"]
    list_display_links = ["poster_thumbnail", "sorted_title"]
    list_editable = ["rating"]
    list_filter = ["library", "category", "genres", "collection", "tags", ("age", admin.EmptyFieldListFilter), "sources__state"]
    list_per_page = 50
    search_fields = ["title", "description"]
    fields = [
        "title", "original_title", "year", "released_on", "captured_at", "tagline", "description", "category", "genres", "tags",
        "collection", "series", "season_number", "episode_number", "library", "rating", "years", "imdb_id", "tmdb_id", "set_by_hand",
        "also_called",
    ]  # fmt: skip
    readonly_fields = ["years", "set_by_hand", "also_called"]
    autocomplete_fields = ["series", "genres"]
    inlines = [CreditInline, SourceInline]
    actions = ["change_many", *GroupingMixin.actions, "look_again", "read_again", "let_files_speak", "look_up", "delete_with_originals"]

    def get_queryset(self, request: HttpRequest) -> VideoQuerySet:
        """With what the list shows."""
        return Video.objects.listed()

    def get_urls(self) -> list[URLPattern]:
        """The admin's session also opens the posters."""
        poster = path("<int:video_id>/poster.jpg", self.admin_site.admin_view(self.poster, cacheable=True), name="library_video_poster")
        return [poster, *super().get_urls()]

    def poster(self, request: HttpRequest, video_id: int) -> FileResponse:
        """The JPEG of one video."""
        return posters.response(get_object_or_404(Video, pk=video_id))

    @admin.display(description="")
    def poster_thumbnail(self, video: Video) -> str:
        """A small poster."""
        if not video.poster:
            return "–"
        return _small(reverse("admin:library_video_poster", args=[video.pk]), video.poster)

    @admin.display
    def duration(self, video: Video) -> str:
        """Hours, minutes and seconds."""
        if video.shown_source is None:
            return "–"
        minutes, seconds = divmod(round(video.shown_source.facts.duration), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"

    @admin.display(description="for", ordering="age")
    def years(self, video: Video) -> str:
        """What kids mode makes of the rating."""
        return "nobody knows" if video.age is None else f"{video.age} years and up"

    @admin.display
    def state(self, video: Video) -> str:
        """Whether it can play."""
        return str(video.state.label)

    def save_model(self, request: HttpRequest, obj: Video, form: ModelForm, change: bool) -> None:
        """Save and lock what a person set; say so when the rating is none that is known: kids mode goes by it."""
        super().save_model(request, obj, form, change)
        lock(obj, set(form.changed_data) - {"library"})
        if obj.rating and obj.age is None and "rating" in form.changed_data:
            messages.warning(request, f"Nobody here knows what “{obj.rating}” means: {obj} counts as unrated.")

    @admin.action(description="Look again for the files of the selected videos")
    def look_again(self, request: HttpRequest, queryset: QuerySet[Video]) -> None:
        """Check every original behind the chosen videos."""
        states = [check_source(source) for source in Source.objects.filter(video__in=queryset)]
        missing = states.count(Source.State.MISSING)
        self.message_user(request, f"{len(states)} files looked for, {missing} missing.")

    @admin.action(description="Read names and NFO files of the selected videos again")
    def read_again(self, request: HttpRequest, queryset: QuerySet[Video]) -> None:
        """Identify the chosen videos anew; what a person set stays."""
        for video in queryset:
            identify(video)
        self.message_user(request, f"{len(queryset)} videos read again.")

    @admin.action(description="Forget what was set by hand in the selected videos")
    def let_files_speak(self, request: HttpRequest, queryset: QuerySet[Video]) -> None:
        """Identify the chosen videos anew, whatever a person set."""
        for video in queryset:
            let_files_speak(video)
        self.message_user(request, f"{len(queryset)} videos read again.")

    @admin.action(description="Look the selected videos up online")
    def look_up(self, request: HttpRequest, queryset: QuerySet[Video]) -> None:
        """Have the gaps in what is known of the chosen videos filled, in the background."""
        try:
            look_up_later(queryset)
        except LookupFailed as failure:
            messages.error(request, str(failure))
        else:
            self.message_user(request, f"{len(queryset)} videos are being looked up; the log says what was found.")

    @admin.action(description="Delete the selected videos, and move their files to the system's trash …", permissions=["delete"])
    def delete_with_originals(self, request: HttpRequest, queryset: QuerySet[Video]) -> HttpResponse | None:
        """Show the files and ask: nothing else here touches an original."""
        if TRASH not in request.POST:
            videos = list(queryset[: MOST_TRASHED + 1])
            if len(videos) > MOST_TRASHED:
                self.message_user(request, f"Choose at most {MOST_TRASHED} titles, so that you see which files go.", messages.WARNING)
                return None
            return self.page(
                request, "trash.html", "Delete titles and their files", videos=videos, checkbox=ACTION_CHECKBOX_NAME, apply=TRASH
            )
        for video in queryset:
            try:
                delete_with_originals(video)
            except TrashRefused as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                self.message_user(request, f"{video} was deleted, and its files are in the trash.")
        return None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Films are imported, never typed in."""
        return False

    def delete_model(self, request: HttpRequest, obj: Video) -> None:
        """Delete one video with its segments; its originals stay."""
        delete_video(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Video]) -> None:
        """Delete the chosen videos with their segments; their originals stay."""
        for video in queryset:
            delete_video(video)
