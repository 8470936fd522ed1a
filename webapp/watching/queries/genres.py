"""Genres and tags, and what is in each of them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from webapp.accounts.access import Viewer
from webapp.library.access import visible_to
from webapp.library.models import Category, Series, Video, VideoQuerySet
from webapp.watching.queries.cards import SeriesOnShelf, Title

RECENT = 500  # films, among which most genres have enough for a row


@dataclass(frozen=True)
class Genre:
    """A genre with how many titles of it the viewer may see; a series is one title."""

    id: int
    name: str
    films: int
    series: tuple[int, ...]

    @property
    def count(self) -> int:
        """Titles."""
        return self.films + len(self.series)


def genres(viewer: Viewer, series: Collection[int]) -> list[Genre]:
    """Every genre of the viewer's films and of these series, the most used first."""
    films = visible_to(viewer).filter(series=None, genres__isnull=False).order_by().values("genres").annotate(count=Count("id"))
    counts = Counter({row["genres"]: row["count"] for row in films})
    of_series: dict[int, list[int]] = defaultdict(list)
    for genre_id, series_id in Series.genres.through.objects.order_by("series_id").values_list("category_id", "series_id"):
        if series_id in series:
            of_series[genre_id].append(series_id)
    names = Category.objects.order_by().values_list("id", "name")
    found = [Genre(id_, name, counts[id_], tuple(of_series.get(id_, ()))) for id_, name in names]
    return sorted((genre for genre in found if genre.count), key=lambda genre: (-genre.count, genre.name.casefold(), genre.id))


def newest_films(viewer: Viewer, chosen: Sequence[Genre], most: int) -> dict[int, list[int]]:
    """Of each chosen genre the films that came in last, newest first: ids grow with time.

    What came in lately has enough of the usual genres; only of the rare ones everything is ranked, which is not much.
    """
    films = visible_to(viewer).filter(series=None)
    recent = films.order_by("-id").values("id")[:RECENT]
    through = Video.genres.through.objects
    found = _by_genre(through.filter(video__in=recent).values_list("category_id", "video_id"), most)
    rare = [genre.id for genre in chosen if len(found.get(genre.id, ())) < min(most, genre.films)]
    ranked = films.filter(genres__in=rare).order_by()
    ranked = ranked.annotate(place=Window(RowNumber(), partition_by=F("genres"), order_by=F("id").desc())).filter(place__lte=most)
    return found | _by_genre(ranked.values_list("genres", "id"), most)


def titles_of_genre(viewer: Viewer, shelf: Mapping[int, SeriesOnShelf], genre_id: int, order: str) -> list[Title]:
    """Everything of one genre that the viewer may see."""
    return _ordered(order, shelf, visible_to(viewer).filter(series=None, genres=genre_id), Series.objects.filter(genres=genre_id))


def titles_of_tag(viewer: Viewer, tag_id: int, order: str) -> list[Title]:
    """Every video with this tag that the viewer may see; episodes stand for themselves, because series have no tags."""
    return _ordered(order, {}, visible_to(viewer).filter(tags=tag_id), Series.objects.none())


def _ordered(order: str, shelf: Mapping[int, SeriesOnShelf], videos: VideoQuerySet, series: QuerySet[Series]) -> list[Title]:
    """Videos, and series that stand on the shelf, in one of the ORDERS."""
    films = dict(videos.order_by().values_list("id", "sort_title"))
    shows = {id_: name for id_, name in series.order_by().values_list("id", "sort_title") if id_ in shelf}
    if order == "new":
        return newest_first(shelf, films, shows)
    named = [(name, Title(False, id_)) for id_, name in films.items()] + [(name, Title(True, id_)) for id_, name in shows.items()]
    return [title for _, title in sorted(named)]


def newest_first(shelf: Mapping[int, SeriesOnShelf], films: Iterable[int], series: Iterable[int]) -> list[Title]:
    """Films, and series that stand on the shelf, by what came in last: of a series its newest episode."""
    dated = [(video_id, Title(False, video_id)) for video_id in films]
    dated += [(shelf[series_id].newest, Title(True, series_id)) for series_id in series]
    return [title for _, title in sorted(dated, reverse=True)]


def _by_genre(pairs: Iterable[tuple[int, int]], most: int) -> dict[int, list[int]]:
    """The newest of the videos in pairs of a genre and a video."""
    found: dict[int, list[int]] = defaultdict(list)
    for genre_id, video_id in pairs:
        found[genre_id].append(video_id)
    return {genre_id: sorted(videos, reverse=True)[:most] for genre_id, videos in found.items()}
