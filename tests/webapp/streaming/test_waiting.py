"""What somebody waits for is sent while it grows, whole or visibly broken."""

import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from appliance.media.errors import RunFailed, SegmentMissing
from webapp.library.models import Source, Video
from webapp.streaming import hearts, queries, services, tasks, waiting
from webapp.streaming.models import MOST_ATTEMPTS, Playback, RunLease, Wait
from webapp.streaming.waiting import BrokenOff, Growing, wait_for


@pytest.fixture
def places() -> Iterator[Callable[[], int]]:
    """How many more requests may wait; all, afterwards."""
    yield lambda: waiting._places._value
    assert waiting._places._value == waiting.MOST_WAITING


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / ".00007.m4s.worker"
    path.write_bytes(b"one ")
    return path


def growing(tmp_path: Path, draft: Path, alive: Callable[[], bool] = lambda: True) -> Growing:
    made = wait_for(tmp_path / "00007.m4s", grows=lambda: draft if alive() else None)
    assert isinstance(made, Growing)
    return made


def test_what_grows_is_sent_as_it_comes(tmp_path: Path, draft: Path, places: Callable[[], int]) -> None:
    answer = growing(tmp_path, draft)
    assert places() == waiting.MOST_WAITING - 1, "it holds one of the places"
    parts = iter(answer)
    assert next(parts) == b"one "
    with draft.open("ab") as file:
        file.write(b"two ")
    assert next(parts) == b"two "
    with draft.open("ab") as file:
        file.write(b"three")
    draft.rename(tmp_path / "00007.m4s")
    assert b"".join(parts) == b"three"
    answer.close()
    answer.close()


@pytest.mark.parametrize("end", ["removed", "replaced", "worker killed", "begun anew"])
def test_what_will_never_be_whole_is_broken_off(
    tmp_path: Path, draft: Path, end: str, places: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never a segment that is short without saying so, and never one of two halves of different encodes."""
    monkeypatch.setattr(waiting, "RENEW_SECONDS", 0.01)
    lives = [True]
    answer = growing(tmp_path, draft, lambda: lives[0])
    parts = iter(answer)
    assert next(parts) == b"one "
    other = tmp_path / "other"
    other.write_bytes(b"another encode of the same segment")
    if end == "removed":
        monkeypatch.setattr(waiting, "LONGEST_SECONDS", 0.1)  # its worker lives: only its silence tells
        draft.unlink()
    elif end == "replaced":
        draft.unlink()
        other.rename(tmp_path / "00007.m4s")
    elif end == "begun anew":
        os.replace(other, draft)  # noqa: PTH105
    else:
        lives[0] = False
    with pytest.raises(BrokenOff):
        next(parts)
    answer.close()


def test_a_worker_that_falls_silent_is_not_waited_for_long(
    tmp_path: Path, draft: Path, places: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "LONGEST_SECONDS", 0.1)
    answer = growing(tmp_path, draft)
    with pytest.raises(BrokenOff):
        list(answer)
    answer.close()


def test_a_wait_in_vain_gives_its_place_back(tmp_path: Path, places: Callable[[], int]) -> None:
    def refuse() -> None:
        raise SegmentMissing("It was given up.")

    with pytest.raises(SegmentMissing):
        wait_for(tmp_path / "00007.m4s", refuse)


@pytest.mark.django_db(transaction=True)
def test_a_viewer_gets_the_very_bytes_that_are_stored(
    source: Source, film: Video, bob: Any, client_of: Callable[..., APIClient], monkeypatch: pytest.MonkeyPatch, places: Any
) -> None:
    worker: list[threading.Thread] = []

    def work(task: str, *arguments: Any, queue: str) -> None:
        def run() -> None:
            tasks.make_wanted(*arguments)
            connection.close()

        worker.append(threading.Thread(target=run))
        worker[-1].start()

    monkeypatch.setattr(services, "enqueue", work)
    answer = client_of(bob).get(f"/api/video/{film.pk}/360p/00002.m4s")
    assert answer.status_code == 200
    sent = b"".join(answer.streaming_content)
    answer.close()
    [thread] = worker
    thread.join()
    assert sent == (queries.playable(source).folder / "360p" / "00002.m4s").read_bytes()


@pytest.mark.django_db
def test_a_request_says_that_somebody_waits(
    source: Source, film: Video, bob: Any, client_of: Callable[..., APIClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "enqueue", lambda *_, queue: None)
    monkeypatch.setattr(waiting, "LONGEST_SECONDS", 0.05)
    assert client_of(bob).get(f"/api/video/{film.pk}/360p/00003.m4s").status_code == 503
    wait = Wait.objects.fresh().get()
    assert (wait.source, wait.rendition, wait.segment) == (source, "360p", 3)


@pytest.mark.django_db
def test_who_left_is_not_waited_for(source: Source, film: Video, monkeypatch: pytest.MonkeyPatch, places: Any) -> None:
    monkeypatch.setattr(services, "enqueue", lambda *_, queue: pytest.fail("nobody wants it"))
    found = queries.playable(source)
    rendition = found.rendition("360p")
    assert rendition is not None
    with pytest.raises(SegmentMissing):
        services.stored_segment(found, rendition, "00003.m4s", has_left=lambda: True)


@pytest.mark.django_db
def test_an_init_segment_costs_no_run(
    source: Source, film: Video, bob: Any, client_of: Callable[..., APIClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def make(task: str, *arguments: Any, queue: str) -> None:
        asked.append(task)
        tasks.make_init(*arguments)

    monkeypatch.setattr(services, "enqueue", make)
    client = client_of(bob)
    assert client.get(f"/api/video/{film.pk}/360p/init.mp4").status_code == 200
    assert asked == [services.MAKE_INIT]
    assert queries.made_segments(queries.playable(source).folder, "360p") == set()
    tasks.make_wanted(source.pk, "360p", 3)  # fits the init segment: it would be refused otherwise
    assert 3 in queries.made_segments(queries.playable(source).folder, "360p")


@pytest.mark.django_db
def test_the_init_segment_of_sound_is_there_at_once(surround_film: Video, bob: Any, client_of: Callable[..., APIClient]) -> None:
    answer = client_of(bob).get(f"/api/video/{surround_film.pk}/audio-1/init.mp4")
    assert answer.status_code == 200
    source = surround_film.sources.get()
    while services.prepare_step():
        pass
    assert answer.content == (queries.playable(source).folder / "audio-1" / "init.mp4").read_bytes()


@pytest.mark.django_db
def test_a_viewers_run_ends_when_nobody_wants_it(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    """It makes what somebody waited for and one more, not the whole film."""
    monkeypatch.setattr(hearts, "LOOK_SECONDS", 0.0)
    tasks.make_wanted(source.pk, "360p", 0)
    assert queries.made_segments(queries.playable(source).folder, "360p") == {0, 1}
    assert not RunLease.objects.exists()


@pytest.mark.django_db
def test_a_viewers_run_goes_on_before_the_playhead(source: Source, film: Video, alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearts, "LOOK_SECONDS", 0.0)
    Playback.objects.create(user=alice, video=film, position=1.0, rendition="360p")
    tasks.make_wanted(source.pk, "360p", 1)
    assert queries.made_segments(queries.playable(source).folder, "360p") == {1, 2, 3, 4}


@pytest.mark.django_db
@pytest.mark.parametrize("playback", [{"rendition": "original"}, {"position": 500.0}], ids=["another rendition", "elsewhere"])
def test_a_viewers_run_is_not_for_who_watches_something_else(
    source: Source, film: Video, alice: Any, monkeypatch: pytest.MonkeyPatch, playback: dict[str, Any]
) -> None:
    monkeypatch.setattr(hearts, "LOOK_SECONDS", 0.0)
    Playback.objects.create(user=alice, video=film, **{"position": 1.0, "rendition": "360p", **playback})
    tasks.make_wanted(source.pk, "360p", 0)
    assert queries.made_segments(queries.playable(source).folder, "360p") == {0, 1}


@pytest.mark.django_db
def test_work_ahead_gives_way_to_who_waits(source: Source, surround_film: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    """The encoder rests until nobody waits for another film any more; then it goes on where it was."""
    monkeypatch.setattr(hearts, "LOOK_SECONDS", 0.01)
    other = surround_film.sources.get()
    looks: list[int] = []

    def fresh_three_times(_: object) -> list[Wait]:
        looks.append(1)
        return [Wait(source=other, rendition="360p", segment=0)] if len(looks) <= 3 else []

    monkeypatch.setattr(type(Wait.objects.all()), "fresh", fresh_three_times)
    while services.prepare_step():
        pass
    assert len(looks) > 3
    assert queries.prepared_fraction(source) == 1.0


@pytest.mark.django_db
def test_a_viewers_run_that_gives_way_for_long_makes_room(source: Source, surround_film: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearts, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(hearts, "PATIENCE_SECONDS", 0.05)
    other = Wait(source=surround_film.sources.get(), rendition="360p", segment=0)
    monkeypatch.setattr(type(Wait.objects.all()), "fresh", lambda _: [other])
    begun = time.monotonic()
    tasks.make_wanted(source.pk, "360p", 0)
    assert time.monotonic() - begun < 30
    assert not RunLease.objects.exists()


@pytest.mark.django_db
def test_another_run_may_begin_right_behind(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run claims segments one by one: who seeks a little ahead of it does not wait for it, and it ends where the other began."""
    ahead = {"source": source, "renditions": "360p", "first_segment": 2, "segment_count": 1, "worker": uuid.uuid4()}
    RunLease.objects.create(**ahead, expires_at=timezone.now() + timedelta(seconds=60))
    tasks.make_wanted(source.pk, "360p", 0)
    assert queries.made_segments(queries.playable(source).folder, "360p") == {0, 1}


@pytest.mark.django_db
def test_a_run_that_breaks_off_says_why_to_who_waits(
    source: Source, film: Video, bob: Any, client_of: Callable[..., APIClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RunFailed("The film could not be converted here: ffmpeg gave up.")

    monkeypatch.setattr(services.encode, "encode_video", broken)
    monkeypatch.setattr(services, "ASK_SECONDS", 0.0)
    monkeypatch.setattr(waiting, "RENEW_SECONDS", 0.0)
    monkeypatch.setattr(services, "enqueue", lambda _, *arguments, queue: tasks.make_wanted(*arguments))
    answer = client_of(bob).get(f"/api/video/{film.pk}/360p/00003.m4s")
    assert (answer.status_code, answer.json()) == (404, {"detail": "The film could not be converted here: ffmpeg gave up."})
    assert RunLease.objects.get().attempts == MOST_ATTEMPTS


@pytest.mark.django_db
def test_old_waits_are_forgotten(source: Source) -> None:
    long_ago = timezone.now() - timedelta(minutes=5)
    Wait.objects.create(source=source, rendition="360p", segment=0, renewed_at=long_ago)
    now = Wait.objects.create(source=source, rendition="360p", segment=1, renewed_at=timezone.now())
    tasks.revive()
    assert list(Wait.objects.all()) == [now]
