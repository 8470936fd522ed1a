"""Ctrl-C, a terminal that closes, the system shutting down: one call, whatever the main thread is busy with."""

import signal
import socket
import sys
import threading
from collections.abc import Callable

from appliance.processes import parent


def on_stop(stop: Callable[[], None]) -> None:
    """Call `stop` in a thread of its own for every request to end.

    A window's main loop runs no Python for long stretches, and Python's handlers only run in the main thread; the wake-up descriptor
    is written by the interpreter itself, at once.
    """
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    signal.set_wakeup_fd(writer.fileno())
    for number in parent.stop_signals():
        signal.signal(number, _noted)
    if sys.platform != "win32":
        signal.signal(signal.SIGHUP, _noted)  # the terminal was closed
    threading.Thread(target=_wait, args=(reader, writer, stop), name="signals", daemon=True).start()


def _wait(reader: socket.socket, writer: socket.socket, stop: Callable[[], None]) -> None:
    with writer:  # the interpreter knows only its number: hold on to it
        while reader.recv(1):
            stop()


def _noted(number: int, frame: object) -> None:
    """Nothing more: the thread has been told."""
