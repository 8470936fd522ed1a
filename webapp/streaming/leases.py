"""Work on a Source under a lease: claimed first, given up when it is lost, and what went wrong kept in plain words."""

import logging
import shutil
import time
from collections.abc import Callable
from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from appliance.errors import why
from appliance.media.errors import MediaRefused, RunFailed, SourceGone
from appliance.media.remux import Original, check_unchanged
from webapp.library.models import Source
from webapp.library.services import check_source
from webapp.streaming import disk, queries
from webapp.streaming.models import RunLease
from webapp.streaming.queries import Playable

log = logging.getLogger(__name__)

RENEW_SECONDS = 5.0
UNFORESEEN = "Something went wrong that nobody foresaw; the log of the workers says what."


class LeaseLost(Exception):
    """This worker's lease is no longer its own."""


class NotWanted(Exception):
    """What comes next is wanted by nobody, or somebody else makes it: the work ends well."""


class Heart:
    """Watches over work: renews its lease every few seconds, and sees that the disk does not fill and that the film stays what it was."""

    def __init__(self, lease: RunLease, original: Original) -> None:
        self.lease, self._original = lease, original
        self._last = time.monotonic()

    @property
    def span(self) -> int:
        """How many segments are given up with this work when it fails too often."""
        return self.lease.segment_count

    @property
    def worker(self) -> str:
        """The lease's, and the drafts'."""
        return self.lease.worker.hex

    def keep(self) -> None:
        """What was read from another film than the one that was imported is thrown away."""
        check_unchanged(self._original)

    def alive(self, segment: int | None = None) -> None:
        """Say that the worker is still at it. Raises LeaseLost when another one is, DiskFull when there is no room."""
        if time.monotonic() - self._last > RENEW_SECONDS:
            self._last = time.monotonic()
            if not self.lease.renew(timezone.now()):
                raise LeaseLost
            disk.check_floor()


def claim_whole(source_id: int, name: str) -> RunLease | None:
    """Take the lease on something that is made in one piece; None when somebody has it, or it failed too often."""
    with transaction.atomic():
        if not Source.objects.select_for_update().filter(pk=source_id).exists():
            return None
        if any(name in lease.names for lease in queries.leased(source_id)):
            return None
        return RunLease.objects.take(source_id, {name}, range(1))


def carry_out(playable: Playable, heart: Heart, work: Callable[[Heart], None]) -> bool:
    """Do claimed work; what went wrong is kept with the lease. False when the disk takes nothing more."""
    lease = heart.lease
    try:
        check_unchanged(playable.original)
        with suppress(NotWanted):
            work(heart)
    except LeaseLost:
        log.info("%s given up: the lease is another's or the video is gone", lease)
    except SourceGone as error:
        lease.end()  # no fault of the work: it is begun again when the film is back
        note_gone(playable.source_id, error)
    except (RunFailed, MediaRefused) as error:
        lease.fail(str(error), timezone.now(), heart.span)
        log.warning("%s: %s\n%s", lease, error, getattr(error, "tail", ""))
    except disk.DiskFull as error:
        lease.interrupt(str(error), timezone.now())
        log.warning("%s: %s", lease, error)
        return False
    except OSError as error:
        if not _is_deleted(playable):  # else its folder went, too
            lease.interrupt(f"The segments cannot be stored: {why(error)}.", timezone.now())
            log.warning("%s: %s", lease, error)
            return False
    except Exception:  # a mistake of ours: told to the queue, which logs it; and the lease must not outlive the work
        lease.fail(UNFORESEEN, timezone.now(), heart.span)
        raise
    else:
        lease.end()
    finally:
        if _is_deleted(playable):  # while this was made: what was written since goes, too
            shutil.rmtree(playable.folder, ignore_errors=True)
    return True


def note_gone(source_id: int, error: SourceGone) -> Source.State:
    """Have the library look whether the original is missing now: a state, which ends when the file is back."""
    log.warning("source %s: %s", source_id, error)
    source = Source.objects.filter(pk=source_id).first()
    return Source.State.MISSING if source is None else check_source(source)


def _is_deleted(playable: Playable) -> bool:
    return not Source.objects.filter(pk=playable.source_id).exists()
