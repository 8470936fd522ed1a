"""The cookies of a sign-in. `videoflix_` names: cookies ignore ports, and a neighbour on this host must not overwrite ours."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpResponseBase

from webapp.accounts import tokens
from webapp.accounts.tokens import MEDIA_SECONDS

ACCESS = "videoflix_access"
REFRESH = "videoflix_refresh"
MEDIA = "videoflix_media"

_PATHS = {ACCESS: "/", REFRESH: "/api/", MEDIA: "/api/video/"}
_SECONDS = {ACCESS: settings.ACCESS_MINUTES * 60, REFRESH: settings.REFRESH_DAYS * 24 * 3600, MEDIA: MEDIA_SECONDS}


def set_cookies(response: HttpResponseBase, *, access: str, refresh: str, media: str) -> None:
    """Sign the browser in: out of reach of scripts, not sent along by other websites' forms."""
    for name, value in ((ACCESS, access), (REFRESH, refresh), (MEDIA, media)):
        response.set_cookie(
            name,
            value,
            max_age=_SECONDS[name],
            path=_PATHS[name],
            secure=settings.CONFIG.https,
            httponly=True,
            samesite="Lax",
        )


def session_state(cookies: Mapping[str, str]) -> str:
    """What a browser's cookies promise: "active" (signed in), "renewable" (by the refresh token) or "none". Asks no database."""
    if tokens.read_access(cookies.get(ACCESS)) is not None:
        return "active"
    return "renewable" if tokens.read_refresh(cookies.get(REFRESH)) is not None else "none"


def clear_cookies(response: HttpResponseBase) -> None:
    """Sign the browser out."""
    for name, path in _PATHS.items():
        response.delete_cookie(name, path=path, samesite="Lax")
