"""Waiting for a segment that a worker makes, and sending it while it grows; bounded in time and in number of threads."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

from waitress.channel import ClientDisconnected

from appliance.errors import VideoflixError

log = logging.getLogger(__name__)

MOST_WAITING = 16  # half of the web server's threads: pages and finished segments are always served
LONGEST_SECONDS = 20.0  # for the first bytes, and between any two
LOOK_SECONDS = 0.03
RENEW_SECONDS = 0.5

_places = threading.BoundedSemaphore(MOST_WAITING)

Renew = Callable[[], None]  # says that somebody waits; raises when it is in vain
Grows = Callable[[], Path | None]  # where the file is being written now


class BrokenOff(ClientDisconnected):  # type: ignore[misc]  # Waitress says no types
    """What is being sent will never be whole.

    Waitress then closes the connection without the end of the chunks, which tells the player, and without a stack trace.
    """


def wait_for(path: Path, renew: Renew = lambda: None, grows: Grows = lambda: None) -> "Path | Growing | None":
    """`path` once it is there, or its content as it grows; None when that takes too long, and when too many wait already."""
    if not _places.acquire(blocking=False):
        return None
    growing = None
    try:
        until, renewal = time.monotonic() + LONGEST_SECONDS, 0.0
        while not path.is_file():
            if time.monotonic() > until:
                return None
            if time.monotonic() > renewal:
                renew()
                renewal = time.monotonic() + RENEW_SECONDS
            draft = grows()
            if draft is not None and _has_begun(draft):
                growing = Growing(path, draft, renew, grows)
                return growing
            time.sleep(LOOK_SECONDS)
        return path
    finally:
        if growing is None:
            _places.release()


class Growing:
    """The content of a file that a worker is writing, byte for byte what the file will be. It holds one of the waiting places."""

    def __init__(self, path: Path, draft: Path, renew: Renew, grows: Grows) -> None:
        self._path, self._draft, self._renew, self._grows = path, draft, renew, grows
        self._sent = 0
        self._file: tuple[int, int] | None = None  # which file was begun: its successor would be another encode
        self._open = True

    def __iter__(self) -> Iterator[bytes]:
        """Every new part. Raises BrokenOff when the worker ends before the file is whole."""
        heard = renewed = time.monotonic()
        while True:
            whole = self._path.is_file()
            data = self._read(self._path if whole else self._draft)
            if data:
                yield data
                self._sent += len(data)
                heard = time.monotonic()
            if whole and data is not None:
                return
            if time.monotonic() - heard > LONGEST_SECONDS:
                self._break_off()
            if data is None or time.monotonic() - renewed > RENEW_SECONDS:
                self._go_on()
                renewed = time.monotonic()
            time.sleep(LOOK_SECONDS)

    def close(self) -> None:
        """Give the place back."""
        if self._open:
            self._open = False
            _places.release()

    def _go_on(self) -> None:
        try:
            self._renew()
        except VideoflixError:
            self._break_off()
        if self._grows() != self._draft and not self._path.is_file():
            self._break_off()

    def _read(self, path: Path) -> bytes | None:
        """What is new in the file; None when it is not there."""
        try:
            with path.open("rb") as file:  # opened anew each time: on Windows an open file cannot get its name
                found = os.fstat(file.fileno())
                if self._file not in (None, (found.st_dev, found.st_ino)):
                    self._break_off()
                self._file = found.st_dev, found.st_ino
                file.seek(self._sent)
                return file.read()
        except FileNotFoundError:
            return None

    def _break_off(self) -> NoReturn:
        log.info("%s broke off while it was being sent", self._path)
        raise BrokenOff


def _has_begun(draft: Path) -> bool:
    try:
        return draft.stat().st_size > 0
    except FileNotFoundError:
        return False
