"""What a stranger, a member, a child and the owner get at every address below `/api/`: a new address needs its row here.

The film they ask for is rated above what the child may see. Alice is the owner, Bob a member of the household; the child is Bob's
account, watching as the profile of his daughter. In this order every row tells the status that each of the four gets.
"""

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from rest_framework.test import APIClient

from tests.conftest import PASSWORD
from tests.laws.test_strangers import METHODS, routes
from webapp.accounts import services as services_of_accounts
from webapp.accounts.callers import UNKNOWN
from webapp.accounts.models import Profile, User
from webapp.library.models import Category, Collection, Series, Tag, Video
from webapp.library.services import import_file, library_named
from webapp.streaming import access, companions, queries, services, subtitles
from webapp.uploads.models import Upload

HEARTBEAT = {"key": str(uuid.UUID(int=7)), "position": 1.0}
NEW_ACCOUNT = {"email": "dora@example.org", "password": "a battery of staples", "confirmed_password": "a battery of staples"}
NEW_PASSWORDS = dict.fromkeys(("new_password", "confirm_password"), "a battery of staples")

OPEN = (200, 200, 200, 200)  # everybody gets the same
FILM = (401, 200, 404, 200)  # for the child it does not exist
OWN = (401, 200, 200, 200)  # whoever is signed in
GROWN_UP = 403  # not for children
NOT_ALLOWED = 403  # unless the owner lets members

# name of the address, method: what is sent, and what the four get
ROWS: dict[tuple[str, str], tuple[Any, tuple[int, int, int, int]]] = {
    ("health", "get"): (None, OPEN),
    ("schema", "get"): (None, OPEN),
    ("docs", "get"): (None, OPEN),
    ("setup", "get"): (None, OPEN),
    ("setup", "post"): ({**NEW_ACCOUNT, "secret": "guess"}, (409, 409, 409, 409)),
    ("presence", "post"): ({"secret": "guess"}, (403, 403, 403, 403)),
    ("register", "post"): (NEW_ACCOUNT, (201, 201, 201, 201)),
    ("invitation", "get"): (None, (400, 400, 400, 400)),
    ("activate", "get"): (None, (400, 400, 400, 400)),
    ("login", "post"): ({"email": "bob@example.org", "password": PASSWORD}, OPEN),
    ("logout", "post"): ({}, OPEN),
    ("token-refresh", "post"): ({"refresh": "forged"}, (401, 401, 401, 401)),
    ("password-reset", "post"): ({"email": "bob@example.org"}, OPEN),
    ("password-confirm", "post"): (NEW_PASSWORDS, (400, 400, 400, 400)),
    ("password", "post"): (NEW_PASSWORDS | {"current_password": PASSWORD}, (401, 200, GROWN_UP, 200)),
    ("sign-out-everywhere", "post"): (None, (401, 200, GROWN_UP, 200)),
    ("house", "get"): (None, OWN),
    ("me", "get"): (None, OWN),
    ("profiles", "get"): (None, OWN),
    ("profiles", "post"): ({"name": "Dora"}, (401, 201, GROWN_UP, 201)),
    ("profile", "get"): (None, OWN),
    ("profile", "patch"): ({"name": "Dora"}, (401, 200, GROWN_UP, 200)),
    ("profile", "delete"): ({}, (401, 204, GROWN_UP, 204)),
    ("choose-profile", "post"): ({}, OWN),
    ("devices", "get"): (None, OWN),
    ("device", "patch"): ({"name": "Sofa"}, (401, 200, GROWN_UP, 200)),
    ("device", "delete"): (None, (401, 204, GROWN_UP, 204)),
    ("pairing", "post"): ({"name": "TV"}, (201, 201, 201, 201)),
    ("pairing-token", "post"): ({"device_code": "guess"}, (400, 400, 400, 400)),
    ("pairing-code", "get"): (None, OWN),
    ("pairing-approve", "post"): ({"profile": "{profile_id}"}, (401, 204, GROWN_UP, 204)),
    ("pairing-deny", "post"): ({}, (401, 204, GROWN_UP, 204)),
    ("video-list", "get"): (None, OWN),
    ("video-poster", "get"): (None, FILM),
    ("video-fanart", "get"): (None, FILM),
    ("series-fanart", "get"): (None, FILM),
    ("season-poster", "get"): (None, FILM),
    ("home", "get"): (None, OWN),
    ("genres", "get"): (None, OWN),
    ("search", "get"): (None, OWN),
    ("genre", "get"): (None, FILM),
    ("tag", "get"): (None, FILM),
    ("collections", "get"): (None, OWN),
    ("collection", "get"): (None, FILM),
    ("series-list", "get"): (None, OWN),
    ("series", "get"): (None, FILM),
    ("series-watched", "put"): ({"watched": True}, (401, 204, 404, 204)),
    ("series-poster", "get"): (None, FILM),
    ("progress", "put"): ({"position": 1.0}, FILM),
    ("thumb", "put"): ({"up": True}, FILM),
    ("my-list", "get"): (None, OWN),
    ("list-entry", "put"): ({}, (401, 204, 404, 204)),
    ("list-entry", "delete"): (None, (401, 204, 404, 204)),
    ("history", "get"): (None, OWN),
    ("history-entry", "delete"): (None, (401, 204, 404, 204)),
    ("video-details", "get"): (None, FILM),
    ("playback", "post"): (HEARTBEAT, (401, 204, 404, 204)),
    ("adaptive-playlist", "get"): (None, FILM),
    ("thumbnails", "get"): (None, FILM),
    ("trickplay-sheet", "get"): (None, FILM),
    ("resolution-playlist", "get"): (None, FILM),
    ("media-playlist", "get"): (None, FILM),
    ("segment", "get"): (None, FILM),
    ("uploads", "get"): (None, (401, NOT_ALLOWED, GROWN_UP, 200)),
    ("uploads", "post"): (None, (401, NOT_ALLOWED, GROWN_UP, 201)),
    ("upload", "patch"): (b"film", (401, NOT_ALLOWED, GROWN_UP, 204)),
    ("upload", "delete"): (None, (401, NOT_ALLOWED, GROWN_UP, 204)),
}
# What the protocol of uploads wants besides a body.
TUS = {"Tus-Resumable": "1.0.0"}
OPTIONS: dict[tuple[str, str], dict[str, Any]] = {
    ("uploads", "post"): {"headers": {**TUS, "Upload-Length": "10", "Upload-Metadata": "filename RmlsbS5ta3Y="}},
    ("upload", "patch"): {"headers": {**TUS, "Upload-Offset": "0"}, "content_type": "application/offset+octet-stream"},
    ("upload", "delete"): {"headers": TUS},
}
FILMS = {"movie_id", "series_id", "genre_id", "tag_id", "collection_id"}  # in addresses: what is there only for who may see the film
PLACES = {"uidb64": "MQ", "token": "forged", "resolution": "original", "segment": "00000.m4s", "sheet": "00000.jpg"}
API = [(route, pattern) for route, pattern in routes(get_resolver()) if route.startswith("api/") and pattern.name is not None]


def converters(name: str) -> set[str]:
    """Give what is to be filled into an address."""
    [pattern] = [pattern for _, pattern in API if pattern.name == name]
    return set(pattern.pattern.converters)


def methods(pattern: URLPattern) -> list[str]:
    """Give what a view answers to; a plain function answers to GET."""
    view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
    return ["get"] if view is None else [method for method in METHODS if hasattr(view, method)]


def test_every_endpoint_has_its_row() -> None:
    assert {(pattern.name, method) for _, pattern in API for method in methods(pattern)} == set(ROWS)


def test_every_endpoint_of_a_film_is_closed_to_the_child() -> None:
    of_films = {pattern.name for route, pattern in API if FILMS.intersection(pattern.pattern.converters)}
    assert {name for (name, _), (_, (_, _, child, _)) in ROWS.items() if child == 404} == of_films


NUMBERED = [row for row in ROWS if any(key in FILMS | {"profile_id"} for key in converters(row[0]))]


@pytest.mark.parametrize("number", [2**31 - 1, 2**63, 10**30])
@pytest.mark.parametrize(("name", "method"), NUMBERED, ids=str)
def test_there_is_nothing_with_a_number_that_nothing_has(name: str, method: str, number: int, alice: User, client_of: Any) -> None:
    values = {key: PLACES.get(key, number) for key in converters(name)}
    client = client_of(alice)
    assert client.post(f"/api/profiles/{alice.profiles.get().pk}/choose/", {}).status_code == 200
    assert getattr(client, method)(reverse(name, kwargs=values), ROWS[name, method][0]).status_code == 404


@pytest.mark.parametrize(("name", "method"), [row for row, (body, _) in ROWS.items() if isinstance(body, dict)], ids=str)
def test_huge_numbers_that_are_sent_are_no_error_of_ours(name: str, method: str, four: Any, request: Any) -> None:
    film = request.getfixturevalue("film")
    values = {**PLACES, "movie_id": film.pk, "series_id": film.series_id, "profile_id": 1, "device_id": uuid.UUID(int=1), "user_code": "X"}
    address = reverse(name, kwargs={key: values[key] for key in converters(name)})
    sent = dict.fromkeys([*ROWS[name, method][0], "season", "pin", "position", "highest_age"], 2**63)
    for one in ({**ROWS[name, method][0], key: 2**63} for key in sent):
        assert getattr(four[3], method)(address, one).status_code < 500
    assert getattr(four[3], method)(address, sent).status_code < 500


@pytest.fixture
def film(db: None, h264_mp4: Path) -> Iterator[Video]:
    """A film for grown-ups, with all that can be fetched of it."""
    _forget()
    video = import_file(h264_mp4, library_named(None))
    video.series = Series.objects.create(library=video.library, title="Show", poster=video.poster, fanart=video.poster)
    video.series.genres.add(Category.objects.create(name="Drama"))
    video.tags.add(Tag.objects.create(name="Evening"))
    video.collection = Collection.objects.create(name="Collection")
    video.season_number, video.rating, video.fanart = 1, "FSK 16", video.poster
    video.save()
    video.series.seasons.update(poster=video.poster)
    assert companions.make_next()
    yield video
    services.close_originals()
    shutil.rmtree(settings.PATHS.segments)  # a rolled back row gives its number to the next test's
    settings.PATHS.segments.mkdir()
    _forget()


def _forget() -> None:
    queries.forget_playables()
    access.forget_decisions()
    subtitles.forget_listings()


@pytest.fixture
def mia(bob: User) -> Profile:
    """Bob's daughter, who may watch what is for twelve and below, and what nobody rated."""
    return Profile.objects.create(user=bob, name="Mia", is_child=True, highest_age=12, shows_unrated=True)


@pytest.fixture
def four(alice: User, bob: User, charlie: APIClient, mia: Profile, client_of: Callable[..., APIClient]) -> tuple[APIClient, ...]:
    """A stranger, a member, a child and the owner."""
    member, child = client_of(bob), client_of(bob)
    for client, profile in ((member, bob.profiles.grown_up().get()), (child, mia)):
        assert client.post(f"/api/profiles/{profile.pk}/choose/", {}).status_code == 200
    return charlie, member, child, client_of(alice)


def device_of(client: APIClient) -> str:
    """Give the id of the device that somebody asks from; of a stranger's, one that nobody has."""
    answer = client.get("/api/devices/")
    return next((each["id"] for each in answer.json() if each["is_current"]), "") if answer.status_code == 200 else str(uuid.UUID(int=1))


@pytest.mark.parametrize(("name", "method"), ROWS, ids=str)
def test_everybody_gets_what_the_table_says(name: str, method: str, four: Any, alice: User, mia: Profile, request: Any) -> None:
    body, expected = ROWS[name, method]
    [pattern] = [pattern for _, pattern in API if pattern.name == name]
    named = pattern.pattern.converters
    film = request.getfixturevalue("film") if FILMS.intersection(named) else Video()
    devices = [device_of(client) for client in four]
    theirs = (mia, mia, mia, Profile.objects.create(user=alice, name="Second"))
    answers = dict.fromkeys(range(4), 0)
    for person in (0, 2, 1, 3):  # the child before the member, who deletes her
        values = {**PLACES, "movie_id": film.pk, "series_id": film.series_id, "collection_id": film.collection_id}
        values |= {"genre_id": film.series.genres.get().pk, "tag_id": film.tags.get().pk} if film.series is not None else {}
        values |= {"profile_id": theirs[person].pk, "device_id": devices[person]}
        values["upload_id"] = Upload.objects.create(user=alice, library=library_named(None), size=10, expires_at=timezone.now()).pk
        values["user_code"] = services_of_accounts.offer_pairing("TV", UNKNOWN).pairing.user_code if "user_code" in named else ""
        address = reverse(name, kwargs={key: values[key] for key in named})
        sent = {key: value.format(**values) for key, value in body.items()} if name == "pairing-approve" else body
        answers[person] = getattr(four[person], method)(address, sent, **OPTIONS.get((name, method), {})).status_code
    assert tuple(answers.values()) == expected
