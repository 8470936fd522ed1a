"""The names and addresses this machine answers to, against DNS rebinding."""

import ipaddress
import socket
from collections.abc import Iterable

import psutil


def own_addresses() -> list[str]:
    """Every IPv4 and IPv6 address of this machine, without zone."""
    found = {
        address.address.split("%")[0]
        for addresses in psutil.net_if_addrs().values()
        for address in addresses
        if address.family in (socket.AF_INET, socket.AF_INET6)
    }
    return sorted(found | {"127.0.0.1", "::1"})


def allowed(configured: Iterable[str]) -> list[str]:
    """Host names for the Host check: own addresses, own name, its `.local` name, loopback names, and `configured` ones. Never `*`."""
    name = socket.gethostname().lower().split(".")[0]
    addresses = [f"[{address}]" if ipaddress.ip_address(address).version == 6 else address for address in own_addresses()]
    names = ["localhost", name, f"{name}.local", socket.getfqdn().lower()]
    return sorted({entry for entry in (*addresses, *names, *(host.lower() for host in configured)) if entry and entry != "*"})
