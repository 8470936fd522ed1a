"""Ctrl-C, a terminal that closes, the system shutting down: one call, whatever the main thread is busy with."""

import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from appliance.processes import parent


def on_stop(stop: Callable[[], None]) -> None:
    """Call `stop` in a thread of its own for every request to end.

    A window's main loop runs no Python for long stretches, and Python's handlers only run in the main thread; so the interpreter
    itself writes to the wake-up descriptor. A main loop that takes the descriptor for itself (PyGObject) lets handlers run instead.
    """
    reader, writer = socket.socketpair()
    writer.setblocking(False)

    def handle(number: int, frame: object) -> None:
        with suppress(BlockingIOError):  # full: it has been told often enough
            writer.send(b"\0")

    for number in parent.stop_signals():
        signal.signal(number, handle)
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # it is, under nohup
        signal.signal(signal.SIGHUP, handle)  # the terminal was closed
    signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=_wait, args=(reader, stop), name="signals", daemon=True).start()


def _wait(reader: socket.socket, stop: Callable[[], None]) -> None:
    while reader.recv(1):
        stop()
