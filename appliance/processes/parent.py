"""Every child dies with its parent, however the parent dies.

A child of the supervisor reads its standard input, a pipe that nobody writes to: its end means that the parent is gone, or asks to
end. What the child itself forks or spawns is bound to it by the system's own means (`forks_posix`, `job_windows`).
"""

import _thread
import os
import signal
import sys
import threading
import time
from types import FrameType

if sys.platform == "win32":
    from appliance.processes.job_windows import bind_descendants
else:
    from appliance.processes.forks_posix import bind_descendants

__all__ = ["bind_descendants", "end_on_signals", "end_with_parent", "stop_signals"]

ORDERLY_SECONDS = 4.0  # less than the supervisor's patience


def stop_signals() -> list[signal.Signals]:
    """The signals that ask a process to end."""
    if sys.platform == "win32":
        return [signal.SIGINT, signal.SIGTERM, signal.SIGBREAK]
    return [signal.SIGINT, signal.SIGTERM]


def end_on_signals() -> None:
    """From now on, raise SystemExit in the main thread when asked to end: what it works on is left in order."""
    for number in stop_signals():
        signal.signal(number, _exit)


def _exit(number: int, frame: FrameType | None) -> None:
    raise SystemExit(1)


def end_with_parent() -> None:
    """From now on, end when standard input ends: in order, as on SIGTERM; and hard if that takes too long."""
    private = os.dup(0)
    _replace_standard_input()
    threading.Thread(target=_wait_for_end, args=(private,), name="parent", daemon=True).start()


def _replace_standard_input() -> None:
    """Give everybody else in this process an empty standard input.

    On Windows a pipe that one thread reads blocks whoever merely asks about it, a grandchild that inherits it among them.
    """
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)


def _wait_for_end(descriptor: int) -> None:
    while _read(descriptor):
        pass
    _thread.interrupt_main(signal.SIGTERM)
    time.sleep(ORDERLY_SECONDS)
    os._exit(1)  # the threads of a stuck process cannot be ended otherwise


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 64)
    except OSError:  # Windows reports the end of a pipe as an error
        return b""
