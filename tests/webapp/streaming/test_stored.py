"""Stored segments are answered in front of Django, as Django would, and only to whom it just did."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from rest_framework.test import APIClient

from webapp.accounts import remembered
from webapp.accounts.access import media_token
from webapp.accounts.models import Profile, SignIn, User
from webapp.accounts.tokens import RefreshToken
from webapp.library.models import Source, Video
from webapp.streaming import access, queries, silent, stored, waiting
from webapp.streaming.models import Playback
from webapp.streaming.stopping import stop
from webapp.streaming.stored import StoredSegments

pytestmark = pytest.mark.django_db


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    by_django: bool


@dataclass
class Server:
    """Both, one before the other; knows which of them answered."""

    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        handler = WSGIHandler()

        def django(environ: Any, start_response: Any) -> Any:
            self.asked.append(environ["PATH_INFO"])
            return handler(environ, start_response)

        self._application = StoredSegments(django)

    def get(self, address: str, query: str = "", method: str = "GET", **environ: str) -> Answer:
        said: list[Any] = []
        asked = len(self.asked)
        request: dict[str, Any] = {
            "PATH_INFO": address,
            "QUERY_STRING": query,
            "REQUEST_METHOD": method,
            "HTTP_HOST": "testserver",
            **environ,
        }
        setup_testing_defaults(request)
        parts = self._application(request, lambda *words: said.extend(words))
        body = b"".join(parts)
        getattr(parts, "close", lambda: None)()
        status, headers = said[0], dict(said[1])
        return Answer(int(status.split()[0]), headers, body, len(self.asked) > asked)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def prepared(source: Source, prepare_all: Callable[[], int]) -> Source:
    prepare_all()
    return source


@pytest.fixture
def token(film: Video, bob: User) -> str:
    return f"token={media_token(bob, film.pk, bob.profiles.get().pk)}"


@pytest.fixture
def base(film: Video, prepared: Source) -> str:
    return f"/api/video/{film.pk}/360p"


@pytest.fixture(autouse=True)
def _one_transaction() -> Iterator[None]:
    """Nothing is remembered, and the end of a request does not close the test's own connection."""
    remembered.forget()
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)
    remembered.forget()


@pytest.mark.parametrize("name", ["init.mp4", "00001.m4s", "00001.m4s/"])
def test_the_same_answer_without_django(name: str, server: Server, base: str, token: str, prepared: Source) -> None:
    by_django = server.get(f"{base}/{name}", token)
    at_once = server.get(f"{base}/{name}", token)
    assert (by_django.status, by_django.by_django, at_once.by_django) == (200, True, False)
    assert (at_once.status, at_once.headers, at_once.body) == (200, by_django.headers, by_django.body)
    assert "Content-Security-Policy" in at_once.headers
    assert at_once.body == (settings.PATHS.segments / f"{prepared.pk}-{prepared.version}" / "360p" / name.strip("/")).read_bytes()


def test_the_segments_that_follow_cost_no_query(server: Server, base: str, token: str, django_assert_num_queries: Any) -> None:
    first = server.get(f"{base}/00000.m4s", token)
    with django_assert_num_queries(0):
        second = server.get(f"{base}/00001.m4s", token)
    assert (first.by_django, second.by_django, second.status) == (True, False, 200)
    assert second.body != first.body


def test_a_version_is_served_for_ever_and_no_other(server: Server, base: str, token: str, prepared: Source) -> None:
    for _ in range(2):
        answer = server.get(f"{base}/00000.m4s", f"v={prepared.version}&{token}")
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "private, max-age=31536000, immutable")
        assert server.get(f"{base}/00000.m4s", f"v=another&{token}").status == 404
        assert server.get(f"{base}/00000.m4s", token).headers["Cache-Control"] == "private, no-cache"
    assert not answer.by_django


def test_nobody_else_gets_it(server: Server, base: str, token: str, charlie: APIClient) -> None:
    for _ in range(2):
        assert server.get(f"{base}/00000.m4s", token).status == 200
        assert server.get(f"{base}/00000.m4s").status == 401
        assert server.get(f"{base}/00000.m4s", f"{token}x").status == 401
        assert server.get(f"{base}/00000.m4s", "", HTTP_AUTHORIZATION="Bearer x", HTTP_COOKIE="videoflix_media=x").status == 401
        assert server.get(f"{base}/00000.m4s", token, HTTP_HOST="rebound.example").status == 400
        assert server.get(base.replace("360p", "audio-1") + "/00000.m4s", token).status == 200


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS"])
def test_other_methods_are_the_views(method: str, server: Server, base: str, token: str) -> None:
    server.get(f"{base}/00000.m4s", token)
    assert server.get(f"{base}/00000.m4s", token, method).by_django


def test_two_who_ask_at_once_are_both_answered(server: Server, base: str, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = StoredSegments._ask

    def ask_second(*words: Any) -> Any:
        monkeypatch.setattr(StoredSegments, "_ask", ask)
        assert server.get(f"{base}/00000.m4s", token).status == 200  # somebody else, between looking and asking
        return ask(*words)

    monkeypatch.setattr(StoredSegments, "_ask", ask_second)
    assert server.get(f"{base}/00000.m4s", token).status == 200
    assert len(server.asked) == 2


def blocked(bob: User, film: Video) -> None:
    bob.is_active = False
    bob.save()
    remembered.forget()  # what blocking does (tests of accounts)


def became_a_child(bob: User, film: Video) -> None:
    Profile.objects.filter(user=bob).update(is_child=True, highest_age=6)
    remembered.forget()


def rated(bob: User, film: Video) -> None:
    access.forget_decisions()  # what saving a video does (tests of children)


def replaced(bob: User, film: Video) -> None:
    queries.forget_playables()


@pytest.mark.parametrize(
    ("change", "status"),
    [(blocked, 401), (became_a_child, 404), (rated, 200), (replaced, 200)],
    ids=lambda each: getattr(each, "__name__", each),
)
def test_what_changes_is_djangos_to_decide(
    change: Callable[[User, Video], None], status: int, server: Server, base: str, token: str, bob: User, film: Video
) -> None:
    server.get(f"{base}/00000.m4s", token)
    assert not server.get(f"{base}/00001.m4s", token).by_django
    change(bob, film)
    answer = server.get(f"{base}/00001.m4s", token)
    assert (answer.by_django, answer.status) == (True, status)


def test_who_was_stopped_gets_none_of_it(server: Server, base: str, film: Video, bob: User) -> None:
    sofa = SignIn.objects.create(user=bob, profile=bob.profiles.get(), expires_at=timezone.now() + timedelta(days=1))
    own = f"Bearer {RefreshToken.fresh(bob, sofa.pk).access_token}"
    playback = Playback.objects.create(user=bob, video=film, sign_in=sofa)
    seen = [server.get(f"{base}/0000{number}.m4s", HTTP_AUTHORIZATION=own) for number in range(2)]
    assert [(each.status, each.by_django) for each in seen] == [(200, True), (200, False)]
    stop(playback)
    for _ in range(2):
        answer = server.get(f"{base}/00001.m4s", HTTP_AUTHORIZATION=own)
        assert (answer.status, answer.by_django) == (409, True)


def test_after_a_while_django_is_asked_again(server: Server, base: str, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    server.get(f"{base}/00000.m4s", token)
    later = time.monotonic() + queries.REMEMBERED_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert server.get(f"{base}/00001.m4s", token).by_django
    assert not server.get(f"{base}/00001.m4s", token).by_django


def test_what_is_missing_is_made(server: Server, base: str, token: str, prepared: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    server.get(f"{base}/00000.m4s", token)
    (settings.PATHS.segments / f"{prepared.pk}-{prepared.version}" / "360p" / "00001.m4s").unlink()
    monkeypatch.setattr(waiting, "LONGEST_SECONDS", 0.1)
    answer = server.get(f"{base}/00001.m4s", token)
    assert (answer.by_django, answer.status) == (True, 503)


def test_a_rung_that_counts_is_counted(server: Server, large_film: Video, prepare_all: Callable[[], int], bob: User) -> None:
    prepare_all()
    token = f"token={media_token(bob, large_film.pk, bob.profiles.get().pk)}"
    address = f"/api/video/{large_film.pk}/720p/00000.m4s"
    seen = [server.get(address, token).by_django for _ in range(10)]
    assert seen == [True] * 8 + [False] * 2  # eight segments say that a device plays it


def test_a_player_that_never_reports_is_seen_now_and_then(server: Server, base: str, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    server.get(f"{base}/00000.m4s", token)
    assert Playback.objects.get().position == 0.0
    assert not server.get(f"{base}/00001.m4s", token).by_django
    monkeypatch.setattr(silent, "EVERY_SECONDS", 0.0)
    assert server.get(f"{base}/00001.m4s", token).by_django
    assert Playback.objects.get().position > 0.0


def test_addresses_are_segments_only() -> None:
    for address in [
        "/api/video/1/360p/index.m3u8",
        "/api/video/1/360p/../../1/init.mp4",
        "/api/video/x/360p/init.mp4",
        "/api/video/1/a/b/init.mp4",
    ]:
        assert stored.ADDRESS.fullmatch(address) is None, address
