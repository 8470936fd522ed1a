"""The names and addresses this machine answers to, against DNS rebinding."""

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable, Iterator

import psutil

_ANYWHERE = ("192.0.2.1", 9)  # nobody's (RFC 5737)
FRESH_SECONDS = 30.0  # a router may hand out another address at any time; asking the system costs about a millisecond


def own_addresses() -> list[str]:
    """Every IPv4 and IPv6 address of this machine, without zone."""
    found = {
        address.address.split("%")[0]
        for addresses in psutil.net_if_addrs().values()
        for address in addresses
        if address.family in (socket.AF_INET, socket.AF_INET6)
    }
    return sorted(found | {"127.0.0.1", "::1"})


def home_address() -> str | None:
    """This machine's IPv4 address in the home network: the one it would speak to others from. None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ANYWHERE)  # sends nothing: the system only decides which way it would go
        except OSError:
            return None
        address: str = probe.getsockname()[0]
    return None if ipaddress.ip_address(address).is_loopback else address


def is_loopback(name: str) -> bool:
    """Whether a host name or address means this machine to whoever reads it."""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name.lower() == "localhost"


def own_names() -> list[str]:
    """What this machine is called: as it says itself, without domain, and its `.local` name.

    Nobody else is asked: a name server may be slow, and is not to be trusted with this.
    """
    full = socket.gethostname().lower().rstrip(".")
    short = full.split(".")[0]
    return [name for name in ("localhost", full, short, f"{short}.local") if not name.startswith(".")]


def allowed(configured: Iterable[str]) -> list[str]:
    """Host names for the Host check: own addresses, own names, and `configured` ones. Never `*`."""
    return Allowed(configured)


class Allowed(list[str]):
    """The allowed host names as they are now: a list, because Django takes no other sequence, that looks anew now and then."""

    def __init__(self, configured: Iterable[str], clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._named = {host.lower() for host in (*own_names(), *configured)} - {"*", ""}
        self._clock = clock
        self._looked_at: float | None = None

    def __iter__(self) -> Iterator[str]:
        now = self._clock()
        if self._looked_at is None or now - self._looked_at >= FRESH_SECONDS:
            self[:] = sorted(self._named | {_as_host(address) for address in own_addresses()})
            self._looked_at = now
        return super().__iter__()


def _as_host(address: str) -> str:
    return f"[{address}]" if ipaddress.ip_address(address).version == 6 else address
