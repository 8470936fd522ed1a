"""The door to the queue."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone
from django_q.models import OrmQ, Task

from webapp import jobs

pytestmark = pytest.mark.django_db


def held(queue: str) -> OrmQ:
    """A task that a worker took, and did not finish."""
    return OrmQ.objects.create(key=queue, payload="", lock=timezone.now() + timedelta(minutes=30))


def is_free(task: OrmQ) -> bool:
    task.refresh_from_db()
    return task.lock <= timezone.now()


def test_a_task_goes_to_its_queue() -> None:
    jobs.enqueue("math.sqrt", 2, queue="play")
    jobs.enqueue("math.sqrt", 2, queue="prepare")
    assert sorted(OrmQ.objects.values_list("key", flat=True)) == ["play", "prepare"]


def test_once_is_enough_while_it_waits() -> None:
    taken = held("prepare")
    for _ in range(2):
        jobs.enqueue_once("math.pi", queue="prepare")
        jobs.enqueue_once("math.tau", queue="prepare")
    waiting = OrmQ.objects.exclude(pk=taken.pk)
    assert sorted(delivery.task["func"] for delivery in waiting) == ["math.pi", "math.tau"]
    waiting.update(lock=taken.lock)  # what a worker took may have looked already
    jobs.enqueue_once("math.pi", queue="prepare")
    assert OrmQ.objects.filter(lock__lte=timezone.now()).count() == 1


@pytest.mark.skipif("postgresql" in settings.DATABASES["default"]["ENGINE"], reason="there, other machines may hold them")
def test_what_killed_workers_held_is_delivered_again() -> None:
    ours, others = held("play"), held("prepare")
    jobs._deliver_again("play")
    assert is_free(ours)
    assert not is_free(others)


def test_a_shared_queue_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    task = held("prepare")
    database: Any = connections[settings.QUEUE_DATABASE]
    monkeypatch.setattr(type(database), "vendor", "postgresql")
    jobs._deliver_again("prepare")
    monkeypatch.undo()
    assert not is_free(task)


def test_failures_are_forgotten_after_a_month() -> None:
    for number, days in enumerate((1, 29, 31)):
        stopped = timezone.now() - timedelta(days=days)
        Task.objects.create(id=f"{number:032d}", name="x", func="math.pi", started=stopped, stopped=stopped, success=False)
    jobs._forget_old_failures()
    assert Task.objects.count() == 2
    assert [job.task for job in jobs.history(1)] == ["math.pi"]


def test_what_waits_is_counted() -> None:
    held("prepare")
    jobs.enqueue("math.pi", queue="prepare")
    assert jobs.waiting() == {"prepare": 2}
