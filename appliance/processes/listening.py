"""Where the web process listens, and whether that place is free."""

import errno
import ipaddress
import socket
import sys
import time
from collections.abc import Sequence

from appliance.errors import VideoflixError

LOOPBACK = ("127.0.0.1", "::1")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 -- the owner switched the LAN on
NEXT_PORTS = 100  # how far to look for a free one


class CannotListen(VideoflixError):
    """The wished address or port cannot be had."""


def addresses(host: str | None, lan: bool) -> tuple[str, ...]:
    """What to listen on: what was configured; else everywhere once the owner switched the LAN on; else this machine only."""
    if host is not None:
        return (host,)
    return EVERYWHERE if lan else LOOPBACK


def open_sockets(wanted: Sequence[str], port: int) -> list[socket.socket]:
    """Listening sockets, one per address. A machine without IPv6 goes without the second of a pair.

    Raises CannotListen when the port is in use, forbidden, or the address is not this machine's.
    """
    opened: list[socket.socket] = []
    try:
        for address in wanted:
            try:
                opened.append(_listen(address, port))
            except OSError as error:
                if opened and error.errno != errno.EADDRINUSE:
                    continue
                raise CannotListen(_sentence(error, address, port, wanted)) from error
    except CannotListen:
        _close(opened)
        raise
    return opened


def ensure_free(host: str | None, port: int, patience: float = 0.0) -> None:
    """Say, before anything is started, when the port cannot be had: at once, or after so many seconds.

    Raises CannotListen; where the port is in use the sentence names the next free one.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            return _close(open_sockets(addresses(host, lan=False), port))
        except CannotListen:
            if time.monotonic() >= deadline:
                raise
        time.sleep(0.1)


def base_url(host: str | None, port: int) -> str:
    """The address by which this very machine reaches the web process."""
    name = host or LOOPBACK[0]
    if name in EVERYWHERE:
        name = LOOPBACK[EVERYWHERE.index(name)]
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _listen(address: str, port: int) -> socket.socket:
    family = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0][0]
    return socket.create_server((address, port), family=family, backlog=1024)


def _sentence(error: OSError, address: str, port: int, wanted: Sequence[str]) -> str:
    in_use = (errno.EADDRINUSE, errno.EACCES) if sys.platform == "win32" else (errno.EADDRINUSE,)  # Windows: somebody's exclusively
    if error.errno in in_use:
        free = _next_free(wanted, port)
        advice = f" Port {free} is free: start with --port {free}." if free else ""
        return f"Port {port} is in use by another program.{advice}"
    if error.errno == errno.EACCES:
        return f"This user may not listen on port {port}: choose one above 1023 with --port."
    return f"The address {address} does not belong to this machine: choose another with --host."


def _next_free(wanted: Sequence[str], port: int) -> int | None:
    for candidate in range(port + 1, min(port + NEXT_PORTS, 65536)):
        try:
            for address in wanted:
                if _has_family(address):
                    _listen(address, candidate).close()
        except OSError:
            continue
        return candidate
    return None


def _has_family(address: str) -> bool:
    """Whether this machine speaks the address's IP version at all."""
    try:
        if ipaddress.ip_address(address).version == 4:
            return True
    except ValueError:  # a name
        return True
    try:
        _listen(address, 0).close()
    except OSError:
        return False
    return True


def _close(sockets: Sequence[socket.socket]) -> None:
    for opened in sockets:
        opened.close()
