"""What a database of films can be asked, whoever runs it."""

from dataclasses import dataclass
from typing import Protocol

from appliance.errors import VideoflixError
from webapp.library.identify.details import Details, SeriesDetails


class LookupFailed(VideoflixError):
    """The database could not be asked, or refused; `tail` is for the log."""

    def __init__(self, sentence: str, tail: str = "") -> None:
        super().__init__(sentence)
        self.tail = tail


@dataclass(frozen=True)
class Candidate:
    """A film or a series that may be meant."""

    number: str  # the database's own
    title: str
    original_title: str = ""
    year: int | None = None
    description: str = ""


@dataclass(frozen=True)
class OnlinePicture:
    """A picture that the database has of a film or a series."""

    address: str  # as `Provider.picture` takes it
    is_wide: bool


class Provider(Protocol):
    """A database of films. Every call raises LookupFailed with one clear sentence."""

    def find_films(self, title: str, year: int | None) -> list[Candidate]:
        """Films that may be meant, the likeliest first."""

    def find_series(self, title: str, year: int | None) -> list[Candidate]:
        """Series that may be meant, the likeliest first."""

    def number_of(self, imdb_id: str) -> str:
        """The number of the film that IMDb knows as this; "" where there is none."""

    def film(self, number: str) -> Details:
        """All about a film."""

    def series(self, number: str) -> SeriesDetails:
        """All about a series."""

    def episode(self, series: str, season: int, episode: int) -> Details:
        """All about an episode of the series with this number."""

    def pictures_of_film(self, number: str) -> list[OnlinePicture]:
        """Posters and wide pictures of a film, the best first."""

    def pictures_of_series(self, number: str) -> list[OnlinePicture]:
        """Posters and wide pictures of a series, the best first."""

    def pictures_of_season(self, series: str, season: int) -> list[OnlinePicture]:
        """Posters of a season of the series with this number, the best first."""

    def pictures_of_episode(self, series: str, season: int, episode: int) -> list[OnlinePicture]:
        """Stills of an episode, the best first."""

    def picture(self, address: str, small: bool = False) -> bytes:
        """The file of a picture; `small`: as large as a thumbnail."""
