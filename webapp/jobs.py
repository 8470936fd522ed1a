"""The one door to the queue."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.models import Count
from django.utils import timezone
from django_q.tasks import async_task

from appliance.processes import parent
from appliance.processes.argv import Queue

BEAT_SECONDS = 5.0
ALIVE_SECONDS = 20.0  # a busy machine may miss a beat or two
FAILURES_KEPT = timedelta(days=30)
STOP_SECONDS = 3.0  # for running tasks to finish; what is cut off is claimed anew when its lease has expired

_log = logging.getLogger(__name__)


def enqueue(task: str, *arguments: Any, queue: Queue) -> None:
    """Have a worker of `queue` call the function with the dotted name `task`; arguments are ids, never rows.

    `play`: a viewer waits. `prepare`: work ahead, below-normal priority.
    """
    async_task(task, *arguments, cluster=queue)


def enqueue_once(task: str, *arguments: Any, queue: Queue) -> None:
    """As `enqueue`, unless this call waits there already: once is enough for work that goes on until nothing is left."""
    from django_q.models import OrmQ

    if arguments not in _calls(task, OrmQ.objects.filter(key=queue, lock__lte=timezone.now())):
        enqueue(task, *arguments, queue=queue)


def under_way(task: str, *, queue: Queue) -> list[tuple[Any, ...]]:
    """The arguments of every call of `task` that waits or is being worked on."""
    from django_q.models import OrmQ

    return _calls(task, OrmQ.objects.filter(key=queue))


def _calls(task: str, deliveries: Iterable[Any]) -> list[tuple[Any, ...]]:
    found = [delivery.task for delivery in deliveries]
    return [tuple(each.get("args", ())) for each in found if each.get("func") == task]


def every_minute(task: str, *, queue: Queue) -> None:
    """Have a worker of `queue` call `task` each minute, from now on and after every restart."""
    from django_q.models import Schedule

    often = {"func": task, "schedule_type": Schedule.MINUTES, "minutes": 1, "repeats": -1, "cluster": queue, "next_run": timezone.now()}
    Schedule.objects.update_or_create(name=task, defaults=often)


@dataclass(frozen=True)
class Job:
    """One task that was worked off; `reason` is why it failed."""

    task: str
    arguments: tuple[Any, ...]
    queue: str
    started: datetime
    stopped: datetime
    succeeded: bool
    reason: str

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.stopped - self.started).total_seconds()


def history(most: int, failed_only: bool = False) -> list[Job]:
    """What was worked off, the latest first. Of what succeeded so many are kept of each kind, of what failed those of a month."""
    from django_q.models import Task

    tasks = Task.objects.filter(success=False) if failed_only else Task.objects.all()
    return [_job(task) for task in tasks.order_by("-started")[:most]]


def waiting() -> dict[str, int]:
    """How many tasks wait or are worked off, by queue."""
    from django_q.models import OrmQ

    return dict(OrmQ.objects.order_by().values_list("key").annotate(Count("pk")))


def _job(task: Any) -> Job:
    reason = "" if task.success else str(task.result).partition(" : Traceback")[0]
    return Job(task.func, tuple(task.args or ()), task.cluster or "", task.started, task.stopped, task.success, reason)


def _forget_old_failures() -> None:
    """Only what succeeded is forgotten by the queue itself."""
    from django_q.models import Task

    Task.objects.filter(success=False, stopped__lt=timezone.now() - FAILURES_KEPT).delete()


def is_alive(queue: Queue) -> bool:
    """Whether workers of `queue` gave a sign of life on this machine lately."""
    try:
        return time.time() - _heartbeat(queue).stat().st_mtime < ALIVE_SECONDS
    except OSError:
        return False


def run_cluster(queue: Queue, beside: Callable[[threading.Event], None] | None = None) -> int:
    """Work off `queue` until told to end (SIGTERM, or what stands for it); returns the exit code.

    `beside` runs meanwhile in a thread of this process, which works off nothing itself, until the event is set.
    The environment variable Q_CLUSTER_NAME must have named the queue before django-q2 was imported.
    """
    from django_q.cluster import Cluster, Sentinel

    _deliver_again(queue)
    _forget_old_failures()
    Sentinel.reincarnate = _end_with_the_killed(Sentinel.reincarnate)  # where processes fork, the guard has it, too
    cluster = Cluster()
    cluster.start()
    stopping = threading.Event()
    for number in parent.stop_signals():
        signal.signal(number, lambda *_: stopping.set())
    if beside is not None:  # only now: a thread is lost where a process forks
        threading.Thread(target=beside, args=(stopping,), name="beside", daemon=True).start()
    _beat_until(stopping, cluster.sentinel, _heartbeat(queue))
    if not stopping.is_set():
        return 1  # the cluster's guard died: the supervisor starts us again, and our workers end with us
    cluster.stop_event.set()
    cluster.sentinel.join(STOP_SECONDS)
    if cluster.sentinel.is_alive():
        os._exit(0)  # a task is in the middle of something long; `parent.bind_descendants` ends its worker
    return 0


def _end_with_the_killed(replace: Callable[..., None]) -> Callable[..., None]:
    """Let the cluster's guard replace a process that ended, unless it was killed while it waited for work.

    That one held the lock of the queue between the processes, as one of them always does, and nobody would get any work any more.
    """

    def replace_or_end(guard: Any, process: Any) -> None:
        timer = getattr(process, "timer", None)
        if timer is None or timer.value == -1:  # django-q's word for idle; its pusher and its monitor have no timer
            _log.error("A process of the queue was killed; its workers begin anew.")
            os._exit(1)
        replace(guard, process)

    return replace_or_end


def _beat_until(stopping: threading.Event, sentinel: Any, heartbeat: Path) -> None:
    """Give signs of life while the cluster's guard process lives."""
    next_beat = 0.0
    while sentinel.is_alive() and not stopping.wait(0.25):  # short: on Windows a waiting main thread hears no signal
        if time.monotonic() >= next_beat:
            heartbeat.touch()
            next_beat = time.monotonic() + BEAT_SECONDS
    heartbeat.unlink(missing_ok=True)


def _deliver_again(queue: Queue) -> None:
    """Free the tasks that a killed worker held; otherwise they would wait for `retry`, half an hour.

    Only with SQLite: there the queue belongs to this one machine. Should another cluster work on a task after all, its claim decides.
    """
    from django_q.models import OrmQ

    if connections[settings.QUEUE_DATABASE].vendor == "sqlite":
        now = timezone.now()
        OrmQ.objects.filter(key=queue, lock__gt=now).update(lock=now)


def _heartbeat(queue: Queue) -> Path:
    path: Path = settings.PATHS.heartbeats / queue
    return path
