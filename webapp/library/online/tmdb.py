"""The Movie Database, https://developer.themoviedb.org/reference: version 3, with the owner's key or token."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import wraps
from http.client import HTTPException
from typing import Any, ParamSpec, TypeVar
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from webapp.library.identify.details import CreditDetails, Details, SeriesDetails, film_year
from webapp.library.models import Credit
from webapp.library.online.provider import Candidate, LookupFailed, OnlinePicture

ADDRESS = "https://api.themoviedb.org/3"
IMAGES = "https://image.tmdb.org/t/p"
PICTURE = re.compile(r"(?P<small>w300|w342)(?P<file>/[\w.-]+)")  # what we call a picture: how wide a small one is, and its file
TIMEOUT = 15.0  # seconds
LARGEST_BYTES = 8 * 1024 * 1024
MOST_ACTORS = 30
LARGEST_PICTURE = 32 * 1024 * 1024  # bytes
MOST_CANDIDATES = 20
MOST_PICTURES = 12  # of a kind
ELSEWHERE = "US"  # whose ratings count where the owner's country has none
WRITING = {"Screenplay", "Writer", "Story", "Novel", "Teleplay"}
REFUSALS = {
    401: "The Movie Database does not accept the key.",
    404: "The Movie Database does not know this title.",
    429: "The Movie Database was asked too often: try again in a minute.",
}
P = ParamSpec("P")
Answer = TypeVar("Answer")


class _NoRedirects(HTTPRedirectHandler):
    """Whoever redirects would get the key."""

    def redirect_request(self, *_: Any) -> None:
        """Never."""


def _understood(ask: Callable[P, Answer]) -> Callable[P, Answer]:
    """An answer of another shape is an error that people can read."""

    @wraps(ask)
    def asking(*args: P.args, **kwargs: P.kwargs) -> Answer:
        try:
            return ask(*args, **kwargs)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise LookupFailed("The Movie Database answered something that cannot be understood.", repr(error)) from error

    return asking


class Tmdb:
    """Asks The Movie Database; a `Provider`. A `key` with dots is a read access token, any other an API key."""

    def __init__(self, key: str, language: str = "en-US", address: str = ADDRESS, images: str = IMAGES) -> None:
        self._key, self._language, self._address, self._images = key, language, address, images
        self._country = language.partition("-")[2].upper() or ELSEWHERE
        self._opener = build_opener(_NoRedirects)

    @_understood
    def find_films(self, title: str, year: int | None) -> list[Candidate]:
        """Films that may be meant, the likeliest first."""
        found = self._ask("/search/movie", query=title, year=year, include_adult="false")["results"]
        return [_candidate(each, "title", "release_date") for each in found[:MOST_CANDIDATES]]

    @_understood
    def find_series(self, title: str, year: int | None) -> list[Candidate]:
        """Series that may be meant, the likeliest first."""
        found = self._ask("/search/tv", query=title, first_air_date_year=year, include_adult="false")["results"]
        return [_candidate(each, "name", "first_air_date") for each in found[:MOST_CANDIDATES]]

    @_understood
    def number_of(self, imdb_id: str) -> str:
        """The number of the film that IMDb knows as this; "" where there is none."""
        found = self._ask(f"/find/{quote(imdb_id, safe='')}", external_source="imdb_id")["movie_results"]
        return str(found[0]["id"]) if found else ""

    @_understood
    def film(self, number: str) -> Details:
        """All about a film."""
        film = self._ask(f"/movie/{quote(number, safe='')}", append_to_response="credits,release_dates")
        released = _day(film.get("release_date"))
        return Details(
            title=film["title"],
            original_title=film.get("original_title") or "",
            year=released.year if released else None,
            released_on=released,
            tagline=film.get("tagline") or "",
            description=film.get("overview") or "",
            collection=(film.get("belongs_to_collection") or {}).get("name", ""),
            genres=_names(film.get("genres")),
            credits=tuple(_people(film.get("credits") or {})),
            rating=self._label({each["iso_3166_1"]: _certification(each) for each in film["release_dates"]["results"]}),
            imdb_id=film.get("imdb_id") or "",
            tmdb_id=str(film["id"]),
        )

    @_understood
    def series(self, number: str) -> SeriesDetails:
        """All about a series."""
        series = self._ask(f"/tv/{quote(number, safe='')}", append_to_response="content_ratings,aggregate_credits")
        return SeriesDetails(
            title=series["name"],
            year=film_year(series.get("first_air_date")),
            description=series.get("overview") or "",
            genres=_names(series.get("genres")),
            rating=self._label({each["iso_3166_1"]: each["rating"] for each in series["content_ratings"]["results"]}),
            tmdb_id=str(series["id"]),
            credits=tuple(_people({"crew": _creators(series), "cast": _regulars(series)})),
        )

    @_understood
    def episode(self, series: str, season: int, episode: int) -> Details:
        """All about an episode of the series with this number."""
        found = self._ask(f"/tv/{quote(series, safe='')}/season/{season}/episode/{episode}", append_to_response="credits")
        cast = [*(found.get("credits") or {}).get("cast", []), *found.get("guest_stars", [])]
        released = _day(found.get("air_date"))
        return Details(
            title=found["name"],
            year=released.year if released else None,
            released_on=released,
            description=found.get("overview") or "",
            credits=tuple(_people({"crew": found.get("crew", []), "cast": cast})),
            tmdb_id=str(found["id"]),
        )

    @_understood
    def pictures_of_film(self, number: str) -> list[OnlinePicture]:
        """Posters and wide pictures of a film, the best first."""
        return self._pictures(f"/movie/{quote(number, safe='')}/images")

    @_understood
    def pictures_of_series(self, number: str) -> list[OnlinePicture]:
        """Posters and wide pictures of a series, the best first."""
        return self._pictures(f"/tv/{quote(number, safe='')}/images")

    @_understood
    def pictures_of_season(self, series: str, season: int) -> list[OnlinePicture]:
        """Posters of a season of the series with this number, the best first."""
        return self._pictures(f"/tv/{quote(series, safe='')}/season/{season}/images")

    @_understood
    def pictures_of_episode(self, series: str, season: int, episode: int) -> list[OnlinePicture]:
        """Stills of an episode, the best first."""
        return self._pictures(f"/tv/{quote(series, safe='')}/season/{season}/episode/{episode}/images")

    def picture(self, address: str, small: bool = False) -> bytes:
        """The file of a picture; `small`: as large as a thumbnail. They are public: the key stays here."""
        found = PICTURE.fullmatch(address)
        if found is None:
            raise LookupFailed("The Movie Database has no such picture.", address)
        return self._fetch(f"{self._images}/{found['small'] if small else 'original'}{found['file']}", {}, LARGEST_PICTURE, address)

    def _pictures(self, path: str) -> list[OnlinePicture]:
        """In the owner's language, in English, and without words."""
        spoken = self._language.partition("-")[0]
        found = self._ask(path, include_image_language=",".join(dict.fromkeys([spoken, "en", "null"])))
        kinds = (("posters", "w342", False), ("backdrops", "w300", True), ("stills", "w300", True))
        named = ((f"{small}{each['file_path']}", wide) for kind, small, wide in kinds for each in found.get(kind, [])[:MOST_PICTURES])
        return [OnlinePicture(address, wide) for address, wide in named if PICTURE.fullmatch(address)]

    def _ask(self, path: str, **asked: Any) -> Any:
        """The answer, as JSON says it."""
        is_token = "." in self._key
        query = {"language": self._language, **asked, **({} if is_token else {"api_key": self._key})}
        address = f"{self._address}{path}?{urlencode({name: value for name, value in query.items() if value is not None})}"
        headers = {"Accept": "application/json", **({"Authorization": f"Bearer {self._key}"} if is_token else {})}
        return json.loads(self._fetch(address, headers, LARGEST_BYTES, path))

    def _fetch(self, address: str, headers: dict[str, str], most: int, path: str) -> bytes:
        """What is at an address, at most so many bytes. `path` is what the log may know of it: an address may carry the key."""
        try:
            with self._opener.open(Request(address, headers=headers), timeout=TIMEOUT) as answer:  # noqa: S310 - our own constants
                data: bytes = answer.read(most + 1)
        except HTTPError as error:
            raise LookupFailed(REFUSALS.get(error.code, f"The Movie Database refused (status {error.code})."), path) from error
        except (OSError, HTTPException) as error:
            raise LookupFailed("The Movie Database cannot be reached: is there a way to the internet?", f"{path}: {error}") from error
        if len(data) > most:
            raise LookupFailed("The Movie Database answered something that cannot be understood.", "too large")
        return data

    def _label(self, ratings: dict[str, str]) -> str:
        """The rating of the owner's country, else the American one; with the country, as boards share their marks."""
        for country in (self._country, ELSEWHERE):
            if ratings.get(country):
                return f"{country}:{ratings[country]}"
        return ""


def _candidate(found: dict[str, Any], title: str, day: str) -> Candidate:
    return Candidate(
        str(found["id"]), found[title], found.get(f"original_{title}") or "", film_year(found.get(day)), found.get("overview") or ""
    )


def _people(billed: dict[str, Any]) -> Iterator[CreditDetails]:
    for each in billed.get("crew", []):
        if each["job"] == "Director":
            yield CreditDetails(each["name"], Credit.Role.DIRECTOR)
        elif each["job"] in WRITING:
            yield CreditDetails(each["name"], Credit.Role.WRITER)
    for each in sorted(billed.get("cast", []), key=lambda each: each.get("order", 0))[:MOST_ACTORS]:
        yield CreditDetails(each["name"], Credit.Role.ACTOR, (each.get("character") or "")[:200])


def _creators(series: dict[str, Any]) -> list[dict[str, Any]]:
    """Who thought a series up counts as its writers; who wrote or directed single episodes is told with these."""
    return [{"name": each["name"], "job": "Writer"} for each in series.get("created_by") or []]


def _regulars(series: dict[str, Any]) -> list[dict[str, Any]]:
    """The cast over all seasons, each as whom they play most often."""
    cast = (series.get("aggregate_credits") or {}).get("cast", [])
    return [{**each, "character": max(each.get("roles") or [{}], key=_episodes).get("character")} for each in cast]


def _episodes(role: dict[str, Any]) -> int:
    return int(role.get("episode_count") or 0)


def _certification(country: dict[str, Any]) -> str:
    """The first label of a country; some of its releases have none."""
    return next((str(each["certification"]) for each in country["release_dates"] if each.get("certification")), "")


def _names(found: list[dict[str, Any]] | None) -> tuple[str, ...]:
    return tuple(str(each["name"]) for each in found or ())


def _day(text: str | None) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text or "")
    return None
