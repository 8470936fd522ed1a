"""What is being prepared, how fast, and what comes next; with buttons that steer it."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.webapp.dashboard.conftest import Make
from webapp.dashboard.queries.preparing import speed_of, standing
from webapp.library.models import Library, Source
from webapp.streaming import queries, steering
from webapp.streaming.models import MOST_ATTEMPTS, Priority, RunLease, SegmentStore

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_segments_left() -> Iterator[None]:
    yield
    shutil.rmtree(settings.PATHS.segments)  # a rolled back row gives its number to the next test's
    settings.PATHS.segments.mkdir()


def write(source: Source, name: str, segments: range, seconds_each: float, ago: float = 0.0) -> Path:
    """Segments that were written one after the other, the last one so many seconds ago."""
    folder = queries.playable(source).folder / name
    folder.mkdir(parents=True, exist_ok=True)
    for number in segments:
        path = folder / f"{number:05d}.m4s"
        path.write_bytes(b"segment")
        written = time.time() - ago - (segments.stop - 1 - number) * seconds_each
        os.utime(path, (written, written))
    return folder


def test_what_is_made_now_how_far_how_fast_how_long(make: Make) -> None:
    source = make(seconds=400)  # a hundred segments of four seconds
    for name in ("480p", "720p", "1080p"):
        write(source, name, range(50), seconds_each=2.0)
    RunLease.objects.take(source.pk, ["480p", "720p"], range(40, 50))
    [each] = standing().now
    assert (each.title, each.making) == ("Holiday", "480p, 720p")
    assert each.percent == 50
    assert each.speed == pytest.approx(2.0, rel=0.01)
    assert each.seconds_left == pytest.approx(100.0, rel=0.01)


def test_sound_says_nothing_about_the_picture(make: Make) -> None:
    source = make()
    RunLease.objects.take(source.pk, ["audio-1"], range(5))
    [each] = standing().now
    assert (each.making, each.speed, each.seconds_left) == ("sound 1", None, None)


@pytest.mark.parametrize(("seconds_each", "ago"), [(2.0, 900.0), (400.0, 0.0)], ids=["long ago", "with pauses"])
def test_nobody_knows_a_speed_from_what_is_old(seconds_each: float, ago: float, make: Make) -> None:
    source = make()
    write(source, "480p", range(10), seconds_each, ago)
    lease = RunLease.objects.take(source.pk, ["480p"], range(5, 10))
    assert speed_of(queries.playable(source), lease) is None


def test_who_comes_next(make: Make) -> None:
    oldest, older, newest = make("Oldest"), make("Older"), make("Newest")
    assert [each.title for each in standing().next] == ["Newest", "Older", "Oldest"]
    steering.put_first(oldest.video)
    RunLease.objects.take(newest.pk, ["480p"], range(5))
    found = standing()
    assert [(each.title, each.is_first) for each in found.next] == [("Oldest", True), ("Older", False)]
    assert (found.prepared, found.total, found.waiting) == (0, 3, 0)
    assert older.pk


def test_of_many_some_are_shown(make: Make) -> None:
    for number in range(20):
        make(f"Film {number}")
    found = standing()
    assert (len(found.next), found.waiting) == (8, 12)


def test_of_what_is_made_on_demand_nothing_waits(make: Make) -> None:
    make()
    Library.objects.update(preparation=Library.Preparation.ON_DEMAND)
    assert (standing().total, list(standing().next)) == (0, [])


def test_pause_and_resume(admin: Client, make: Make) -> None:
    make()
    for name, paused in (("pause", True), ("pause", True), ("resume", False), ("resume", False)):
        page = admin.post(reverse(f"dashboard:{name}"), follow=True).content.decode()
        assert SegmentStore.current().paused is paused
        assert ("because you paused it" in page) is paused
        assert (reverse("dashboard:resume") in page) is paused


def test_put_first_and_back(admin: Client, make: Make) -> None:
    source = make()
    page = admin.post(reverse("dashboard:first", args=[source.video_id]), follow=True).content.decode()
    assert Priority.objects.get().source == source
    assert reverse("dashboard:not-first", args=[source.video_id]) in page
    admin.post(reverse("dashboard:not-first", args=[source.video_id]))
    assert not Priority.objects.exists()
    assert admin.post(reverse("dashboard:first", args=[0])).status_code == 404


def test_try_again(admin: Client, make: Make) -> None:
    torn, other = make("Torn"), make("Other")
    for source in (torn, other):
        RunLease.objects.take(source.pk, ["480p"], range(5))
    RunLease.objects.update(attempts=MOST_ATTEMPTS, expires_at=timezone.now(), reason="It breaks off.")
    page = admin.get(reverse("dashboard:overview")).content.decode()
    assert page.count("It breaks off.") == 2
    assert reverse("dashboard:retry-all") in page
    answers: list[Any] = [admin.post(reverse("dashboard:retry", args=[torn.pk]), follow=True).content.decode() for _ in range(2)]
    assert "1 piece is tried again" in answers[0]
    assert "There is nothing to try again" in answers[1]
    assert RunLease.objects.get().source == other
    admin.post(reverse("dashboard:retry-all"))
    assert not RunLease.objects.exists()
