"""Binds everything this process forks to its own life, on Linux, macOS and the BSDs.

A pipe whose writing end only this process holds: every descendant closes its copy and waits at the reading end, which ends
when the one holder is gone, even by SIGKILL. It does not matter how many generations lie between.
"""

import os
import sys
import threading

_reader = -1
_writer = -1


if sys.platform != "win32":

    def bind_descendants() -> None:
        """From now on, every process forked from this one (not those it executes) ends as soon as this one has ended."""
        global _reader, _writer
        _reader, _writer = os.pipe()
        os.register_at_fork(after_in_child=_in_child)


def _in_child() -> None:
    global _writer
    if _writer >= 0:
        os.close(_writer)
        _writer = -1
    threading.Thread(target=_wait_for_end, name="ancestor", daemon=True).start()


def _wait_for_end() -> None:
    os.read(_reader, 1)
    os._exit(1)  # a program it runs writes to a pipe of ours, and ends with it
