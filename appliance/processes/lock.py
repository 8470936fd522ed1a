"""One running instance per data folder; its lock file tells its address, so that a second double-click can open the first."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from appliance.errors import VideoflixError

if sys.platform == "win32":
    from appliance.processes.lock_windows import try_lock
else:
    from appliance.processes.lock_posix import try_lock

WAIT_SECONDS = 0.05
ENDING_SECONDS = 60.0  # that an ending one may take: its children are killed long before
ENDING = "ending"


class AlreadyRunning(VideoflixError):
    """Another instance looks after this data folder; `address` is where it answers."""

    def __init__(self, address: str) -> None:
        super().__init__(f"Videoflix is already running at {address}.")
        self.address = address


@contextmanager
def held(path: Path, address: str) -> Iterator[bool]:
    """Hold the lock at `path` and announce `address` in it; tells whether the one before was killed, and still announced its own.

    One that said it is ending is waited for. Raises AlreadyRunning when another process holds it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + ENDING_SECONDS
        while not try_lock(descriptor):
            theirs = announced(path)
            if theirs or time.monotonic() > deadline:
                raise AlreadyRunning(theirs or "an address it has not told yet")
            time.sleep(WAIT_SECONDS)
        was_killed = os.fstat(descriptor).st_size > 0
        os.ftruncate(descriptor, 0)
        os.write(descriptor, address.encode())
        try:
            yield was_killed
        finally:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def announce_ending(path: Path) -> None:
    """Say that the instance that holds the lock at `path` is about to end: who comes now need not open its pages.

    On a full disk nobody is told; an end must not fail for that.
    """
    with suppress(OSError):
        path.write_text(ENDING)


@contextmanager
def waited_for(path: Path) -> Iterator[None]:
    """Hold the lock at `path`, after whoever holds it now: it is free again when its holder's process ends, however it ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while not try_lock(descriptor):
            time.sleep(WAIT_SECONDS)
        yield
    finally:
        os.close(descriptor)


def announced(path: Path) -> str | None:
    """Where the instance that looks after this data folder answers; None when none has said so, or it ends or ended in order."""
    try:
        said = path.read_text()
    except OSError:
        return None
    return said if said and said != ENDING else None
