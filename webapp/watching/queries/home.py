"""The rows of the first page, for one viewer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q

from webapp.accounts.access import Viewer
from webapp.library.access import visible_to
from webapp.watching.queries.cards import SeriesCard, SeriesOnShelf, Title, VideoCard, series_on_shelf, title_cards
from webapp.watching.queries.episodes import episodes_of, last_seen, next_up
from webapp.watching.queries.genres import genres, newest_films, newest_first
from webapp.watching.queries.personal import progress_in_series

MOST_ITEMS = 20
MOST_GENRES = 20
MOST_SERIES = 40  # that are looked at for something to go on with: of some, everything is watched


@dataclass(frozen=True)
class Row:
    """Titles under one heading; `title` is a genre's own name, or English for clients without words of their own for `kind`."""

    key: str
    kind: str
    title: str
    titles: list[Title]


@dataclass(frozen=True)
class FilledRow:
    """A row as it is shown."""

    row: Row
    cards: list[VideoCard | SeriesCard]


def home(viewer: Viewer) -> list[FilledRow]:
    """The rows that have something in them, at most so many titles each."""
    shelf = series_on_shelf(viewer)
    rows = [
        Row("continue-watching", "continue-watching", "Continue watching", _videos(going_on(viewer))),
        Row("my-list", "my-list", "My list", _videos(in_list(viewer))),
        Row("new", "new", "New", _videos(new_films(viewer))),
        Row("new-episodes", "new-episodes", "New episodes", [Title(True, series_id) for series_id in list(shelf)[:MOST_ITEMS]]),
        *_genre_rows(viewer, shelf),
    ]
    cards = title_cards(viewer, (title for row in rows for title in row.titles), shelf)
    filled = (FilledRow(row, [cards[title] for title in row.titles if title in cards]) for row in rows)
    return [each for each in filled if each.cards]


def going_on(viewer: Viewer) -> list[int]:
    """What the viewer has begun, and the next episodes of their series; what they were at last comes first."""
    offers = [*_begun_films(viewer), *_next_episodes(viewer)]
    return [video_id for video_id, _ in sorted(offers, key=lambda offer: offer[1], reverse=True)][:MOST_ITEMS]


def in_list(viewer: Viewer) -> list[int]:
    """The newest entries of the viewer's list."""
    if viewer.profile_id is None:
        return []
    mine = visible_to(viewer).filter(list_entries__profile=viewer.profile_id)
    return list(mine.order_by("-list_entries__added_at", "-id").values_list("id", flat=True)[:MOST_ITEMS])


def new_films(viewer: Viewer) -> list[int]:
    """What came in last, without episodes: a season that comes in would push everything else away."""
    return list(visible_to(viewer).filter(series=None).order_by("-created_at", "-id").values_list("id", flat=True)[:MOST_ITEMS])


def _begun_films(viewer: Viewer) -> list[tuple[int, datetime]]:
    if viewer.profile_id is None:
        return []
    begun = {"progress__profile": viewer.profile_id, "progress__position__gt": 0, "progress__hidden": False}
    films = visible_to(viewer).filter(series=None, **begun).order_by("-progress__updated_at", "-id")
    return list(films.values_list("id", "progress__updated_at")[:MOST_ITEMS])


def _next_episodes(viewer: Viewer) -> list[tuple[int, datetime]]:
    if viewer.profile_id is None:
        return []
    told = Q(progress__watched=True) | Q(progress__position__gt=0) | Q(progress__hidden=True)
    watched = visible_to(viewer).exclude(series=None).filter(told, progress__profile=viewer.profile_id).order_by().values("series_id")
    latest_first = watched.annotate(latest=Max("progress__updated_at")).order_by("-latest", "-series_id")
    series = list(latest_first.values_list("series_id", flat=True)[:MOST_SERIES])
    if not series:
        return []
    progress = {video_id: each for video_id, each in progress_in_series(viewer, series).items() if each.is_telling}
    offers = []
    for episodes in episodes_of(viewer, series).values():
        last = last_seen(episodes, progress)
        offered = next_up(episodes, progress, last) if last is not None and not last.hidden else None
        if last is not None and offered is not None:
            offers.append((offered, last.updated_at))
    return offers


def _genre_rows(viewer: Viewer, shelf: dict[int, SeriesOnShelf]) -> list[Row]:
    """A row per genre, the most used first, each with the films and series that something came in of last."""
    most_used = genres(viewer, shelf)[:MOST_GENRES]
    films = newest_films(viewer, most_used, MOST_ITEMS)
    rows = []
    for genre in most_used:
        titles = newest_first(shelf, films.get(genre.id, []), genre.series)[:MOST_ITEMS]
        rows.append(Row(f"genre-{genre.id}", "genre", genre.name, titles))
    return rows


def _videos(ids: Iterable[int]) -> list[Title]:
    return [Title(False, video_id) for video_id in ids]
