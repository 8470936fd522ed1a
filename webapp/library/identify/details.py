"""What is said of a film or a series, by whomever: values, without I/O."""

from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, Self

OLDEST_FILM, LATEST_FILM = 1870, 2100  # years that can be one of a film


@dataclass(frozen=True)
class _Said:
    """Empty fields say nothing."""

    def over(self, other: Self) -> Self:
        """This, with what it leaves unsaid taken from the other."""
        return replace(self, **{each.name: _over(getattr(self, each.name), getattr(other, each.name)) for each in fields(self)})


@dataclass(frozen=True)
class CreditDetails:
    """What somebody did; `role` is one of `Credit.Role`."""

    name: str
    role: str
    character: str = ""


@dataclass(frozen=True)
class SeriesDetails(_Said):
    """What is said of a series."""

    title: str = ""
    year: int | None = None
    description: str = ""
    genres: tuple[str, ...] = ()
    rating: str = ""
    tmdb_id: str = ""
    credits: tuple[CreditDetails, ...] = ()


@dataclass(frozen=True)
class Details(_Said):
    """What is said of a film, an episode or a home video."""

    title: str = ""
    original_title: str = ""
    year: int | None = None
    released_on: date | None = None
    captured_at: datetime | None = None  # without a zone where the source knows none
    tagline: str = ""
    description: str = ""
    series: SeriesDetails = field(default_factory=SeriesDetails)
    season_number: int | None = None  # 0: the specials
    episode_number: int | None = None
    episode_last: int | None = None  # where one file holds several episodes
    collection: str = ""
    genres: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    credits: tuple[CreditDetails, ...] = ()
    rating: str = ""
    imdb_id: str = ""
    tmdb_id: str = ""
    edition: str = ""
    part: int | None = None  # of a film that lies in several files


def film_year(text: str | int | None) -> int | None:
    """The year that this begins with ("2010-05-01" too), when it can be one of a film."""
    digits = str(text or "").strip()[:4]
    year = int(digits) if len(digits) == 4 and digits.isascii() and digits.isdigit() else 0
    return year if OLDEST_FILM <= year <= LATEST_FILM else None


def _over(first: Any, second: Any) -> Any:
    if isinstance(first, _Said):
        return first.over(second)
    return second if first in ("", (), None) else first
