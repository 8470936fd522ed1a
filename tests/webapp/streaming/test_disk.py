"""Segments take the room they may, and give it back in the right order."""

import os
import shutil
import time
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from webapp.library.models import Source, Video
from webapp.streaming import disk, leases, queries, services, tasks
from webapp.streaming.models import Playback, RunLease, SegmentStore

pytestmark = pytest.mark.django_db

DiskUsage = namedtuple("DiskUsage", "total used free")
HOUR = 3600.0


@pytest.fixture(autouse=True)
def _nothing_said_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_complained", False)


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Make the disk say how many bytes are free."""
    return lambda count: monkeypatch.setattr(shutil, "disk_usage", lambda path: DiskUsage(10**12, 10**12 - count, count))


@pytest.fixture
def small_gigabyte(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gigabyte of a thousand bytes: films of tests are small."""
    monkeypatch.setattr(SegmentStore, "GIGABYTE", 1000)


def allow(budget: int | None = None, floor: int = 0) -> None:
    SegmentStore.objects.update_or_create(pk=1, defaults={"budget_gigabytes": budget, "floor_gigabytes": floor})


def keep(source: Source, name: str, sizes: list[int], watched_ago: float) -> Path:
    """Segments of a rendition, and when somebody watched them last (seconds ago)."""
    folder = queries.playable(source).folder
    (folder / name).mkdir(parents=True)
    (folder / name / "init.mp4").write_bytes(b"init")
    for number, size in enumerate(sizes):
        segment = folder / name / f"{number:05}.m4s"
        segment.touch()
        os.truncate(segment, size)
    (folder / disk.WATCHED).touch()
    os.utime(folder / disk.WATCHED, (time.time() - watched_ago,) * 2)
    return folder / name


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.usefixtures("small_gigabyte")
def test_work_ahead_stops_at_the_budget_and_evicts_nothing(source: Source, prepare_all: Callable[[], int]) -> None:
    folder = keep(source, "144p", [3000, 3000], watched_ago=HOUR)
    allow(budget=6)
    assert prepare_all() == 0
    assert len(left(folder)) == 3
    allow(budget=10_000)
    assert prepare_all() > 0


@pytest.mark.usefixtures("small_gigabyte")
def test_what_a_viewer_evicted_is_not_prepared_again_at_once(source: Source, free: Callable[[int], None]) -> None:
    free(10**9)
    keep(source, "144p", [9700], watched_ago=HOUR)
    allow(budget=10)
    disk.make_room(200)
    assert disk.room().used == 9704
    assert not disk.has_room_ahead()


def test_a_budget_larger_than_the_disk_keeps_no_more_free_than_the_disk_has_room(source: Source, free: Callable[[int], None]) -> None:
    allow(budget=4000, floor=2)
    free(50 * 10**9)
    assert services.prepare_step()
    free(4 * 10**9)
    assert services.prepare_step()
    free(2 * 10**9)
    assert disk.room().complaint.startswith("The disk is full: 2.0 GB are free, and 2.1 GB are kept free.")
    assert not services.prepare_step()


def test_nothing_is_written_below_the_floor(source: Source, free: Callable[[int], None], caplog: pytest.LogCaptureFixture) -> None:
    free(1_000_000_000)
    assert not services.prepare_step()
    assert not services.prepare_step()
    tasks.make_wanted(source.pk, "360p", 0)
    assert queries.made_segments(queries.playable(source).folder, "360p") == set()
    sentence = "The disk is full: 1.0 GB are free, and 2.0 GB are kept free."
    assert RunLease.objects.get().reason.startswith(sentence)
    assert caplog.messages.count(disk.room().complaint) == 1, "said once, not every minute"
    free(10**12)
    assert services.prepare_step()


def test_a_disk_that_fills_in_the_middle_of_a_run_stops_it(
    source: Source, free: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, client_of: Callable, alice: object
) -> None:
    tasks.make_wanted(source.pk, "360p", 0)
    made = queries.made_segments(queries.playable(source).folder, "360p")
    monkeypatch.setattr(leases, "RENEW_SECONDS", -1.0)
    monkeypatch.setattr(disk, "has_room_ahead", lambda: True)
    free(1)
    assert not services.prepare_step()
    reasons = set(RunLease.objects.values_list("reason", flat=True))  # of one run, or of several at once
    assert {reason[:16] for reason in reasons} == {"The disk is full"}
    folder = queries.playable(source).folder / "360p"
    assert queries.made_segments(folder.parent, "360p") == made
    assert not [name for name in left(folder) if name.startswith(".")], "no half segment"
    path = f"/api/video/{source.video_id}/360p/00000.m4s"
    assert client_of(alice).get(path).status_code == 200, "what exists plays"


@pytest.mark.usefixtures("small_gigabyte")
def test_a_viewer_gets_the_room_of_what_was_not_watched_for_longest(film: Video, surround_film: Video, free: Callable[[int], None]) -> None:
    free(10**9)
    long_ago = keep(film.sources.get(), "144p", [1000] * 4, watched_ago=3 * HOUR)
    lately = keep(surround_film.sources.get(), "144p", [1000] * 4, watched_ago=HOUR)
    allow(budget=9)
    disk.make_room(2900)
    assert left(long_ago) == ["00000.m4s", "00001.m4s", "init.mp4"], "from the end; the init segment stays"
    assert len(left(lately)) == 5
    disk.make_room(4500)
    assert left(long_ago) == ["init.mp4"]
    assert len(left(lately)) == 5


@pytest.mark.usefixtures("small_gigabyte")
def test_what_somebody_watches_stays_even_beyond_the_budget(
    film: Video, surround_film: Video, free: Callable[[int], None], alice: object
) -> None:
    free(10**9)
    watched_by_a_player = keep(film.sources.get(), "144p", [1000], watched_ago=HOUR)
    watched_without_heartbeat = keep(surround_film.sources.get(), "144p", [1000], watched_ago=10)
    Playback.objects.create(user=alice, video=film)
    allow(budget=1)
    disk.make_room(2000)
    assert len(left(watched_by_a_player)) == len(left(watched_without_heartbeat)) == 2


def test_asking_for_a_segment_is_watching(source: Source, client_of: Callable, alice: object) -> None:
    folder = keep(source, "360p", [10], watched_ago=HOUR).parent
    disk._noted.clear()
    assert client_of(alice).get(f"/api/video/{source.video_id}/360p/00000.m4s").status_code == 200
    assert time.time() - (folder / disk.WATCHED).stat().st_mtime < 60


def test_a_segment_that_goes_while_it_is_read_is_read_to_its_end(source: Source, client_of: Callable, alice: object) -> None:
    segment = keep(source, "360p", [100_000], watched_ago=HOUR) / "00000.m4s"
    answer = client_of(alice).get(f"/api/video/{source.video_id}/360p/00000.m4s")
    segment.unlink()
    assert len(b"".join(answer.streaming_content)) == 100_000


def test_what_crashes_left_behind_is_swept(source: Source) -> None:
    folder = keep(source, "360p", [10], watched_ago=HOUR)
    old, fresh = folder / ".00001.m4s.aa", folder / ".00002.m4s.bb"
    for draft in (old, fresh):
        draft.touch()
    os.utime(old, (time.time() - 2 * HOUR,) * 2)
    gone = settings.PATHS.segments / "123456-abcdef" / "360p"
    gone.mkdir(parents=True)
    tasks.sweep()
    assert left(folder) == [fresh.name, "00000.m4s", "init.mp4"]
    assert not gone.parent.exists()


def test_an_empty_library_sweeps_no_segments(db: None) -> None:
    folder = settings.PATHS.segments / "123456-abcdef"
    folder.mkdir()
    tasks.sweep()
    assert folder.exists()


def test_the_owner_sees_how_it_stands(source: Source, alice: object, free: Callable[[int], None]) -> None:
    keep(source, "360p", [300_000_000], watched_ago=HOUR)
    free(10**9)
    admin = Client()
    admin.force_login(alice)
    page = admin.get(reverse("admin:streaming_segmentstore_changelist"), follow=True).content.decode()
    assert "0.3 GB of 0.7 GB; 1.0 GB are free" in page
    assert "The disk is full: 1.0 GB are free" in page
    listed = admin.get(reverse("admin:streaming_preparedvideo_changelist")).content.decode()
    assert "0.3 GB" in listed
    assert "The disk is full" in admin.get(reverse("admin:streaming_runlease_changelist")).content.decode()


def test_the_owner_sees_the_encoders(alice: object) -> None:
    admin = Client()
    admin.force_login(alice)
    address = reverse("admin:streaming_segmentstore_changelist")
    page = admin.get(address, follow=True).content.decode()
    assert "x264: works" in page or "They are tested when the first film is prepared." in page
