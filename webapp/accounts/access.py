"""Who may fetch playlists, segments and posters: the one door for players, which cannot always send headers. And what children may not."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from webapp.accounts import cookies, queries, remembered, sightings, tokens
from webapp.accounts.authentication import bearer
from webapp.accounts.errors import NotForChildren
from webapp.accounts.models import User
from webapp.accounts.tokens import Identity
from webapp.accounts.viewers import Viewer

__all__ = ["ChildrenOnlyRead", "Viewer", "may_upload", "media_token", "media_viewer", "viewer_of"]


def viewer_of(request: Request) -> Viewer:
    """Who watches on the sign-in that asks.

    Raises NotAuthenticated (401) for a stranger.
    """
    if not isinstance(request.auth, Viewer):
        raise NotAuthenticated
    return request.auth


def may_upload(user: User, viewer: Viewer) -> bool:
    """Whether somebody may bring films in: grown-ups, the owner always, members when the owner says so."""
    return viewer.is_grown_up and (user.is_owner or queries.household().members_upload)


def media_token(user: User, video_id: int, profile_id: int | None = None, sign_in: str | None = None) -> str:
    """A signed text for `?token=` that opens this one video for 24 hours, within the limits of this Profile.

    It ends with the sign-in (its id as hex digits) that asked for it, when the user is blocked or signed out everywhere, and when the
    Profile is deleted.
    """
    return tokens.media_token(user, video_id, profile_id, sign_in)


def media_viewer(request: HttpRequest, video_id: int) -> tuple[User, Viewer] | None:
    """Who asks for a playlist, a segment or the poster of this video; None: nobody we know, or not by GET or HEAD.

    Goes by the access token (header or cookie), the media cookie, the signed `?token=` bound to this video, in this order. While
    somebody watches there is no query: who is let in is remembered for a moment, who is refused is not.
    """
    if request.method not in ("GET", "HEAD"):
        return None
    for identity in _claims(request, video_id):
        found = _recognise(identity)
        if found is not None:
            sightings.note(found[1].sign_in, request)
            return found
    return None


class ChildrenOnlyRead(BasePermission):
    """Lets a child's profile read what every sign-in may read, and change nothing; for addresses that manage people and devices."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Let grown-ups in, and everyone who only reads.

        Raises NotForChildren.
        """
        if request.method not in SAFE_METHODS and not viewer_of(request).is_grown_up:
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


def _recognise(identity: Identity) -> tuple[User, Viewer] | None:
    return remembered.recall(identity, lambda: queries.identified(identity))
