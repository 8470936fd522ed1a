"""Which folders to scan, and when: as soon as something changes in them, and now and then where nobody tells."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import watchfiles
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from appliance.media.listing import is_within
from appliance.mounts import is_network_share
from webapp.jobs import enqueue_once
from webapp.library.models import Folder, FoundFile, Source
from webapp.library.services.again import EXAMINE_AGAIN
from webapp.library.services.folders import SCAN

log = logging.getLogger(__name__)

LOOK_SECONDS = 10.0  # between looks at what there is to do
DEBOUNCE_MS, STEP_MS = 10_000, 1_000  # changes are told once it is quiet for a second, and every ten while a file is copied
POLL_SECONDS = 5 * 60.0  # between scans of a folder that tells of no changes
WATCHED_SECONDS = 24 * 3600.0  # between scans of one that does
UNWATCHABLE_SECONDS = 600.0  # until it is tried again to watch where the system refused
EXAMINE = "webapp.library.tasks.examine"

Identity = tuple[int, int] | None


def watch(stopping: threading.Event) -> None:
    """Watch every library's folders until told to end, in a thread that does no work itself: it queues scans.

    Nothing that goes wrong here ends it: a database that is away comes back, and so does a drive.
    """
    watcher = Watcher()
    while not stopping.is_set():
        try:
            close_old_connections()
            watcher.look()
            watched = watcher.watched()
            for changed in _changes(watched, stopping) if watched else _nothing(stopping):
                close_old_connections()
                watcher.look(changed)
                if watcher.watched() != watched:
                    break
        except DatabaseError:
            log.warning("The folders cannot be watched for a moment.", exc_info=True)
            stopping.wait(LOOK_SECONDS)
        except Exception:  # watchfiles says in many ways that a system refuses: too many folders, a drive that is away
            log.warning("The folders cannot be watched, and are looked at every few minutes instead.", exc_info=True)
            watcher.distrust()
            stopping.wait(LOOK_SECONDS)
    close_old_connections()


class Watcher:
    """Knows when each folder was scanned last and what it was then, and queues what is due."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._scanned: dict[int, float] = {}
        self._identities: dict[int, Identity] = {}
        self._watchable: dict[str, Identity] = {}
        self._distrusted_until = float("-inf")

    def watched(self) -> dict[str, Identity]:
        """The folders that tell of changes, and which ones they are: a drive that was pulled out and put in again is watched anew."""
        return dict(self._watchable) if self._clock() >= self._distrusted_until else {}

    def distrust(self) -> None:
        """The system refused to watch: look from time to time instead, and try again later."""
        self._distrusted_until = self._clock() + UNWATCHABLE_SECONDS

    def look(self, changed: Iterable[str] = ()) -> None:
        """Queue a scan of every folder in which something changed, which came or went, or which was not scanned for long."""
        folders = list(Folder.objects.all())
        changed = [path for path in changed if not is_within(path, str(settings.PATHS.root))]
        tell = [folder for folder in folders if not (folder.is_uploads or is_network_share(Path(folder.path)))]
        came_or_went = [folder for folder in tell if self._is_another(folder)]
        self._watchable = {folder.path: found for folder in tell if (found := self._identities[folder.pk]) is not None}
        for folder in folders:
            if folder in came_or_went or self._is_due(folder) or any(is_within(path, folder.path) for path in changed):
                self._scanned[folder.pk] = self._clock()
                enqueue_once(SCAN, folder.pk, queue="prepare")
        if FoundFile.objects.to_examine(timezone.now()).exists():
            enqueue_once(EXAMINE, queue="prepare")
        if Source.objects.filter(examine_again=True).exists():  # a worker that died left them
            enqueue_once(EXAMINE_AGAIN, queue="prepare")

    def _is_due(self, folder: Folder) -> bool:
        """Whether its last scan is long ago; nothing is known of the time before this process began."""
        seconds = WATCHED_SECONDS if folder.path in self.watched() or folder.is_uploads else POLL_SECONDS
        return self._clock() - self._scanned.get(folder.pk, float("-inf")) >= seconds

    def _is_another(self, folder: Folder) -> bool:
        """Whether another folder is there than at the last look: a drive came or went."""
        before, now = self._identities.get(folder.pk), _identity(folder.path)
        self._identities[folder.pk] = now
        return before != now


def _changes(paths: Iterable[str], stopping: threading.Event) -> Iterator[list[str]]:
    """Paths that changed, a few at a time; none at all now and then."""
    told = watchfiles.watch(
        *paths,
        watch_filter=None,
        debounce=DEBOUNCE_MS,
        step=STEP_MS,
        stop_event=stopping,
        rust_timeout=int(LOOK_SECONDS * 1000),
        yield_on_timeout=True,
        raise_interrupt=False,
        force_polling=False,
        ignore_permission_denied=True,
    )
    return ([path for _, path in changes if _may_matter(path)] for changes in told)


def _may_matter(path: str) -> bool:
    """Whether a change of this file can change the library: what is hidden does not."""
    return not Path(path).name.startswith(".")


def _nothing(stopping: threading.Event) -> Iterator[list[str]]:
    """The same, where there is nothing to watch."""
    while not stopping.wait(LOOK_SECONDS):
        yield []


def _identity(path: str) -> Identity:
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return found.st_dev, found.st_ino
