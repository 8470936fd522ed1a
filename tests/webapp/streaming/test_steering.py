"""The owner pauses preparing, puts a film first, and has tried again what was given up."""

from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from webapp.library.models import Source, Video
from webapp.library.services import import_file, library_named
from webapp.streaming import choosing, policy, queries, services, steering
from webapp.streaming.models import MOST_ATTEMPTS, Playback, Preparation, Priority, RunLease
from webapp.streaming.policy import Moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("runs_only")]


@pytest.fixture
def older(film: Video) -> Video:
    return film


@pytest.fixture
def newer(older: Video, h264_mkv_23976: Path) -> Video:
    return import_file(h264_mkv_23976, library_named(None))


def next_video() -> int:
    return Source.objects.get(pk=next(choosing.urgent_runs()).playable.source_id).video_id


def waiting_tasks() -> list[str]:
    return [delivery.task["func"] for delivery in OrmQ.objects.all()]


def test_nothing_is_prepared_while_it_is_paused(source: Source, prepare_all: Callable[[], int]) -> None:
    for _ in range(2):  # pressing twice is no mistake
        steering.pause()
    assert prepare_all() == 0
    assert policy.pauses(policy.plan()) == ["Nothing of “Films” is prepared, because you paused it."]
    steering.resume()
    assert prepare_all() > 0
    assert queries.prepared_fraction(source) == 1.0


def test_what_somebody_watches_is_made_all_the_same(source: Source, bob: Any) -> None:
    steering.pause()
    Playback.objects.create(user=bob, video=source.video, rendition="360p")
    assert services.prepare_step()
    services.make_wanted(source.pk, "360p", 0)
    assert queries.has_segment(queries.playable(source).folder, "360p", 0)


def test_going_on_wakes_the_workers(film: Video, django_capture_on_commit_callbacks: Any) -> None:
    OrmQ.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        steering.pause()
    assert waiting_tasks() == []
    for change in (steering.resume, lambda: steering.put_first(film), lambda: steering.try_again([])):
        with django_capture_on_commit_callbacks(execute=True):
            change()
        assert waiting_tasks() == ["webapp.streaming.tasks.prepare_next"]


def test_what_is_put_first_comes_before_the_beginnings_of_others(older: Video, newer: Video) -> None:
    assert next_video() == newer.pk
    steering.put_first(older)
    assert next_video() == older.pk
    for _ in range(2):
        steering.put_first(newer)
    assert queries.put_first() == [newer.pk, older.pk]
    assert next_video() == newer.pk
    steering.unput_first(newer)
    assert next_video() == older.pk


def test_a_viewer_comes_before_it(older: Video, newer: Video, bob: Any) -> None:
    steering.put_first(older)
    Playback.objects.create(user=bob, video=newer)
    assert next_video() == newer.pk


def test_first_is_over_when_it_is_prepared(older: Video, newer: Video, prepare_all: Callable[[], int]) -> None:
    steering.put_first(older)
    prepare_all()
    assert not Priority.objects.exists()


def test_hours_hold_for_what_is_first(older: Video) -> None:
    older.library.night_from, older.library.night_until = time(23), time(6)
    older.library.save()
    steering.put_first(older)
    assert not services.prepare_step(policy.plan(Moment(time(12), on_battery=False)))
    assert Priority.objects.exists()


def test_what_was_given_up_is_tried_again_when_told_to(source: Source, prepare_all: Callable[[], int]) -> None:
    failed = RunLease.objects.take(source.pk, ["360p"], range(2))
    RunLease.objects.update(attempts=MOST_ATTEMPTS, expires_at=timezone.now())
    prepare_all()
    assert queries.prepared_fraction(source) < 1.0
    Preparation.objects.create(source=source, stage=2, scope="everything")
    failed.refresh_from_db()
    assert [steering.try_again([failed]) for _ in range(2)] == [1, 1]
    prepare_all()
    assert queries.prepared_fraction(source) == 1.0


def test_what_is_being_made_goes_on(source: Source) -> None:
    active = RunLease.objects.take(source.pk, ["360p"], range(2))
    assert steering.try_again([active]) == 0
    assert RunLease.objects.exists()
