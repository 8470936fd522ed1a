"""Beginning, renewing and ending sign-ins."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib.auth.models import update_last_login
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
from rest_framework_simplejwt.utils import datetime_from_epoch

from webapp.accounts import queries, tokens
from webapp.accounts.errors import SignInEnded, SignInRefused, WaitsForActivation
from webapp.accounts.models import RotatedToken, SignIn, User
from webapp.accounts.tokens import Identity, RefreshToken

GRACE = timedelta(seconds=60)  # two tabs, or an answer that was lost on its way

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SignedIn:
    """Somebody who is signed in, and what the device gets for it."""

    user: User
    identity: Identity
    access: str
    refresh: str


def recognise(email: str, password: str) -> User:
    """The user with this address and this password.

    Raises SignInRefused, after the same work whether or not the address is known, or WaitsForActivation.
    """
    user = queries.find_user(email)
    if user is None:
        User().set_password(password)
        raise SignInRefused
    if not user.check_password(password) or user.is_blocked:
        raise SignInRefused
    if not user.is_active:
        raise WaitsForActivation
    return user


def begin_sign_in(user: User) -> SignedIn:
    """Sign somebody in on one device."""
    sign_in = uuid4()
    token = RefreshToken.fresh(user, sign_in)
    with transaction.atomic():
        _forget_expired()
        SignIn.objects.create(id=sign_in, user=user, expires_at=datetime_from_epoch(token["exp"]))
        update_last_login(type(user), user)
    return _signed_in(user, token)


def continue_sign_in(user: User, sign_in: UUID) -> SignedIn:
    """Fresh tokens for a sign-in that goes on with its user's new epoch.

    Raises SignInEnded.
    """
    token = RefreshToken.fresh(user, sign_in)
    alive = SignIn.objects.filter(pk=sign_in, user=user, ended_at=None)
    if not alive.update(expires_at=datetime_from_epoch(token["exp"])):
        raise SignInEnded
    return _signed_in(user, token)


def refresh_sign_in(raw: str | None) -> SignedIn:
    """New tokens for a refresh token, which is used up by that.

    For `GRACE` the same successor is handed out again; used later still, it was stolen (from us or by us), and the sign-in ends.
    Raises SignInEnded.
    """
    token = tokens.read_refresh(raw)
    if token is None:
        raise SignInEnded
    with transaction.atomic():
        sign_in = queries.sign_in_for_update(token["sid"], token["epoch"])
        successor = _successor(sign_in, token) if sign_in is not None else None
    if sign_in is None or successor is None:  # raised out here, so that ending a sign-in is not rolled back
        raise SignInEnded
    return _signed_in(sign_in.user, successor)


def sign_out(refresh: str | None, access: str | None) -> None:
    """End the sign-in of these tokens; quietly, when they are none (any more)."""
    token = tokens.read_refresh(refresh)
    identity = tokens.read_access(access)
    with transaction.atomic():
        if identity is not None and identity.sign_in is not None:
            end_sign_in(identity.sign_in)
        if token is not None and User.objects.filter(pk=token["user_id"]).exists():
            end_sign_in(token["sid"])
            token.blacklist()


def end_sign_in(sign_in: str) -> None:
    """End one sign-in (its id as hex digits) with all its tokens."""
    SignIn(id=UUID(sign_in)).end()


def sign_out_everywhere(user: User) -> None:
    """End every sign-in of this user, the admin's session too."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)


def _successor(sign_in: SignIn, token: RefreshToken) -> RefreshToken | None:
    """What follows this token; None when nothing may. The row of the sign-in is locked: one after the other."""
    used = sign_in.rotated_tokens.filter(jti=token["jti"]).first()
    if used is None:
        return _rotate(sign_in, token)
    if used.is_within(GRACE, timezone.now()):
        return RefreshToken.again(sign_in.user, sign_in.pk, jti=used.successor_jti, iat=used.successor_iat, exp=used.successor_exp)
    _log.warning("A refresh token of user %s was used again; its sign-in has been ended.", sign_in.user_id)
    sign_in.end()
    return None


def _rotate(sign_in: SignIn, token: RefreshToken) -> RefreshToken | None:
    try:
        token.check_blacklist()
    except TokenError:
        return None
    successor = RefreshToken.fresh(sign_in.user, sign_in.pk)
    RotatedToken.objects.create(
        jti=token["jti"],
        sign_in=sign_in,
        successor_jti=successor["jti"],
        successor_iat=successor["iat"],
        successor_exp=successor["exp"],
    )
    token.blacklist()
    sign_in.expires_at = datetime_from_epoch(successor["exp"])
    sign_in.save(update_fields=["expires_at"])
    return successor


def _signed_in(user: User, token: RefreshToken) -> SignedIn:
    identity = Identity(user.pk, token["epoch"], token["sid"])
    return SignedIn(user, identity, str(token.access_token), str(token))


def _forget_expired() -> None:
    """Drop rows about tokens that nobody can use any more."""
    now = timezone.now()
    SignIn.objects.filter(expires_at__lt=now).delete()
    RotatedToken.objects.filter(rotated_at__lt=now - api_settings.REFRESH_TOKEN_LIFETIME).delete()
    OutstandingToken.objects.filter(expires_at__lt=now).delete()
    Session.objects.filter(expire_date__lt=now).delete()
