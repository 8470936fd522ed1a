"""Genres, and what is in each of them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from webapp.accounts.access import Viewer
from webapp.library.access import visible_to
from webapp.library.models import Category, Series


@dataclass(frozen=True)
class Genre:
    """A genre with how many titles of it the viewer may see; a series is one title."""

    id: int
    name: str
    count: int


def genres(viewer: Viewer, series: Collection[int]) -> list[Genre]:
    """Every genre of the viewer's films and of these series, the most used first."""
    films = visible_to(viewer).filter(series=None).exclude(genres=None).order_by().values("genres").annotate(count=Count("id"))
    counts = Counter({row["genres"]: row["count"] for row in films})
    counts.update(genre for genre, _ in genres_of_series(series))
    names = dict(Category.objects.order_by().values_list("id", "name"))
    found = [Genre(genre, names[genre], count) for genre, count in counts.items() if genre in names]
    return sorted(found, key=lambda genre: (-genre.count, genre.name.casefold(), genre.id))


def genres_of_series(series: Collection[int]) -> list[tuple[int, int]]:
    """Pairs of a genre and one of these series."""
    pairs = Series.genres.through.objects.order_by().values_list("category_id", "series_id")
    return [(genre, series_id) for genre, series_id in pairs if series_id in series]


def newest_films(viewer: Viewer, chosen: Iterable[int], most: int) -> dict[int, list[tuple[datetime, int]]]:
    """Of each chosen genre the newest films: when they came in, and their ids."""
    newest_first = (F("created_at").desc(), F("id").desc())
    ranked = visible_to(viewer).filter(series=None, genres__in=list(chosen)).order_by()
    ranked = ranked.annotate(place=Window(RowNumber(), partition_by=F("genres"), order_by=newest_first)).filter(place__lte=most)
    found = defaultdict(list)
    for genre, created_at, video_id in ranked.values_list("genres", "created_at", "id"):
        found[genre].append((created_at, video_id))
    return found
