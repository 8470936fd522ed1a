"""Waiting for a segment that a worker makes, bounded in time and in number of waiting threads."""

import threading
import time
from pathlib import Path

MOST_WAITING = 16  # half of the web server's threads: pages and finished segments are always served
LONGEST_SECONDS = 20.0
LOOK_SECONDS = 0.05

_places = threading.BoundedSemaphore(MOST_WAITING)


def wait_for(path: Path) -> bool:
    """Whether `path` appears within the time; False also when too many wait already."""
    if not _places.acquire(blocking=False):
        return False
    try:
        until = time.monotonic() + LONGEST_SECONDS
        while time.monotonic() < until:
            if path.is_file():
                return True
            time.sleep(LOOK_SECONDS)
        return False
    finally:
        _places.release()
