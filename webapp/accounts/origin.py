"""Where a request comes from: only our own pages, and configured ones, may write in somebody's name."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from appliance import hosts
from webapp import server
from webapp.accounts.errors import FromElsewhere


def own_origin(request: HttpRequest | Request) -> str:
    """The origin that this request was addressed to, such as `http://films.local:8359`. Its host has passed the Host check."""
    return f"{request.scheme}://{request.get_host()}"


def house_origin(request: HttpRequest | Request) -> str:
    """The origin for links that go to other devices: this request's, unless nobody but this machine can reach that."""
    own = own_origin(request)
    return (server.house_address() if hosts.is_loopback(urlsplit(own).hostname or "") else None) or own


def is_ours(request: HttpRequest | Request) -> bool | None:
    """Whether the page that sent this request is ours or a configured one; None when the request does not say.

    Goes by the Origin header (RFC 6454 7), or by the Referer where there is none.
    """
    said = request.headers.get("Origin") or _origin_of(request.headers.get("Referer", ""))
    if not said:
        return None
    return said.lower() in (own_origin(request).lower(), *settings.CONFIG.trusted_origins)


class NotFromElsewhere(BasePermission):
    """Refuses requests that say they come from another website. Those that say nothing are no browser's."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Let the request in unless its Origin header names somebody else.

        Raises FromElsewhere, which the view words.
        """
        if request.headers.get("Origin") is not None and not is_ours(request):
            raise FromElsewhere
        return True


def _origin_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "null"
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
