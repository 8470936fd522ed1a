"""To be nobody special for a while: what its owner may not read is closed to whoever runs the tests, root too."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

VERSION = 0x20080522  # of the header: capabilities of 64 bits, in two halves (capset(2))
READS_EVERYTHING = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Half(ctypes.Structure):
    _fields_ = [("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32)]


@contextmanager
def as_everybody() -> Iterator[None]:
    """Let this thread go without root's right to read and write everything; where nobody is root, nothing changes."""
    if sys.platform != "linux" or os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, halves = _Header(VERSION, 0), (_Half * 2)()

    def call(name: str) -> None:
        if getattr(libc, name)(ctypes.byref(header), halves):
            raise OSError(ctypes.get_errno(), f"{name} failed")

    call("capget")
    before = halves[0].effective
    halves[0].effective = before & ~READS_EVERYTHING
    call("capset")
    try:
        yield
    finally:
        halves[0].effective = before
        call("capset")
