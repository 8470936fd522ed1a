"""What the owner has done about preparing: pause it, put a film first, try again what was given up. Each can be said twice."""

from collections.abc import Iterable

from django.db import transaction

from webapp.jobs import enqueue_once
from webapp.library.models import Video
from webapp.streaming.models import Preparation, Priority, RunLease, SegmentStore

PREPARE = "webapp.streaming.tasks.prepare_next"


def pause() -> None:
    """Prepare nothing ahead from now on; the run that is being made, a minute of film at most, is finished."""
    SegmentStore.objects.update_or_create(pk=1, defaults={"paused": True})


def resume() -> None:
    """Go on, at once."""
    SegmentStore.objects.update_or_create(pk=1, defaults={"paused": False})
    _go_on()


def put_first(video: Video) -> None:
    """Prepare this film before all others, but for what somebody watches; of several, the one that was said last comes first."""
    with transaction.atomic():
        unput_first(video)
        Priority.objects.bulk_create([Priority(source=source) for source in video.sources.only("pk")])
    _go_on()


def unput_first(video: Video) -> None:
    """Let it wait for its turn again."""
    Priority.objects.filter(source__video=video).delete()


def try_again(leases: Iterable[RunLease]) -> int:
    """Have work that failed too often begun anew; gives how many pieces that were."""
    failed = [lease for lease in leases if lease.is_given_up]
    with transaction.atomic():
        Preparation.objects.filter(source__in=[lease.source_id for lease in failed]).delete()
        RunLease.objects.given_up().filter(pk__in=[lease.pk for lease in failed]).delete()
    _go_on()
    return len(failed)


def _go_on() -> None:
    transaction.on_commit(lambda: enqueue_once(PREPARE, queue="prepare"))
