"""Response headers that bind what a page may load."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob: data:",  # hls.js hands its MediaSource over as a blob, and makes text tracks of empty data
        "worker-src 'self' blob:",  # hls.js remuxes in a worker made from a blob
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ]
)

# The admin's menus are expressions in its pages, of which its library (Alpine.js) makes functions; scripts come from here all the same.
ADMIN_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'")


class ContentSecurityPolicy:
    """Nothing is loaded from elsewhere: every response says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the policy unless the view set its own."""
        response = self.get_response(request)
        in_admin = request.path.startswith(reverse("admin:index"))
        response.headers.setdefault("Content-Security-Policy", ADMIN_POLICY if in_admin else POLICY)
        return response
