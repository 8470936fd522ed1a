"""Nothing is encoded twice, and nothing is waited for in vain."""

import errno
import os
import shutil
import subprocess
import threading
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ

from appliance.media.arguments import Run
from appliance.media.errors import RunFailed
from appliance.media.hls.names import INIT, segment_name
from webapp.library.models import Source, Video
from webapp.library.services import delete_video
from webapp.streaming import leases, queries, services, tasks
from webapp.streaming.models import MOST_ATTEMPTS, Playback, Preparation, RunLease

pytestmark = pytest.mark.usefixtures("runs_only")


def files(source: Source) -> dict[str, int]:
    """Every file of the source's segments, with the time of its writing."""
    folder = queries.playable(source).folder
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


@pytest.mark.django_db
def test_everything_is_prepared_once(source: Source, prepare_all: Callable[[], int]) -> None:
    assert queries.prepared_fraction(source) == 0.0
    assert prepare_all() >= 1
    assert queries.prepared_fraction(source) == 1.0
    assert not RunLease.objects.exists()
    before = files(source)
    assert prepare_all() == 0
    assert files(source) == before


@pytest.mark.django_db
def test_sound_that_players_know_is_never_stored(source: Source, prepare_all: Callable[[], int]) -> None:
    prepare_all()
    assert {name.split("/")[0] for name in files(source)} == {"360p"}


@pytest.mark.django_db
def test_surround_is_kept_beside_stereo(surround_film: Video, prepare_all: Callable[[], int]) -> None:
    prepare_all()
    made = {name.split("/")[0] for name in files(surround_film.sources.get())}
    assert made == {"360p", "audio-1", "audio-1-surround"}


@pytest.mark.django_db
def test_a_wanted_segment_is_made_from_that_very_segment(source: Source) -> None:
    tasks.make_wanted(source.pk, "360p", 2)
    made = queries.made_segments(queries.playable(source).folder, "360p")
    assert min(made) == 2
    assert (queries.playable(source).folder / "360p" / INIT).is_file()


@pytest.mark.django_db
def test_what_is_there_is_not_made_again(source: Source) -> None:
    tasks.make_wanted(source.pk, "360p", 1)
    before = files(source)
    tasks.make_wanted(source.pk, "360p", 1)
    services.prepare_step()
    after = files(source)
    assert {name: after[name] for name in before} == before


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["original", "audio-1", "4320p", "../360p"], ids=str)
def test_what_is_not_stored_is_not_made(source: Source, name: str) -> None:
    tasks.make_wanted(source.pk, name, 0)
    assert not queries.playable(source).folder.exists()


@pytest.mark.django_db
def test_a_task_for_a_source_that_is_gone_is_quiet() -> None:
    tasks.make_wanted(123_456, "360p", 0)


@pytest.mark.django_db
def test_a_run_that_somebody_makes_is_left_to_them(source: Source) -> None:
    RunLease.objects.create(
        source=source,
        renditions="360p",
        first_segment=0,
        segment_count=100,
        worker=uuid.uuid4(),
        expires_at=timezone.now() + timedelta(seconds=60),
    )
    assert not services.prepare_step()
    tasks.make_wanted(source.pk, "360p", 1)
    assert files(source) == {}


@pytest.mark.django_db
def test_a_dead_workers_run_is_taken_over(source: Source, prepare_all: Callable[[], int]) -> None:
    RunLease.objects.create(
        source=source,
        renditions="360p",
        first_segment=0,
        segment_count=100,
        worker=uuid.uuid4(),
        expires_at=timezone.now() - timedelta(seconds=1),
    )
    prepare_all()
    assert queries.prepared_fraction(source) == 1.0


@pytest.mark.django_db
def test_a_killed_workers_run_is_taken_over_at_once(source: Source, prepare_all: Callable[[], int]) -> None:
    with subprocess.Popen(["sleep", "60"]) as worker:
        lease = RunLease.objects.create(
            source=source,
            renditions="360p",
            first_segment=0,
            segment_count=100,
            worker=uuid.uuid4(),
            process=worker.pid,
            expires_at=timezone.now() + timedelta(seconds=60),
        )
        assert not services.prepare_step()
        worker.kill()
    assert not lease.is_held
    prepare_all()
    assert queries.prepared_fraction(source) == 1.0


@pytest.mark.django_db
def test_another_machines_run_is_left_to_it(source: Source) -> None:
    lease = RunLease(source=source, host="the-other-machine", process=1, expires_at=timezone.now() + timedelta(seconds=60))
    assert lease.is_held


@pytest.mark.django_db
def test_an_unplugged_film_is_missing_until_it_is_back(source: Source, prepare_all: Callable[[], int], tmp_path: Path) -> None:
    home, away = tmp_path / "film.mp4", tmp_path / "away.mp4"
    shutil.copy2(source.path, home)
    Source.objects.filter(pk=source.pk).update(path=str(home), modified_ns=home.stat().st_mtime_ns)
    home.rename(away)
    prepare_all()
    source.refresh_from_db()
    assert source.state == Source.State.MISSING
    assert not RunLease.objects.exists()
    away.rename(home)
    tasks.revive()
    prepare_all()
    source.refresh_from_db()
    assert source.state == Source.State.READY
    assert queries.prepared_fraction(source) == 1.0


@pytest.mark.django_db
def test_a_run_that_cannot_be_made_is_given_up_with_the_reason(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RunFailed("The film could not be converted here: ffmpeg gave up.", "tail")

    monkeypatch.setattr(services.encode, "encode_video", broken)
    steps = 0
    while services.prepare_step():
        steps += 1
        assert steps <= 2 * MOST_ATTEMPTS, "tried for ever"
    lease = RunLease.objects.given_up().get()
    assert lease.attempts == MOST_ATTEMPTS
    assert lease.reason == "The film could not be converted here: ffmpeg gave up."


@pytest.mark.django_db
def test_a_mistake_of_ours_holds_nobody_up(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    def mistake() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(services, "encoder", mistake)
    with pytest.raises(ZeroDivisionError):
        services.make_wanted(source.pk, "360p", 0)
    lease = RunLease.objects.get()
    assert not lease.is_held
    assert lease.reason.endswith(".")
    monkeypatch.undo()
    services.make_wanted(source.pk, "360p", 0)
    assert queries.has_segment(queries.playable(source).folder, "360p", 0)


@pytest.mark.django_db
def test_the_viewer_comes_before_the_newest_film(film: Video, surround_film: Video, alice: object) -> None:
    Playback.objects.create(user=alice, video=film, position=5.0)
    wanted = next(services.urgent_runs())
    assert wanted.playable.source_id == film.sources.get().pk
    assert wanted.run.first == wanted.playable.timeline.segment_at(5.0)


@pytest.mark.django_db
def test_who_watches_the_second_part_wants_that_one(film: Video, surround_film: Video, alice: object) -> None:
    second = surround_film.sources.get()
    Source.objects.filter(pk=second.pk).update(video=film, part=2)
    Playback.objects.create(user=alice, video=film, position=5.0, rendition="360p-v2")
    wanted = next(services.urgent_runs())
    assert (wanted.playable.source_id, wanted.run.first) == (second.pk, wanted.playable.timeline.segment_at(5.0))


@pytest.mark.django_db
def test_a_player_that_fell_silent_wants_nothing(film: Video, surround_film: Video, alice: object) -> None:
    Playback.objects.create(user=alice, video=film, position=5.0, updated_at=timezone.now() - timedelta(minutes=2))
    assert next(services.urgent_runs()).playable.source_id == surround_film.sources.get().pk


@pytest.mark.django_db(transaction=True)
def test_two_viewers_cause_one_encode(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = []
    encode_video = services.encode.encode_video

    def counting(*arguments: object) -> None:
        begun.append(arguments[4])
        encode_video(*arguments)

    monkeypatch.setattr(services.encode, "encode_video", counting)

    def viewer() -> None:
        tasks.make_wanted(source.pk, "360p", 0)
        connection.close()

    viewers = [threading.Thread(target=viewer) for _ in range(4)]
    for thread in viewers:
        thread.start()
    for thread in viewers:
        thread.join()
    assert begun[0] == Run(0, 1), "the first run is short"
    made = [segment for run in begun for segment in range(run.first, run.stop)]
    assert sorted(made) == sorted(set(made))


@pytest.mark.django_db
def test_a_failure_is_forgotten_when_others_made_up_for_it(source: Source, prepare_all: Callable[[], int]) -> None:
    now = timezone.now()
    failure = {"source": source, "renditions": "360p", "segment_count": 1, "worker": uuid.uuid4(), "expires_at": now, "attempts": 1}
    RunLease.objects.create(first_segment=1, **failure)
    prepare_all()
    assert queries.prepared_fraction(source) == 1.0
    assert not RunLease.objects.exists()


@pytest.mark.django_db
def test_a_full_disk_is_no_fault_of_the_run(source: Source, monkeypatch: pytest.MonkeyPatch, prepare_all: Callable[[], int]) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(services.encode, "encode_video", full)
        for _ in range(MOST_ATTEMPTS + 1):
            assert not services.prepare_step()  # the chain rests until the schedule revives it
    assert RunLease.objects.get().reason == "The segments cannot be stored: the disk is full."
    prepare_all()
    assert queries.prepared_fraction(source) == 1.0
    assert not RunLease.objects.exists()


@pytest.mark.django_db
def test_a_viewer_of_a_missing_film_holds_nobody_up(film: Video, surround_film: Video, alice: object) -> None:
    Playback.objects.create(user=alice, video=film, position=5.0)
    Source.objects.filter(video=film).update(state=Source.State.MISSING)
    wanted = chain(services.urgent_runs(), services.remaining_runs())
    assert {run.playable.source_id for run in wanted} == {surround_film.sources.get().pk}


@pytest.mark.django_db
def test_there_is_one_chain_of_preparing(source: Source) -> None:
    tasks.revive()
    tasks.revive()
    tasks.prepare_next()
    assert [delivery.task["func"] for delivery in OrmQ.objects.filter(key="prepare")] == [tasks.PREPARE]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("looks_every", [-1.0, 60.0], ids=["seen at the first packet", "not seen before the end"])
def test_deleting_a_film_ends_its_run(source: Source, film: Video, monkeypatch: pytest.MonkeyPatch, looks_every: float) -> None:
    monkeypatch.setattr(leases, "RENEW_SECONDS", looks_every)
    real = services.encode.encode_video

    def delete_first(*arguments: object) -> None:
        delete_video(film)
        real(*arguments)

    monkeypatch.setattr(services.encode, "encode_video", delete_first)
    assert services.prepare_step()
    assert not RunLease.objects.exists()
    assert not queries.playable(source).folder.exists()


@pytest.mark.django_db
def test_a_run_is_made_of_whole_files(source: Source, prepare_all: Callable[[], int]) -> None:
    prepare_all()
    folder: Path = queries.playable(source).folder / "360p"
    count = queries.playable(source).timeline.count
    assert sorted(path.name for path in folder.iterdir()) == [*(segment_name(n) for n in range(count)), INIT]


@pytest.mark.django_db
def test_the_lease_is_renewed_while_packets_come(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    renewed = []
    monkeypatch.setattr(leases, "RENEW_SECONDS", 0.0)
    renew = RunLease.renew

    def noting(lease: RunLease, now: object) -> bool:
        renewed.append(time.monotonic())
        return renew(lease, now)

    monkeypatch.setattr(RunLease, "renew", noting)
    services.prepare_step()
    assert len(renewed) > 10


@pytest.mark.django_db
def test_what_is_prepared_is_not_looked_at_again(source: Source, prepare_all: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> None:
    """However many films there are, a step looks at those that lack something."""
    prepare_all()
    assert Preparation.objects.get().stage == Preparation.Stage.WHOLE
    monkeypatch.setattr(queries, "made_segments", lambda *_: pytest.fail("its folder was looked at"))
    assert list(services.urgent_runs()) == []
    assert list(services.remaining_runs()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("found_out", ["by a viewer", "by and by"])
def test_what_vanished_is_made_again(source: Source, prepare_all: Callable[[], int], found_out: str) -> None:
    prepare_all()
    folder = queries.playable(source).folder / "360p"
    (folder / segment_name(3)).unlink()
    assert prepare_all() == 0, "nobody knows yet"
    if found_out == "by a viewer":
        tasks.make_wanted(source.pk, "360p", 3)
    else:
        tasks.revive()
        prepare_all()
    assert queries.prepared_fraction(source) == 1.0


@pytest.mark.django_db
def test_work_ahead_leaves_processors_to_others(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []
    monkeypatch.setattr(services.encode, "encode_video", lambda *arguments: threads.append(arguments[6]))
    monkeypatch.setattr(services.os, "cpu_count", lambda: 16)
    services.prepare_step()
    tasks.make_wanted(source.pk, "360p", 0)
    assert threads == [12, 0]


@pytest.mark.django_db
def test_drafts_of_killed_workers_go(source: Source, prepare_all: Callable[[], int]) -> None:
    folder = queries.playable(source).folder / "360p"
    folder.mkdir(parents=True)
    (folder / f".{segment_name(0)}.{uuid.uuid4().hex}").write_bytes(b"half")
    prepare_all()
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


@pytest.mark.django_db
def test_segments_of_a_film_that_changed_meanwhile_do_not_count(source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "film.mp4"
    shutil.copy2(source.path, home)
    Source.objects.filter(pk=source.pk).update(path=str(home), modified_ns=home.stat().st_mtime_ns)
    real = services.encode.encode_video

    def change_first(*arguments: object) -> None:
        with home.open("ab") as file:
            file.write(b"another end")
        real(*arguments)

    monkeypatch.setattr(services.encode, "encode_video", change_first)
    services.prepare_step()
    assert [name for name in files(source) if name.endswith(".m4s")] == []
    source.refresh_from_db()
    assert source.state == Source.State.MISSING
