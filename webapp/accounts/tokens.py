"""Every kind of token: what it says, how it is signed, how it is read. No database beyond simplejwt's blacklist.

Access and refresh tokens are JWTs (RFC 7519) by simplejwt. Media cookies and media tokens are signed by Django: shorter, and never
mistaken for the others. All carry the user's session epoch; those that belong to one sign-in carry its id (`sid`) too.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing
from rest_framework_simplejwt import tokens as simplejwt
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.utils import datetime_from_epoch

from webapp.accounts.models import User

MEDIA_SECONDS = 24 * 3600  # outlives a film, and the evening
_COOKIE_SALT = "webapp.accounts.media-cookie"
_TOKEN_SALT = "webapp.accounts.media-token"  # noqa: S105  separates kinds of signatures, is no secret


@dataclass(frozen=True)
class Identity:
    """Whom a genuine token names; whether that person may still come in is another question."""

    user_id: int
    epoch: int
    sign_in: str | None  # hex id; None: the token belongs to the user, not to one sign-in; it ends with it
    profile: int | None = None  # who watches with a media token; a sign-in knows that itself


class RefreshToken(simplejwt.RefreshToken):
    """A refresh token of one sign-in. Reading one asks no blacklist: a token used a moment ago may be used again."""

    @classmethod
    def fresh(cls, user: User, sign_in: UUID) -> "RefreshToken":
        """A new token; equal claims in equal order make equal texts."""
        token = cls()
        token["user_id"], token["epoch"], token["sid"] = str(user.pk), user.session_epoch, sign_in.hex
        return token

    @classmethod
    def again(cls, user: User, sign_in: UUID, *, jti: str, iat: int, exp: int) -> "RefreshToken":
        """The very token that was made with these claims before."""
        token = cls.fresh(user, sign_in)
        token["jti"], token["iat"], token["exp"] = jti, iat, exp
        return token

    def verify(self) -> None:
        """Check everything but the blacklist."""
        simplejwt.Token.verify(self)

    def blacklist(self) -> Any:
        """Put it on simplejwt's blacklist, by its id: the token itself is a secret and stays out of the database."""
        known, _ = OutstandingToken.objects.get_or_create(
            jti=self["jti"],
            defaults={
                "user_id": self["user_id"],
                "created_at": datetime_from_epoch(self["iat"]),
                "expires_at": datetime_from_epoch(self["exp"]),
            },
        )
        return BlacklistedToken.objects.get_or_create(token=known)


def read_access(raw: str | None) -> Identity | None:
    """Whom an access token names; None when it is missing, forged, expired or of another kind."""
    return _identity(simplejwt.AccessToken, raw)


def read_refresh(raw: str | None) -> RefreshToken | None:
    """A genuine refresh token, used or not; None when it is missing, forged, expired or of another kind."""
    try:
        token = RefreshToken(raw) if raw else None  # type: ignore[arg-type]
    except TokenError:
        return None
    return token if token is not None and "sid" in token and "epoch" in token else None


def media_cookie(identity: Identity) -> str:
    """The value of the media cookie."""
    return signing.dumps([identity.user_id, identity.epoch, identity.sign_in], salt=_COOKIE_SALT)


def read_media_cookie(raw: str | None) -> Identity | None:
    """Whom a media cookie names; None when it is missing, forged or too old."""
    said = _signed(raw, _COOKIE_SALT)
    return None if said is None else Identity(*said)


def media_token(user: User, video_id: int, profile_id: int | None, sign_in: str | None) -> str:
    """A token for native players that opens one video for a day, to one Profile, while one sign-in lasts."""
    return signing.dumps([user.pk, user.session_epoch, sign_in, profile_id, video_id], salt=_TOKEN_SALT)


def read_media_token(raw: str | None, video_id: int) -> Identity | None:
    """Whom a media token for this video names; None when it is missing, forged, too old or for another video."""
    said = _signed(raw, _TOKEN_SALT)
    return None if said is None or said[-1] != video_id else Identity(*said[:-1])


def _identity(kind: type[simplejwt.Token], raw: str | None) -> Identity | None:
    try:
        token = kind(raw) if raw else None  # type: ignore[arg-type]
        return None if token is None else Identity(int(token["user_id"]), token["epoch"], token["sid"])
    except (TokenError, KeyError):
        return None


def _signed(raw: str | None, salt: str) -> list[Any] | None:
    try:
        return signing.loads(raw, salt=salt, max_age=MEDIA_SECONDS) if raw else None
    except signing.BadSignature:
        return None
