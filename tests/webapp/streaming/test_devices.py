"""What a device really plays is noted, whoever makes the player; what it only tries is not."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from webapp.accounts.access import Viewer, media_token
from webapp.library.models import Video
from webapp.library.services import import_file, library_named
from webapp.streaming import devices, queries
from webapp.streaming.devices import ENOUGH_SEGMENTS
from webapp.streaming.models import NEEDED, PlayedRung

pytestmark = pytest.mark.django_db

PHONE = Viewer(user_id=1, sign_in="ab", profile_id=None, highest_age=None, shows_unrated=True)


@pytest.fixture
def film(db: None, clip: Callable[[str], Path]) -> Video:
    """A film of 1280 x 720 whose own picture serves as 720p."""
    return import_file(clip("h264-720p.mkv"), library_named(None))


def ask(client: APIClient, film: Video, rendition: str, times: int, token: str = "") -> None:
    for _ in range(times):
        address = f"/api/video/{film.pk}/{rendition}/00001.m4s"
        assert client.get(address, {"token": token} if token else None).status_code == 200


def test_half_a_minute_of_a_rung_is_playing_it(film: Video, bob: Any, client_of: Callable[..., APIClient]) -> None:
    client = client_of(bob)
    ask(client, film, "720p", ENOUGH_SEGMENTS - 1)
    assert queries.played_rungs() == set()
    ask(client, film, "720p", 1)
    assert queries.played_rungs() == {"720p"}


def test_two_devices_that_try_a_rung_do_not_play_it(film: Video, alice: Any, bob: Any, client_of: Callable[..., APIClient]) -> None:
    for user in (alice, bob):
        ask(client_of(user), film, "720p", ENOUGH_SEGMENTS - 1)
    assert queries.played_rungs() == set()


def test_players_that_are_not_signed_in_count(film: Video, bob: Any, charlie: APIClient) -> None:
    ask(charlie, film, "720p", ENOUGH_SEGMENTS, media_token(bob, film.pk))
    assert queries.played_rungs() == {"720p"}


@pytest.mark.parametrize("rendition", ["original", "480p", "audio-1"])
def test_what_is_always_there_is_not_noted(rendition: str, film: Video) -> None:
    found = queries.playables(film.pk)[0]
    assert rendition in {each.name for each in found.renditions}
    for _ in range(2 * ENOUGH_SEGMENTS):
        devices.note_segment(PHONE, found, rendition)
    assert not PlayedRung.objects.exists()


def test_what_is_noted_costs_nothing_for_a_while(film: Video, django_assert_num_queries: Any) -> None:
    found = queries.playables(film.pk)[0]
    for _ in range(ENOUGH_SEGMENTS):
        devices.note_segment(PHONE, found, "720p")
    with django_assert_num_queries(0):
        for _ in range(2 * ENOUGH_SEGMENTS):
            devices.note_segment(PHONE, found, "720p")


def test_playing_it_again_keeps_it_needed(film: Video) -> None:
    PlayedRung.objects.create(name="720p", played_at=timezone.now() - NEEDED - timedelta(days=1))
    assert queries.played_rungs() == set()
    for _ in range(ENOUGH_SEGMENTS):
        devices.note_segment(PHONE, queries.playables(film.pk)[0], "720p")
    assert queries.played_rungs() == {"720p"}
    assert PlayedRung.objects.count() == 1
