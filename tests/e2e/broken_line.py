"""A line to the appliance that breaks: a TCP proxy on this machine."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

BLOCK_BYTES = 64 * 1024


@dataclass
class BrokenLine:
    """Hands connections through to `target`; what goes wrong on the way is for the test to say."""

    target: int
    cuts: int = 0  # connections still to be cut
    cut_after: int = 0  # bytes that such a connection carries to the appliance before
    open_until: int | None = None  # bytes to the appliance, of all connections, after which the line holds still; None: never
    carried: int = 0
    cut: int = 0
    port: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _ended: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def release(self) -> None:
        """Let everything through again."""
        with self._changed:
            self.open_until = None
            self._changed.notify_all()

    def _serve(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        try:
            appliance = socket.create_connection(("127.0.0.1", self.target), timeout=60)
        except OSError:  # it is not running now
            client.close()
            return
        appliance.settimeout(None)
        threading.Thread(target=self._carry_back, args=(appliance, client), daemon=True).start()
        self._carry(client, appliance)

    def _carry(self, client: socket.socket, appliance: socket.socket) -> None:
        """To the appliance; this is the way on which parts are lost."""
        carried = 0
        with suppress(OSError):
            while block := client.recv(BLOCK_BYTES):
                self._wait_until_open()
                appliance.sendall(block)
                carried += len(block)
                self.carried += len(block)
                if self._is_to_be_cut(carried):
                    break
        _close(client, appliance)

    def _carry_back(self, appliance: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while block := appliance.recv(BLOCK_BYTES):
                client.sendall(block)
        _close(client, appliance)

    def _wait_until_open(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self.open_until is None or self.carried < self.open_until)

    def _is_to_be_cut(self, carried: int) -> bool:
        with self._changed:
            if not self.cuts or carried < self.cut_after:
                return False
            self.cuts -= 1
            self.cut += 1
            return True

    def end(self) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify_all()


def _close(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def broken_line(target: int) -> Iterator[BrokenLine]:
    """A line to this port, whole until the test breaks it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = BrokenLine(target, port=listener.getsockname()[1])
        threading.Thread(target=line._serve, args=(listener,), daemon=True).start()
        yield line
        line.end()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
