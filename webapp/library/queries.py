"""Questions about the library's rows."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Collate, Greatest, StrIndex
from django.db.models.lookups import GreaterThan, LessThan

from appliance.media.listing import below
from webapp.library.identify.details import Details, SeriesDetails
from webapp.library.models import Alias, Folder, FoundFile, Library, Series, Source, Video
from webapp.library.search_text import END_OF_PEOPLE, END_OF_TITLES, plain

PAGE = 1000  # rows read at once
Rows = TypeVar("Rows", bound="QuerySet[Any]")
TITLES = 1  # ranks up to this one: every word stands in titles
LONGEST_SEARCH, MOST_WORDS = 200, 8  # characters and words; what is longer is cut


def source_at(path: Path) -> Source | None:
    """The source whose original lies at `path`."""
    return Source.objects.select_related("video").filter(path=str(path)).first()


def sources_alike(fingerprint: str) -> list[Source]:
    """The sources of this content."""
    return list(Source.objects.select_related("video").filter(fingerprint=fingerprint))


def folder_of(path: Path) -> Folder | None:
    """The folder of a library that a file lies in."""
    return Folder.objects.filter(path__in=[str(parent) for parent in path.parents]).first()


def sources_outside(folder: Folder) -> Iterator[Source]:
    """Sources that belong to a folder, but lie elsewhere: links led to them."""
    return folder.sources.exclude(path__startswith=below(folder.path)).defer("timeline_json").iterator(chunk_size=100)


def rows_below(rows: QuerySet[Any], folder: str) -> Iterator[Any]:
    """What a scan compares of every row whose path is below a folder, or is it; in the order of the paths' characters.

    Read in pages: no cursor stays open while other rows are written, and memory does not grow with the library.
    """
    in_order = Collate("path", "C" if connection.vendor == "postgresql" else "BINARY")  # of characters, in no language
    start = below(folder)
    inside = rows.annotate(key=in_order).order_by("key").filter(key__gte=start, key__lt=start[:-1] + chr(ord(os.sep) + 1))
    columns = ("path", "pk", "size", "modified_ns", "state", "folder_id")
    yield from rows.filter(path=folder).values_list(*columns, named=True)
    page = list(inside.values_list(*columns, named=True)[:PAGE])
    while page:
        yield from page
        page = list(inside.filter(key__gt=page[-1].path).values_list(*columns, named=True)[:PAGE])


def scan_progress(library_id: int | None = None) -> dict[str, int]:
    """How many films are taken in, and how many of those found are waiting, refused or removed; of one library, or of all."""
    sources, found = Source.objects.all(), FoundFile.objects.all()
    if library_id is not None:
        sources, found = sources.filter(video__library=library_id), found.filter(folder__library=library_id)
    progress = {state.value: found.filter(state=state).count() for state in FoundFile.State}
    return {"films": sources.count(), "missing": sources.filter(state=Source.State.MISSING).count(), **progress}


def found_by_state(folders: Iterable[Folder]) -> dict[int, dict[str, int]]:
    """For each folder, by its id, how many films were found that are waiting, refused or removed."""
    counted: dict[int, dict[str, int]] = {folder.pk: {state.value: 0 for state in FoundFile.State} for folder in folders}
    for folder, state, count in (
        FoundFile.objects.filter(folder__in=counted).order_by().values_list("folder", "state").annotate(count=Count("id"))
    ):
        counted[folder][state] = count
    return counted


def series_called(library: Library, said: SeriesDetails, name_key: str) -> Series | None:
    """The series whose folder in this library is called so: of this year, else one that does not contradict it; merged ones first."""
    aliases = library.series_aliases.select_related("series").filter(key=name_key).order_by("id")
    alike = [(alias.year, alias.series) for alias in aliases]
    alike += [(series.year, series) for series in library.series.filter(name_key=name_key).order_by("id")]
    same_year = [series for year, series in alike if year == said.year]
    undated = [series for year, series in alike if year is None or said.year is None]
    return next(iter([*same_year, *undated]), None)


def video_of_episode(series: Series, said: Details | Video) -> Video | None:
    """The Video of the same episode, or of the same day; None also when neither is said."""
    episodes = series.episodes.order_by("id")
    if said.episode_number is not None:
        return episodes.filter(season_number=said.season_number, episode_number=said.episode_number).first()
    return episodes.filter(episode_number=None, released_on=said.released_on).first() if said.released_on is not None else None


def video_of_key(library: Library, name_key: str) -> Video | None:
    """The Video whose files are called so."""
    return library.videos.filter(name_key=name_key).order_by("id").first() if name_key else None


def video_of_alias(library: Library, key: str) -> Video | None:
    """The Video that a person merged with the one whose files are called so."""
    alias = Alias.objects.select_related("video").filter(library=library, key=key).first() if key else None
    return alias.video if alias is not None else None


def search(rows: Rows, text: str) -> Rows:
    """Those of these videos, or series, that have all words of the text in their titles, people, tags or description; no case, no accents.

    First the ones with a title that begins with it, then those with the words in titles, people and tags, description; `rank` says which.
    Nothing to look for: none.
    """
    words = plain(text[:LONGEST_SEARCH]).split()[:MOST_WORDS]
    if not words:
        return rows.annotate(rank=Value(0)).none()
    everywhere = Q(*(Q(search_text__contains=word) for word in set(words)))
    return rows.filter(everywhere).annotate(rank=_rank(words)).order_by("rank", "sort_title", "id")


def ranks(rows: QuerySet[Any], text: str) -> dict[int, int]:
    """As `search`, but only the `rank` of each, by its id, in this order."""
    return dict(search(rows, text).values_list("pk", "rank"))


def _rank(words: list[str]) -> Case:
    """How good the worst place of a word is: 0 a title's beginning, 1 titles, 2 people, 3 the description."""
    places = [StrIndex("search_text", Value(word)) for word in words]
    furthest = Greatest(*places) if len(places) > 1 else places[0]
    title = StrIndex("search_text", Value("\n" + " ".join(words)))
    titles, people = (StrIndex("search_text", Value(end)) for end in (END_OF_TITLES, END_OF_PEOPLE))
    return Case(
        When(GreaterThan(title, 0) & LessThan(title, titles), then=0),
        When(LessThan(furthest, titles), then=1),
        When(LessThan(furthest, people), then=2),
        default=3,
        output_field=IntegerField(),
    )
