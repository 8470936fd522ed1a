"""Who sends an API request."""

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from webapp.accounts import cookies, queries, sightings, tokens
from webapp.accounts.errors import FromElsewhere
from webapp.accounts.models import User
from webapp.accounts.origin import is_ours
from webapp.accounts.viewers import Viewer

CHALLENGE = 'Bearer realm="Videoflix"'  # RFC 6750 3


class TokenAuthentication(BaseAuthentication):
    """By the access token, in the header (`Authorization: Bearer`) or in the cookie.

    A bad header is an error; a stale cookie is as good as none, so that open addresses stay open to everyone. A browser sends cookies
    whoever made it send the request: writes by cookie must come from our own pages.
    """

    def authenticate(self, request: Request) -> tuple[User, Viewer] | None:
        """The user and who watches; None for nobody.

        Raises AuthenticationFailed (401) for a bad header, PermissionDenied (403) for a write from another website.
        """
        found = self._found(request)
        if found is not None:
            sightings.note(found[1].sign_in, request)
        return found

    def _found(self, request: Request) -> tuple[User, Viewer] | None:
        raw = bearer(request)
        if raw is not None:
            found = _signed_in(raw)
            if found is None:
                raise AuthenticationFailed("Your sign-in is not valid any more.")
            return found
        found = _signed_in(request.COOKIES.get(cookies.ACCESS))
        if found is not None and request.method not in SAFE_METHODS and not is_ours(request):
            raise PermissionDenied(str(FromElsewhere()))
        return found

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return CHALLENGE


def bearer(request: HttpRequest | Request) -> str | None:
    """The token in the Authorization header; None when there is no such header, or one of another scheme."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _signed_in(raw: str | None) -> tuple[User, Viewer] | None:
    identity = tokens.read_access(raw)
    return None if identity is None else queries.identified(identity)
