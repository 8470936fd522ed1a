"""What a shelf shows of videos and series, as values: hundreds of them in a few queries."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Exists, Max, OuterRef

from webapp.accounts.access import Viewer
from webapp.library.access import visible_to
from webapp.library.models import Series, Source, Video
from webapp.watching.queries.personal import Progress, listed_of, progress_of


class Title(NamedTuple):
    """What stands on a shelf: a series as one, or a video."""

    is_series: bool
    id: int


@dataclass(frozen=True)
class VideoCard:
    """A film, an episode or a home video on a shelf."""

    id: int
    title: str
    year: int | None
    rating: str
    age: int | None  # years
    poster: str
    series: tuple[int, str] | None  # id and title
    season_number: int | None
    episode_number: int | None
    episode_last: int | None
    duration: float  # seconds, of all parts
    ready: bool  # whether an original is there
    progress: Progress | None
    in_list: bool


@dataclass(frozen=True)
class SeriesCard:
    """A series on a shelf, as far as the viewer may know of it."""

    id: int
    title: str
    year: int | None
    rating: str
    age: int | None  # years
    poster: str  # of the series; empty where it has none
    episodes: int
    newest: int  # the episode that came in last
    newest_poster: str
    ready: bool  # whether an original of any episode is there


@dataclass(frozen=True)
class SeriesOnShelf:
    """What the episodes that a viewer may see say of their series."""

    latest: datetime  # when an episode came in last
    episodes: int
    newest: int


def video_cards(viewer: Viewer, ids: Collection[int]) -> dict[int, VideoCard]:
    """The cards of these videos, as far as the viewer may see them."""
    if not ids:
        return {}
    columns = ("id", "title", "year", "rating", "age", "poster", "series_id", "series__title", "season_number", "episode_number")
    videos = visible_to(viewer).filter(pk__in=ids).order_by().values_list(*columns, "episode_last")
    originals, progress, listed = _originals(ids), progress_of(viewer, ids), listed_of(viewer, ids)
    cards = {}
    for id_, title, year, rating, age, poster, series_id, series_title, season, episode, last in videos:
        series = None if series_id is None else (series_id, series_title)
        duration, ready = originals.get(id_, (0.0, False))
        facts = (id_, title, year, rating, age, poster, series, season, episode, last, duration, ready)
        cards[id_] = VideoCard(*facts, progress.get(id_), id_ in listed)
    return cards


def _originals(ids: Collection[int]) -> dict[int, tuple[float, bool]]:
    """Of each video how long it is (all its parts) and whether it can play."""
    parts: dict[int, dict[int, float]] = {}
    ready = set()
    sources = Source.objects.filter(video__in=ids).order_by("id").values_list("video_id", "part", "duration", "state")
    for video_id, part, duration, state in sources:
        parts.setdefault(video_id, {}).setdefault(part, duration)
        if state == Source.State.READY:
            ready.add(video_id)
    return {video_id: (sum(durations.values()), video_id in ready) for video_id, durations in parts.items()}


def series_on_shelf(viewer: Viewer, chosen: Collection[int] | None = None) -> dict[int, SeriesOnShelf]:
    """Every series (or those chosen) of which the viewer may see an episode, the one with the newest episode first."""
    episodes = visible_to(viewer).exclude(series=None) if chosen is None else visible_to(viewer).filter(series__in=chosen)
    counted = episodes.order_by().values("series_id").annotate(latest=Max("created_at"), count=Count("id"), newest=Max("id"))
    newest_first = counted.order_by("-latest", "-series_id")
    return {each["series_id"]: SeriesOnShelf(each["latest"], each["count"], each["newest"]) for each in newest_first}


def in_order(shelf: Mapping[int, SeriesOnShelf], order: str) -> list[int]:
    """The series on a shelf, which has the newest first, in one of the ORDERS."""
    if order == "title":
        return [series_id for series_id in Series.objects.order_by("sort_title", "id").values_list("id", flat=True) if series_id in shelf]
    return list(shelf)


def series_cards(shelf: dict[int, SeriesOnShelf], ids: Iterable[int]) -> dict[int, SeriesCard]:
    """The cards of these series, if they are on the shelf."""
    chosen = [series_id for series_id in ids if series_id in shelf]
    if not chosen:
        return {}
    newest = {shelf[series_id].newest for series_id in chosen}
    pictures = dict(Video.objects.filter(pk__in=newest).order_by().values_list("id", "poster"))
    there = Exists(Source.objects.filter(video__series=OuterRef("pk"), state=Source.State.READY))
    rows = Series.objects.filter(pk__in=chosen).order_by().values_list("id", "title", "year", "rating", "age", "poster", there)
    cards = {}
    for id_, title, year, rating, age, poster, ready in rows:
        found = shelf[id_]
        newest_poster = pictures.get(found.newest, "")
        cards[id_] = SeriesCard(id_, title, year, rating, age, poster, found.episodes, found.newest, newest_poster, ready)
    return cards


def title_cards(viewer: Viewer, titles: Iterable[Title], shelf: dict[int, SeriesOnShelf]) -> dict[Title, VideoCard | SeriesCard]:
    """The cards of these titles, as far as the viewer may see them."""
    wanted = set(titles)
    videos = video_cards(viewer, [title.id for title in wanted if not title.is_series])
    series = series_cards(shelf, [title.id for title in wanted if title.is_series])
    films: dict[Title, VideoCard | SeriesCard] = {Title(False, id_): card for id_, card in videos.items()}
    return films | {Title(True, id_): card for id_, card in series.items()}
