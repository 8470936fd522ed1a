"""The owner ends somebody's playing: the player is told, and gets nothing more of the film for a while."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from webapp.library.models import Video
from webapp.library.services import library_named
from webapp.streaming.models import Playback
from webapp.streaming.stopping import stop

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def sofa(bob: Any, client_of: Callable[..., APIClient]) -> APIClient:
    """One of Bob's devices."""
    return client_of(bob)


def beat(client: APIClient, video: Video, key: str, **report: Any) -> Any:
    return client.post(f"/api/video/{video.pk}/playback/", {"key": key, "position": 3, **report})


def fetch(client: APIClient, video: Video, name: str = "original/00000.m4s") -> int:
    return client.get(f"/api/video/{video.pk}/{name}").status_code


def test_who_watches_on_which_device_is_known(film: Video, sofa: APIClient, bob: Any, key: str) -> None:
    beat(sofa, film, key)
    playback = Playback.objects.get()
    assert playback.profile == bob.profiles.get()
    assert playback.sign_in == bob.sign_ins.get()


def test_the_player_is_told_and_gets_nothing_more(film: Video, sofa: APIClient, key: str) -> None:
    beat(sofa, film, key)
    assert fetch(sofa, film) == 200
    stop(Playback.objects.get())
    answer = beat(sofa, film, key)
    assert (answer.status_code, answer.json()["code"]) == (409, "playback-stopped")
    assert answer.json()["detail"].endswith(".")
    assert not Playback.objects.exists()
    assert [fetch(sofa, film, name) for name in ("original/00000.m4s", "original/init.mp4", "index.m3u8")] == [409] * 3


def test_opening_the_film_anew_is_no_way_around(film: Video, sofa: APIClient, key: str) -> None:
    beat(sofa, film, key)
    stop(Playback.objects.get())
    assert beat(sofa, film, str(uuid.uuid4())).status_code == 409


def test_nothing_else_is_stopped(film: Video, sofa: APIClient, bob: Any, alice: Any, client_of: Callable[..., APIClient], key: str) -> None:
    beat(sofa, film, key)
    stop(Playback.objects.get())
    kitchen, owner = client_of(bob), client_of(alice)
    for client in (kitchen, owner):
        assert beat(client, film, str(uuid.uuid4())).status_code == 204
        assert fetch(client, film) == 200
    other = Video.objects.create(library=library_named(None), title="Other")
    assert beat(sofa, other, str(uuid.uuid4())).status_code == 204


def test_after_a_minute_it_may_be_begun_again(film: Video, sofa: APIClient, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.streaming.stopping.STOPPED_SECONDS", 0)
    beat(sofa, film, key)
    stop(Playback.objects.get())
    assert beat(sofa, film, key).status_code == 204
    assert fetch(sofa, film) == 200
