"""A person says what a film is: in their own words, or by choosing a match from a database. What they say last counts, and is locked."""

from contextlib import suppress
from typing import TypeVar

from django.db import transaction

from appliance.errors import VideoflixError
from webapp.library.identify.details import Details, SeriesDetails
from webapp.library.models import Series, Video
from webapp.library.online.provider import Candidate, Provider
from webapp.library.services.artwork import ArtworkRefused, take_back
from webapp.library.services.describing import EMPTY, FIELDS, SERIES_FIELDS, describe, describe_series
from webapp.library.services.identification import identify, identify_series, lock, new_series, unlock
from webapp.library.services.lookup import provider
from webapp.library.services.pictures import SIZES

NAMED = ("title", "year", "series", "season_number", "episode_number", "episode_last")  # what a person may say in their own words
FURTHER = {"genres": ("genres", "category"), "tags": ("tags",), "credits": ("people",), "collection": ("collection",)}  # what locks which
OF_SERIES = {"genres": "genres", "credits": "people"}
OF_ANOTHER = ("original_title", "tagline", "description", "rating", "imdb_id", "collection")  # go where nothing is said: of a wrong match
Row = TypeVar("Row", Video, Series)


class NamingRefused(VideoflixError):
    """This cannot be said of the title; the sentence says why."""


def name_by_hand(video: Video, series: str = "") -> None:
    """Keep what a person set in the fields of `NAMED`, and lock all of them; `series` is the name of one that is made where there is none.

    Raises NamingRefused when the video is gone.
    """
    with transaction.atomic():
        stored = _stored(video)
        if series:
            known = video.library.series.filter(title__iexact=series).order_by("id").first()
            video.series = known or new_series(SeriesDetails(title=series), video.library)
        video.save(update_fields=NAMED)
        lock(stored, NAMED)


def candidates(title: str, year: int | None, of_series: bool) -> list[Candidate]:
    """Films, or series, that may be meant, the likeliest first. Raises LookupFailed."""
    asked = provider()
    return asked.find_series(title, year) if of_series else asked.find_films(title, year)


def take_film(video: Video, number: str, asked: Provider | None = None) -> None:
    """It is this film of the database, and no episode: what is said there counts above everything that was known.

    Raises LookupFailed, and NamingRefused when the video is gone.
    """
    said = (asked or provider()).film(number)
    with transaction.atomic():
        stored = _stored(video)
        stored.series = stored.season_number = stored.episode_number = stored.episode_last = None
        stored.save(update_fields=NAMED)
        _say(stored, said, also=NAMED)


def take_episode(video: Video, number: str, season: int, episode: int, asked: Provider | None = None) -> Series:
    """As `take_film`, for an episode of the series with this number, which is told by it, or made."""
    asked = asked or provider()
    said, of_series = asked.episode(number, season, episode), asked.series(number)
    with transaction.atomic():
        stored = _stored(video)
        stored.series = series = _series(stored, of_series)
        stored.season_number, stored.episode_number, stored.episode_last = season, episode, None
        stored.save(update_fields=NAMED)
        _say(stored, said, also=NAMED)
        if series.tmdb_id != number or not series.description:
            _say_of_series(series, of_series)
    return series


def take_series(series: Series, number: str, asked: Provider | None = None) -> None:
    """As `take_film`, for a whole series."""
    said = (asked or provider()).series(number)
    with transaction.atomic():
        _say_of_series(_stored(series), said)


def let_files_speak(row: Video | Series) -> None:
    """Forget what a person set, and read it again. Where the files are away, a picture that they chose stays until a scan finds another."""
    seasons = row.seasons.all() if isinstance(row, Series) else []
    for owner in (row, *seasons):
        for field in SIZES.keys() & set(owner.locked):
            with suppress(ArtworkRefused):
                take_back(owner, field)
        unlock(owner)
    row.refresh_from_db()
    if isinstance(row, Video):
        identify(row)
    else:
        identify_series(row)


def _series(video: Video, said: SeriesDetails) -> Series:
    """The series of this number in the video's library, else the video's own while nobody knows which one that is, else a new one."""
    known = video.library.series.filter(tmdb_id=said.tmdb_id).first()
    own = video.series if video.series is not None and video.series.tmdb_id in ("", said.tmdb_id) else None
    return known or own or new_series(said, video.library)


def _stored(row: Row) -> Row:
    """The row as it is now, until the transaction ends. Raises NamingRefused when it is gone."""
    stored = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
    if stored is None:
        raise NamingRefused("This title is not there any more.")
    return stored


def _say(video: Video, said: Details, also: tuple[str, ...]) -> None:
    further = {field for name, fields in FURTHER.items() if getattr(said, name) for field in fields}
    fields = {name for name in FIELDS if getattr(said, name) not in EMPTY} | further
    unlock(video, fields)
    for name in set(OF_ANOTHER) - fields - set(video.locked):
        setattr(video, name, None if name == "collection" else "")
    video.save(update_fields=OF_ANOTHER)
    describe(video, said)
    lock(video, {*fields, *also})


def _say_of_series(series: Series, said: SeriesDetails) -> None:
    fields = {OF_SERIES.get(name, name) for name in (*SERIES_FIELDS, *OF_SERIES) if getattr(said, name) not in EMPTY}
    unlock(series, fields)
    describe_series(series, said)
    lock(series, fields)
