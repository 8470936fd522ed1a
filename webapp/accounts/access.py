"""Who may fetch playlists, segments and posters: the one door for players, which cannot always send headers."""

from collections.abc import Iterator
from typing import Any, cast

from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from webapp.accounts import cookies, queries, sightings, tokens
from webapp.accounts.authentication import bearer
from webapp.accounts.errors import NotForChildren
from webapp.accounts.models import User
from webapp.accounts.tokens import Identity

DECISION_SECONDS = 30  # for so long may somebody who was signed out still fetch segments


def media_token(user: User, video_id: int) -> str:
    """A signed text for `?token=` that opens this one video for 24 hours, unless the user is blocked or signed out everywhere."""
    return tokens.media_token(user, video_id)


def media_user(request: HttpRequest, video_id: int) -> User | None:
    """Who asks for a playlist, a segment or the poster of this video; None: nobody we know, or not by GET or HEAD.

    Goes by the access token (header or cookie), the media cookie, the signed `?token=` bound to this video, in this order. While
    somebody watches there is no query: who is let in is remembered for `DECISION_SECONDS`, who is refused is not.
    """
    if request.method not in ("GET", "HEAD"):
        return None
    for identity in _claims(request, video_id):
        user = _recognise(identity)
        if user is not None:
            sightings.note(identity.sign_in, request)
            return user
    return None


class ChildrenOnlyRead(BasePermission):
    """Lets a child's profile read what every sign-in may read, and change nothing; for addresses that manage people and devices."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Let grown-ups in, and everyone who only reads.

        Raises NotForChildren.
        """
        if request.method not in SAFE_METHODS and queries.is_child(cast(Identity, request.auth).sign_in):
            raise NotForChildren
        return True


def _claims(request: HttpRequest, video_id: int) -> Iterator[Identity]:
    """Everyone whom the request's genuine tokens name."""
    claims = (
        tokens.read_access(bearer(request)),
        tokens.read_access(request.COOKIES.get(cookies.ACCESS)),
        tokens.read_media_cookie(request.COOKIES.get(cookies.MEDIA)),
        tokens.read_media_token(request.GET.get("token"), video_id),
    )
    return (claim for claim in claims if claim is not None)


def _recognise(identity: Identity) -> User | None:
    key = f"accounts.media.{identity.user_id}.{identity.epoch}.{identity.sign_in}"
    user: User | None = cache.get(key)
    if user is None:
        user = queries.identified(identity)
        if user is not None:
            cache.set(key, user, DECISION_SECONDS)
    return user
