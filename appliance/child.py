"""Child processes: the one door to `subprocess`. Argument lists only, own process group, never left behind."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from appliance.errors import VideoflixError

GRACE_SECONDS = 3.0
TAIL_BYTES = 4000


class ChildFailed(VideoflixError):
    """A program ended with an error or took too long; `tail` is the end of what it said, for the log."""

    def __init__(self, sentence: str, tail: str) -> None:
        super().__init__(sentence)
        self.tail = tail


def run(argv: Sequence[str], timeout: float) -> bytes:
    """Run a program to its end and return its standard output.

    Raises ChildFailed when it exits non-zero or takes longer than `timeout` seconds.
    """
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, **own_group())
        try:
            output, _ = child.communicate(timeout=timeout)
        except subprocess.TimeoutExpired as error:
            raise ChildFailed(f"{_name(argv)} took longer than {timeout:.0f} s.", _tail(said)) from error
        finally:
            end(child)
        if child.returncode != 0:
            raise ChildFailed(f"{_name(argv)} ended with code {child.returncode}.", _tail(said))
        return output


@contextmanager
def reading(argv: Sequence[str], below_normal: bool = False) -> Iterator[IO[bytes]]:
    """Run a program and read its standard output while it works; it ends with its reader.

    Leaving the block early ends the program. Raises ChildFailed when it exits non-zero after its output was read to the end.
    """
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, **own_group(below_normal))
        assert child.stdout is not None  # noqa: S101 -- PIPE was asked for
        try:
            yield child.stdout
            if child.stdout.read(1) == b"":
                child.wait(GRACE_SECONDS)
        finally:
            child.stdout.close()
            end(child)
        if child.returncode != 0:
            raise ChildFailed(f"{_name(argv)} ended with code {child.returncode}.", _tail(said))


def own_group(below_normal: bool = False) -> dict[str, int | bool]:
    """`Popen` options: a process group of its own, so that a Ctrl-C at the terminal reaches the parent only."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return {"creationflags": flags | (subprocess.BELOW_NORMAL_PRIORITY_CLASS if below_normal else 0)}
    return {"start_new_session": True}


def end(child: "subprocess.Popen[bytes]") -> None:
    """Ask a child to end, wait, and insist."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _name(argv: Sequence[str]) -> str:
    return os.path.basename(argv[0]).split("-")[0]  # noqa: PTH119 -- a name, not a place


def _tail(said: IO[bytes]) -> str:
    said.seek(0, os.SEEK_END)
    said.seek(max(0, said.tell() - TAIL_BYTES))
    return said.read().decode(errors="replace").strip()
