"""Child processes: the one door to `subprocess`. Argument lists only, own process group, never left behind."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from typing import IO, Any

import psutil

from appliance.errors import VideoflixError, why

CLOCK_SECONDS = 5.0  # a process' time of birth is told by another clock
GRACE_SECONDS = 3.0
LOOK_SECONDS = 0.2  # whoever waits looks up so often: a signal is handled between two looks only, on Windows
TAIL_BYTES = 4000
BELOW_NORMAL = 10  # niceness


class ChildFailed(VideoflixError):
    """A program ended with an error or took too long; `tail` is the end of what it said, for the log."""

    def __init__(self, sentence: str, tail: str) -> None:
        super().__init__(sentence)
        self.tail = tail


class Stopped(VideoflixError):
    """A program was ended before its time, because we were told to end ourselves."""


def run(argv: Sequence[str], timeout: float, stopping: threading.Event | None = None) -> bytes:
    """Run a program to its end and return its standard output. Its standard input ends when we do, and not before.

    Raises ChildFailed when it cannot be started, exits non-zero or takes longer than `timeout` seconds. When the program is this one,
    the sentence is what it said itself. Raises Stopped, and ends the program, when `stopping` is set meanwhile.
    """
    with tempfile.TemporaryFile() as said, _silent_pipe() as silence:
        child = _popen(argv, stdin=silence, stdout=subprocess.PIPE, stderr=said)
        try:
            output = _output(child, timeout, stopping or threading.Event())
        except subprocess.TimeoutExpired as error:
            raise ChildFailed(f"{_name(argv)} took longer than {timeout:.0f} s.", _tail(said)) from error
        finally:
            end(child)
        if child.returncode != 0:
            tail = _tail(said)
            raise ChildFailed(_own_sentence(argv, child.returncode, tail) or f"{_name(argv)} ended with code {child.returncode}.", tail)
        return output


@contextmanager
def _silent_pipe() -> Iterator[int]:
    """The reading end of a pipe that nobody writes to."""
    reader, writer = os.pipe()
    try:
        yield reader
    finally:
        os.close(reader)
        os.close(writer)


def _output(child: "subprocess.Popen[bytes]", timeout: float, stopping: threading.Event) -> bytes:
    deadline = time.monotonic() + timeout
    while not stopping.is_set():
        try:
            return child.communicate(timeout=LOOK_SECONDS)[0]
        except subprocess.TimeoutExpired:
            if time.monotonic() >= deadline:
                raise
    raise Stopped("Videoflix was told to end.")


@contextmanager
def reading(argv: Sequence[str], below_normal: bool = False) -> Iterator[BufferedReader]:
    """Run a program and read its standard output while it works; it ends with its reader.

    Leaving the block early ends the program. Raises ChildFailed when it cannot be started, or exits non-zero after its output was
    read to the end.
    """
    with tempfile.TemporaryFile() as said:
        child = _popen(argv, below_normal, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said)
        assert isinstance(child.stdout, BufferedReader)  # noqa: S101 -- PIPE was asked for
        read_to_the_end = False
        try:
            yield child.stdout
            read_to_the_end = _said_everything(child, child.stdout)
        finally:
            if not read_to_the_end:
                child.kill()  # nobody hears the rest; and a thread that waits for it must not be waited for
            end(child)
            child.stdout.close()
        if read_to_the_end and child.returncode != 0:
            raise ChildFailed(f"{_name(argv)} ended with code {child.returncode}.", _tail(said))


class Child:
    """A long-lived child of ours. Its standard input is a pipe that nobody writes to: its end tells the child to end."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    @property
    def pid(self) -> int:
        """The system's number for it."""
        return self._process.pid

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""
        return self._process.poll()

    def ask(self) -> None:
        """Ask it to end in order. The same on every system: Windows has no terminate that can be heard."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    def kill(self) -> None:
        """End it, with everything in its process group, and wait until it is gone."""
        if sys.platform != "win32":
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()


def start(argv: Sequence[str], below_normal: bool = False) -> Child:
    """Start a long-lived child that watches its standard input (`appliance.processes.parent`); what it says goes where ours goes."""
    return Child(_popen(argv, below_normal, stdin=subprocess.PIPE))


def lower_own_priority() -> None:
    """Let everything else on this machine go first, for this process and those it starts from now on."""
    if sys.platform == "win32":
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        psutil.Process().nice(BELOW_NORMAL)


def end(child: "subprocess.Popen[bytes]") -> None:
    """Ask a child to end, wait, and insist."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _popen(argv: Sequence[str], below_normal: bool = False, **streams: Any) -> "subprocess.Popen[bytes]":
    try:
        child: subprocess.Popen[bytes] = subprocess.Popen(argv, **streams, **_own_group(below_normal))
    except OSError as error:
        raise ChildFailed(f"{_name(argv)} cannot be started: {why(error)}.", str(error)) from error
    if below_normal and sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):  # it may be gone already, or we may be nicer than that
            os.setpriority(os.PRIO_PGRP, child.pid, BELOW_NORMAL)  # the group: on Linux niceness belongs to each thread
    return child


def _own_group(below_normal: bool = False) -> dict[str, Any]:
    """`Popen` options: a process group of its own, so that a Ctrl-C at the terminal reaches the parent only."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return {"creationflags": flags | (subprocess.BELOW_NORMAL_PRIORITY_CLASS if below_normal else 0)}
    return {"start_new_session": True}


def _said_everything(child: "subprocess.Popen[bytes]", output: IO[bytes]) -> bool:
    """Whether nothing is left to read; then the child gets a moment to end by itself. A silent child is not waited for."""
    silent = threading.Event()

    def give_up() -> None:
        silent.set()
        child.kill()

    watchdog = threading.Timer(GRACE_SECONDS, give_up)
    watchdog.start()
    try:
        at_end = (output.closed or output.read(1) == b"") and not silent.is_set()
    finally:
        watchdog.cancel()
    if at_end:
        with suppress(subprocess.TimeoutExpired):
            child.wait(GRACE_SECONDS)
    return at_end


def _own_sentence(argv: Sequence[str], code: int, tail: str) -> str | None:
    """What this very program said at last when it ended with 1, a clear error; None for others, or when there is only a stack trace."""
    clear = argv[0] == sys.executable and code == 1 and tail and "Traceback" not in tail
    return tail.splitlines()[-1] if clear else None


def _name(argv: Sequence[str]) -> str:
    return Path(argv[0]).name.split("-")[0]


def _tail(said: IO[bytes]) -> str:
    said.seek(0, os.SEEK_END)
    said.seek(max(0, said.tell() - TAIL_BYTES))
    return said.read().decode(errors="replace").strip()


def is_running(process: int, since: float) -> bool:
    """Whether the process with this number runs and was there at `since` (seconds since 1970): numbers are used again."""
    try:
        found = psutil.Process(process)
        return found.create_time() <= since + CLOCK_SECONDS and found.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
