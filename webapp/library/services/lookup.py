"""Gaps in what is known of films, filled from a database online: only when the owner switched it on, and asks."""

from collections.abc import Iterable

from webapp.jobs import enqueue
from webapp.library.identify.details import SeriesDetails
from webapp.library.models import Library, OnlineLookup, Series, Video
from webapp.library.online.provider import Candidate, LookupFailed, Provider
from webapp.library.online.tmdb import Tmdb
from webapp.library.search_text import plain
from webapp.library.services.describing import describe, describe_series


def provider() -> Provider:
    """Whom the owner chose to ask.

    Raises LookupFailed when the owner did not.
    """
    chosen = OnlineLookup.objects.filter(enabled=True).exclude(tmdb_key="").first()
    if chosen is None:
        raise LookupFailed("Looking up online is switched off: switch it on under Online lookup, with a key of your own.")
    return Tmdb(chosen.tmdb_key, chosen.language)


def look_up_later(videos: Iterable[Video]) -> None:
    """Have a worker look these up, one by one.

    Raises LookupFailed when the owner chose nobody to ask.
    """
    provider()
    for video in videos:
        enqueue("webapp.library.tasks.look_up", video.pk, queue="prepare")


def look_up(video: Video, asked: Provider | None = None) -> bool:
    """Fill what nobody knows of a video yet, when it is beyond doubt which one it is; whether it was.

    Home videos are nobody else's business. Raises LookupFailed.
    """
    if video.library.kind == Library.Kind.HOME_VIDEOS:
        return False
    asked = asked or provider()
    if video.series is not None:
        return _look_up_episode(video, video.series, asked)
    number = video.tmdb_id or (asked.number_of(video.imdb_id) if video.imdb_id else "")
    number = number or _certain(asked.find_films(video.title, video.year), video.title, video.year)
    if number:
        describe(video, asked.film(number), only_gaps=True)
    return bool(number)


def _look_up_episode(video: Video, series: Series, asked: Provider) -> bool:
    number = series.tmdb_id or _certain(asked.find_series(series.title, series.year), series.title, series.year)
    if not number:
        return False
    if not (series.tmdb_id and series.description):
        describe_series(series, SeriesDetails(tmdb_id=number).over(asked.series(number)), only_gaps=True)
    if video.season_number is None or video.episode_number is None:
        return False
    describe(video, asked.episode(number, video.season_number, video.episode_number), only_gaps=True)
    return True


def _certain(candidates: list[Candidate], title: str, year: int | None) -> str:
    """The number of the one candidate with this very title, and this year or the next to it; "" when there is doubt."""
    alike = [each for each in candidates if plain(title) in (plain(each.title), plain(each.original_title))]
    if year is not None:
        alike = sorted((each for each in alike if each.year and abs(each.year - year) <= 1), key=lambda each: abs((each.year or 0) - year))
        return alike[0].number if alike else ""
    return alike[0].number if len(alike) == 1 else ""
