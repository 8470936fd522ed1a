"""The tables of playing and preparing in the owner's admin."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from webapp.library.models import Series, Source, Video
from webapp.streaming.models import MOST_ATTEMPTS, Playback, Priority, RunLease, SegmentStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client, alice: Any) -> Client:
    """Alice's browser in the admin."""
    client.force_login(alice)
    return client


def act(admin: Client, model: str, action: str, row: Any) -> str:
    address = f"/admin/streaming/{model}/"
    return admin.post(address, {"action": action, "_selected_action": [row.pk]}, follow=True).content.decode()


def test_playing_can_be_stopped_and_not_just_deleted(admin: Client, film: Video, bob: Any) -> None:
    playback = Playback.objects.create(user=bob, video=film)
    act(admin, "playback", "delete_selected", playback)
    assert Playback.objects.exists()
    assert "1 stopped." in act(admin, "playback", "stop", playback)
    assert not Playback.objects.exists()


def test_what_failed_too_often_can_be_tried_again(admin: Client, source: Source) -> None:
    lease = RunLease.objects.take(source.pk, ["360p"], range(2))
    assert "0 are tried again." in act(admin, "runlease", "try_again", lease)
    RunLease.objects.update(attempts=MOST_ATTEMPTS, expires_at=timezone.now())
    assert "1 are tried again." in act(admin, "runlease", "try_again", lease)
    assert not RunLease.objects.exists()


def test_work_is_not_just_deleted(admin: Client, source: Source) -> None:
    lease = RunLease.objects.take(source.pk, ["360p"], range(2))
    act(admin, "runlease", "delete_selected", lease)
    admin.post(f"/admin/streaming/runlease/{lease.pk}/delete/", {"post": "yes"})
    assert RunLease.objects.active().exists(), "without its lease another worker would make the same once more"


def test_a_film_can_be_put_first(admin: Client, film: Video) -> None:
    assert "1 are prepared before" in act(admin, "preparedvideo", "put_first", film)
    assert Priority.objects.get().source.video == film


def test_an_episode_is_listed_with_its_series_and_found_by_it(admin: Client, film: Video) -> None:
    film.series = Series.objects.create(library=film.library, title="The Harbour")
    film.save()
    page = "/admin/streaming/preparedvideo/"
    assert "The Harbour" in admin.get(page).content.decode()
    assert list(admin.get(page, {"q": "harbour"}).context["cl"].result_list) == [film]
    assert list(admin.get(page, {"q": "bakery"}).context["cl"].result_list) == []


def test_the_store_is_asked_once_for_its_page(admin: Client, film: Video) -> None:
    SegmentStore.objects.create()
    page = "/admin/streaming/segmentstore/1/change/"
    with CaptureQueriesContext(connection) as captured:
        assert "0 of 1 files are prepared" in admin.get(page).content.decode()
    asked = [query["sql"] for query in captured if "streaming_" in query["sql"]]
    assert len([sql for sql in asked if "streaming_segmentstore" in sql]) == 1
    assert len(asked) == len(set(asked))


def test_pausing_is_a_setting_too(admin: Client, film: Video) -> None:
    SegmentStore.objects.create()
    page = "/admin/streaming/segmentstore/1/change/"
    assert "Preparing is paused" in admin.get(page).content.decode()
    admin.post(page, {"paused": "on", "budget_gigabytes": "", "floor_gigabytes": "2"})
    assert SegmentStore.current().paused
