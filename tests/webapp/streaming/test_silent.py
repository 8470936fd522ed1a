"""Players that open a film by its signed address and never report: they are seen by what they fetch."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from rest_framework.test import APIClient

from webapp.accounts.access import media_token
from webapp.library.models import Video
from webapp.streaming import queries, silent, tasks
from webapp.streaming.models import PLAYBACK_ALIVE, PLAYBACK_KEPT, Playback
from webapp.streaming.stopping import stop

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(film: Video, bob: Any) -> str:
    """In the address that Bob copied from his browser."""
    return media_token(bob, film.pk, bob.profiles.get().pk)


def fetch(client: APIClient, film: Video, name: str, token: str, **headers: str) -> int:
    return client.get(f"/api/video/{film.pk}/{name}", {"token": token}, **headers).status_code


def test_it_plays_where_it_fetches(film: Video, bob: Any, charlie: APIClient, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silent, "EVERY_SECONDS", 0.0)
    assert fetch(charlie, film, "original/00000.m4s", token, HTTP_USER_AGENT="VLC/3.0.18 LibVLC/3.0.18") == 200
    playback = Playback.objects.alive().get()
    assert (playback.user, playback.profile, playback.client, playback.address) == (bob, bob.profiles.get(), "VLC", "127.0.0.1")
    assert (playback.rendition, playback.position) == ("original", 0.0)

    assert fetch(charlie, film, "original/00001.m4s", token, HTTP_USER_AGENT="VLC/3.0.18 LibVLC/3.0.18") == 200
    playback.refresh_from_db()
    assert playback.position == float(queries.playables(film.pk)[0].timeline.seconds(1))
    assert Playback.objects.count() == 1


def test_that_is_noted_now_and_then_only(
    film: Video, charlie: APIClient, token: str, django_assert_num_queries: Callable[[int], Any]
) -> None:
    fetch(charlie, film, "original/00000.m4s", token)
    with django_assert_num_queries(0):
        fetch(charlie, film, "original/00001.m4s", token)


@pytest.mark.parametrize("name", ["index.m3u8", "original/index.m3u8", "original/init.mp4", "audio-1/00000.m4s"])
def test_to_look_or_to_listen_ahead_is_not_to_play(name: str, film: Video, charlie: APIClient, token: str) -> None:
    assert fetch(charlie, film, name, token) == 200
    assert not Playback.objects.exists()


def test_our_own_player_speaks_for_itself(film: Video, bob: Any, client_of: Callable[..., APIClient]) -> None:
    assert client_of(bob).get(f"/api/video/{film.pk}/original/00000.m4s").status_code == 200
    assert not Playback.objects.exists()


def test_a_busy_database_withholds_no_segment(film: Video, charlie: APIClient, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(silent.services, "note_playback", busy)
    assert fetch(charlie, film, "original/00000.m4s", token) == 200
    assert not Playback.objects.exists()


def test_who_left_is_not_seen_for_long(film: Video, charlie: APIClient, token: str) -> None:
    fetch(charlie, film, "original/00000.m4s", token)
    Playback.objects.update(updated_at=timezone.now() - PLAYBACK_ALIVE - timedelta(seconds=1))
    assert not Playback.objects.alive().exists()


def test_what_it_plays_on_another_day_begins_then(film: Video, charlie: APIClient, token: str) -> None:
    fetch(charlie, film, "original/00000.m4s", token)
    before = Playback.objects.get()
    tasks.revive()
    assert Playback.objects.get() == before, "somebody may have paused"
    Playback.objects.update(updated_at=timezone.now() - PLAYBACK_KEPT - timedelta(seconds=1))
    tasks.revive()
    assert not Playback.objects.exists()
    silent.forget_segments()
    fetch(charlie, film, "original/00000.m4s", token)
    assert Playback.objects.get().started_at > before.started_at


def test_two_of_them_are_two(film: Video, charlie: APIClient, token: str) -> None:
    for address in ("192.168.1.40", "192.168.1.41"):
        fetch(charlie, film, "original/00000.m4s", token, REMOTE_ADDR=address)
    assert set(Playback.objects.values_list("address", flat=True)) == {"192.168.1.40", "192.168.1.41"}


def test_the_owner_ends_it(film: Video, charlie: APIClient, token: str) -> None:
    assert fetch(charlie, film, "original/00000.m4s", token) == 200
    stop(Playback.objects.get())
    assert [fetch(charlie, film, name, token) for name in ("original/00001.m4s", "index.m3u8")] == [409, 409]
    assert not Playback.objects.exists()
    assert fetch(charlie, film, "original/00001.m4s", token, REMOTE_ADDR="192.168.1.41") == 200
