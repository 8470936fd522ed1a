"""The owner puts right what scans could not know: which files are one title, which title it is, and how it looks."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern
from unfold.widgets import INPUT_CLASSES

from webapp.library import posters
from webapp.library.admin.pages import REFRESH_SECONDS, PagesMixin, row_page
from webapp.library.forms import MatchForm, NameForm, PictureForm, SearchForm, SplitForm
from webapp.library.models import Series, Source, Video
from webapp.library.online.provider import Candidate, LookupFailed
from webapp.library.services import (
    ArtworkRefused,
    GroupingRefused,
    NamingRefused,
    artwork,
    by_hand,
    examine_again_later,
    merge,
    merge_series,
    split_off,
)
from webapp.library.services.pictures import Pictured

MOST_MERGED = 50  # at once; more were chosen by mistake
OFFERS_LAST = "private, max-age=300"


class PicturesMixin(PagesMixin):
    """Rows that have a poster, and perhaps a wide picture, which a person may choose."""

    def get_urls(self) -> list[URLPattern]:
        """The page, and the pictures on it."""
        return [
            self.page_path("<int:pk>/pictures/", self.pictures, "pictures"),
            self.page_path("<int:pk>/pictures/offer.jpg", self.offer, "offer"),
            self.page_path("<int:pk>/pictures/<str:field>.jpg", self.hanging, "hanging"),
            *super().get_urls(),
        ]

    @row_page
    def pictures(self, request: HttpRequest, row: Pictured) -> HttpResponseBase:
        """What hangs there, what there is to choose from, the choice, and the way back from it."""
        fields, here = artwork.fields_of(row), self.page_url("pictures", row)
        back = request.POST.get("take_back")
        form = PictureForm(fields, None if back else request.POST or None, request.FILES or None)
        try:
            if back in fields:
                artwork.take_back(row, back)
                self.message_user(request, "What is found by itself hangs there again.", messages.SUCCESS)
                return HttpResponseRedirect(here)
            if request.method == "POST" and form.is_valid():
                self._hang(row, form)
                self.message_user(request, "It hangs there now, and no scan changes it.", messages.SUCCESS)
                return HttpResponseRedirect(here)
        except (ArtworkRefused, LookupFailed) as error:
            return self.refused(request, error, here)
        hanging = [(field, getattr(row, field)) for field in fields if getattr(row, field)]
        offers = self._offers(request, row, "online" in request.GET)
        return self.page(request, "pictures.html", f"Pictures of {row}", row, form=form, offers=offers, hanging=hanging, here=here)

    @row_page
    def offer(self, request: HttpRequest, row: Pictured) -> HttpResponseBase:
        """One of the pictures to choose from."""
        try:
            picture = artwork.thumbnail(artwork.offered(row, request.GET.get("key", ""), small=True))
        except (ArtworkRefused, LookupFailed) as error:
            raise Http404(str(error)) from error
        return HttpResponse(picture, content_type="image/jpeg", headers={"Cache-Control": OFFERS_LAST})

    @row_page
    def hanging(self, request: HttpRequest, row: Pictured, field: str) -> HttpResponseBase:
        """One that hangs there now."""
        return posters.picture(getattr(row, field) if field in artwork.fields_of(row) else "")

    def _hang(self, row: Pictured, form: Form) -> None:
        upload = form.cleaned_data["upload"]
        picture = artwork.sent(upload.read(artwork.MOST_SENT + 1)) if upload else artwork.offered(row, form.cleaned_data["key"])
        artwork.choose(row, form.cleaned_data["field"], picture)

    def _offers(self, request: HttpRequest, row: Pictured, online: bool) -> list[artwork.Offer]:
        """What can be offered; what cannot is said."""
        found: list[artwork.Offer] = []
        for ask in (artwork.offers, *([artwork.offers_online] if online else [])):
            try:
                found += ask(row)
            except (ArtworkRefused, LookupFailed) as error:
                self.message_user(request, str(error), messages.WARNING)
        return found


class MatchesMixin(PagesMixin):
    """Rows that a database online may know."""

    def get_urls(self) -> list[URLPattern]:
        """The page."""
        return [self.page_path("<int:pk>/identify/", self.identify, "identify"), *super().get_urls()]

    @row_page
    def identify(self, request: HttpRequest, row: Video | Series) -> HttpResponseBase:
        """Say which title it is."""
        here = self.page_url("identify", row)
        if request.method == "POST" and "number" in request.POST:
            return self._take(request, row, here)
        names = NameForm(request.POST or None, instance=row) if isinstance(row, Video) else None
        if names is not None and request.method == "POST" and names.is_valid():
            try:
                by_hand.name_by_hand(names.save(commit=False), names.cleaned_data["new_series"])
            except NamingRefused as error:
                return self.refused(request, error, self.page_url("changelist"))
            self.message_user(request, "Kept, and no scan changes it.", messages.SUCCESS)
            return HttpResponseRedirect(here)
        search = SearchForm(request.GET if "title" in request.GET else None, initial=self._guess(row))
        found = self._search(request, row, search)
        title = f"Which title is {row}?"
        return self.page(request, "identify.html", title, row, names=names, search=search, found=found, numbers=" ".join(INPUT_CLASSES))

    def _take(self, request: HttpRequest, row: Video | Series, here: str) -> HttpResponse:
        form = MatchForm(request.POST)
        if not form.is_valid():
            return self.refused(request, NamingRefused(" ".join(map(str, form.non_field_errors())) or "Choose a match first."), here)
        said = form.cleaned_data
        try:
            if isinstance(row, Series):
                by_hand.take_series(row, said["number"])
            elif said["kind"] == SearchForm.SERIES:
                by_hand.take_episode(row, said["number"], said["season"], said["episode"])
            else:
                by_hand.take_film(row, said["number"])
        except (LookupFailed, NamingRefused) as error:
            return self.refused(request, error, here)
        self.message_user(request, "Taken over, and no scan changes it.", messages.SUCCESS)
        return HttpResponseRedirect(here)

    def _search(self, request: HttpRequest, row: Video | Series, search: SearchForm) -> list[Candidate] | None:
        """What was found; None: nothing was looked for, or nobody could be asked."""
        if not search.is_valid():
            return None
        said = search.cleaned_data
        try:
            of_series = isinstance(row, Series) or said["kind"] == SearchForm.SERIES
            return by_hand.candidates(said["title"], said["year"], of_series)
        except LookupFailed as error:
            self.message_user(request, str(error), messages.ERROR)
            return None

    def _guess(self, row: Video | Series) -> dict[str, Any]:
        """What to look for, as far as it is known."""
        series = row if isinstance(row, Series) else row.series
        named = series or row
        return {"title": named.title, "year": named.year, "kind": SearchForm.FILM if series is None else SearchForm.SERIES}


class MergingMixin(PagesMixin):
    """Rows that are one title become one."""

    actions = ["merge"]

    @admin.action(description="Merge the selected %(verbose_name_plural)s into one …", permissions=["change"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Ask which one stays, then merge."""
        if "keep" in request.POST:
            return self._merge(request)
        rows = list(queryset[: MOST_MERGED + 1])
        if not 2 <= len(rows) <= MOST_MERGED:
            self.message_user(request, f"Choose at least two and at most {MOST_MERGED} titles to merge.", messages.WARNING)
            return None
        return self.page(request, "merge.html", "Merge titles", rows=rows, checkbox=ACTION_CHECKBOX_NAME)

    def _merge(self, request: HttpRequest) -> HttpResponse:
        """Merge what the page showed: one of them may be gone by now, which the rows that are there do not tell."""
        back = self.page_url("changelist")
        try:
            keep, *others = (int(number) for number in (request.POST["keep"], *request.POST.getlist(ACTION_CHECKBOX_NAME)))
            kept = (merge_series if self.model is Series else merge)(keep, others)
        except ValueError:
            return self.refused(request, GroupingRefused("Choose the title that stays."), back)
        except GroupingRefused as error:
            return self.refused(request, error, back)
        self.message_user(request, f"These are one title now: {kept}.", messages.SUCCESS)
        return HttpResponseRedirect(self.page_url("change", kept))


class GroupingMixin(MergingMixin):
    """Videos are merged, split and read again."""

    actions = [*MergingMixin.actions, "examine_again"]

    def get_urls(self) -> list[URLPattern]:
        """Their pages."""
        return [
            self.page_path("reading/", self.reading, "reading"),
            self.page_path("<int:pk>/split/", self.split, "split"),
            *super().get_urls(),
        ]

    @row_page
    def split(self, request: HttpRequest, video: Video) -> HttpResponseBase:
        """Choose files that are to be a title of their own."""
        form = SplitForm(video, request.POST or None)
        if request.method == "POST" and form.is_valid():
            chosen = [source.pk for source in form.cleaned_data["sources"]]
            try:
                new = split_off(video, chosen, form.cleaned_data["title"])
            except GroupingRefused as error:
                return self.refused(request, error, self.page_url("split", video))
            self.message_user(request, f"{new} is a title of its own now. Say here what it is.", messages.SUCCESS)
            return HttpResponseRedirect(self.page_url("identify", new))
        return self.page(request, "split.html", f"Split {video}", video, form=form, several=video.sources.count() > 1)

    @admin.action(description="Read the files of the selected videos again", permissions=["change"])
    def examine_again(self, request: HttpRequest, queryset: QuerySet[Video]) -> HttpResponse:
        """Have them read in the background, and show how far that is."""
        return HttpResponseRedirect(f"{self.page_url('reading')}?of={examine_again_later(queryset)}")

    def reading(self, request: HttpRequest) -> HttpResponse:
        """How far it is, and what could not be read."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        left = Source.objects.filter(examine_again=True).count()
        of = request.GET.get("of", "")
        total = max(left, int(of)) if of.isascii() and of.isdigit() and len(of) < 10 else left
        failed = Source.objects.exclude(reason="").select_related("video").defer("facts_json", "timeline_json").order_by("path")[:200]
        refresh = REFRESH_SECONDS if left else None
        title = "Files are read again"
        return self.page(request, "reading.html", title, left=left, total=total, done=total - left, failed=failed, refresh=refresh)
