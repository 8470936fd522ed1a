"""The bytes of unfinished uploads: one file each, out of sight of whatever looks for films."""

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from django.conf import settings

from webapp.uploads.errors import DiskFull, PartUnderWay, WrongChecksum
from webapp.uploads.protocol import Checksum

INCOMING = ".incoming"
BLOCK_BYTES = 1024 * 1024
FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})  # Windows knows no quota

_lock = threading.Lock()
_being_written: set[UUID] = set()


class Readable(Protocol):
    """A request's body."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


def place_of(upload: UUID) -> Path:
    """Where the bytes of this upload are kept until it is whole."""
    folder: Path = settings.PATHS.uploads / INCOMING
    return folder / f"{upload}.part"


def size_of(upload: UUID) -> int:
    """Bytes that are there."""
    try:
        return place_of(upload).stat().st_size
    except FileNotFoundError:
        return 0


@contextmanager
def one_writer(upload: UUID) -> Iterator[None]:
    """Let nobody else write this file meanwhile. One process serves, so its memory will do, and forgets when it dies.

    Raises PartUnderWay: a client whose connection broke is back before its last part has been written.
    """
    with _lock:
        if upload in _being_written:
            raise PartUnderWay
        _being_written.add(upload)
    try:
        yield
    finally:
        with _lock:
            _being_written.discard(upload)


def write_part(upload: UUID, offset: int, body: Readable, checksum: Checksum | None) -> int:
    """Write a part at `offset`, over whatever a crash left behind there, and onto the disk; returns how many bytes it had.

    A part that cannot be written, or is damaged, leaves nothing behind. Raises WrongChecksum or DiskFull.
    """
    path = place_of(upload)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.touch(mode=0o600)
    try:
        with path.open("r+b") as file:
            length = _write(file, offset, body)
            file.seek(offset)
            undamaged = checksum is None or checksum.is_of(iter(lambda: file.read(BLOCK_BYTES), b""))
    except OSError as error:
        _take_back(path, offset)
        if error.errno in FULL:
            raise DiskFull from error
        raise
    if not undamaged:
        _take_back(path, offset)
        raise WrongChecksum
    return length


def forget(upload: UUID) -> None:
    """Remove what has come of an upload; what another system still has open goes with the next sweep."""
    with suppress(OSError):
        place_of(upload).unlink(missing_ok=True)


def leftovers() -> Iterator[Path]:
    """Every file of unfinished uploads, whether or not anybody still knows it."""
    return (settings.PATHS.uploads / INCOMING).glob("*.part")


def _write(file: BinaryIO, offset: int, body: Readable) -> int:
    file.truncate(offset)
    file.seek(offset)
    while block := body.read(BLOCK_BYTES):
        file.write(block)
    file.flush()
    os.fsync(file.fileno())
    return file.tell() - offset


def _take_back(path: Path, offset: int) -> None:
    with suppress(OSError):
        os.truncate(path, offset)
