"""Who asks, as far as the request itself tells: a network address and a program."""

import ipaddress
from dataclasses import dataclass

from django.http import HttpRequest
from rest_framework.request import Request

from webapp.accounts import clients


@dataclass(frozen=True)
class Caller:
    """Where a request came from, for lists of devices and for the audit log; proves nothing."""

    address: str | None = None
    client: str = ""


UNKNOWN = Caller()
AT_THE_MACHINE = Caller(client="Command line")


def caller_of(request: HttpRequest | Request) -> Caller:
    """The caller of a request. What a proxy header says is not believed: anyone can write one."""
    return Caller(_address(request.META.get("REMOTE_ADDR", "")), clients.describe(request.META.get("HTTP_USER_AGENT", "")))


def _address(text: str) -> str | None:
    """Without the zone of a link-local address, which databases do not take; None for what is none, such as a Unix socket."""
    try:
        return str(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        return None
