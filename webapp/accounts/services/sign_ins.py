"""Beginning, renewing and ending sign-ins."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import update_last_login
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
from rest_framework_simplejwt.utils import datetime_from_epoch

from webapp.accounts import queries, remembered, sightings, tokens
from webapp.accounts.callers import UNKNOWN, Caller
from webapp.accounts.errors import Refusal, SignInEnded, SignInRefused, WaitsForActivation
from webapp.accounts.models import AuditEntry, Profile, RotatedToken, SignIn, User
from webapp.accounts.services import audit
from webapp.accounts.tokens import Identity, RefreshToken
from webapp.accounts.viewers import Viewer

GRACE = timedelta(seconds=60)  # two tabs, or an answer that was lost on its way

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SignedIn:
    """Somebody who is signed in, and what the device gets for it."""

    user: User
    profile: Profile | None  # who watches; None: to be chosen
    viewer: Viewer
    identity: Identity
    access: str
    refresh: str


def recognise(email: str, password: str, caller: Caller) -> User:
    """The user with this address and this password.

    Raises SignInRefused, after the same work whether or not the address is known, or WaitsForActivation.
    """
    user = queries.find_user(email)
    if user is None:
        User().set_password(password)
        raise _refused(SignInRefused(), caller, None)
    if not user.check_password(password) or user.is_blocked:
        raise _refused(SignInRefused(), caller, user)
    if not user.is_active:
        raise _refused(WaitsForActivation(), caller, user, "Right password, waits for activation")
    return user


def begin_sign_in(
    user: User,
    caller: Caller = UNKNOWN,
    *,
    profile: Profile | None = None,
    name: str = "",
    kind: AuditEntry.Kind = AuditEntry.Kind.SIGNED_IN,
) -> SignedIn:
    """Sign somebody in on one device; people will find it under `name`. The audit log gets `kind`.

    It watches as `profile`; unset: as the only one there is, or as nobody yet.
    """
    sign_in = uuid4()
    token = RefreshToken.fresh(user, sign_in)
    profile = profile or queries.first_choice(user)
    with transaction.atomic():
        _forget_expired()
        SignIn.objects.create(
            id=sign_in,
            user=user,
            epoch=user.session_epoch,
            expires_at=datetime_from_epoch(token["exp"]),
            profile=profile,
            name=name,
            client=caller.client,
            address=caller.address,
        )
        update_last_login(type(user), user)
        audit.record(kind, caller, user=user, actor=user, detail=name)
    sightings.remember(sign_in.hex)
    return _signed_in(user, profile, token)


def continue_sign_in(user: User, sign_in: str | None, caller: Caller) -> SignedIn:
    """Fresh tokens for a sign-in (its id as hex digits) that goes on with its user's new epoch.

    Raises SignInEnded.
    """
    found = None if sign_in is None else queries.find_sign_in(sign_in)
    if found is None:
        raise SignInEnded
    token = RefreshToken.fresh(user, found.pk)
    alive = SignIn.objects.filter(pk=found.pk, user=user, ended_at=None)
    seen = {"last_seen_at": timezone.now(), "address": caller.address, "client": caller.client}
    if not alive.update(epoch=user.session_epoch, expires_at=datetime_from_epoch(token["exp"]), **seen):
        raise SignInEnded
    sightings.remember(found.pk.hex)
    return _signed_in(user, found.profile, token)


def open_admin_session(user: User, caller: Caller) -> str:
    """A sign-in (its id as hex digits) for the admin's own door: a device in the list like any other, without tokens.

    Whoever comes that way has just given the password, and is a grown-up.
    """
    sign_in = SignIn.objects.create(
        user=user,
        epoch=user.session_epoch,
        expires_at=timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE),
        profile=queries.profiles_of(user).grown_up().first(),
        client=caller.client,
        address=caller.address,
    )
    audit.record(AuditEntry.Kind.SIGNED_IN, caller, user=user, actor=user, detail="Admin")
    sightings.remember(sign_in.pk.hex)
    return sign_in.pk.hex


def refresh_sign_in(raw: str | None, caller: Caller = UNKNOWN) -> SignedIn:
    """New tokens for a refresh token, which is used up by that.

    For `GRACE` the same successor is handed out again; used later still, it was stolen (from us or by us), and the sign-in ends.
    Raises SignInEnded.
    """
    token = tokens.read_refresh(raw)
    if token is None:
        raise SignInEnded
    with transaction.atomic():
        sign_in = queries.sign_in_for_update(token["sid"], token["epoch"])
        successor = _successor(sign_in, token, caller) if sign_in is not None else None
    if sign_in is None or successor is None:  # raised out here, so that ending a sign-in is not rolled back
        raise SignInEnded
    return _signed_in(sign_in.user, sign_in.profile, successor)


def sign_out(refresh: str | None, access: str | None, caller: Caller) -> None:
    """End the sign-in of these tokens; quietly, when they are none (any more)."""
    token = tokens.read_refresh(refresh)
    identity = tokens.read_access(access)
    with transaction.atomic():
        if identity is not None and identity.sign_in is not None:
            end_sign_in(identity.sign_in, caller)
        if token is not None and User.objects.filter(pk=token["user_id"]).exists():
            end_sign_in(token["sid"], caller)
            token.blacklist()


def end_sign_in(sign_in: str, caller: Caller = UNKNOWN) -> None:
    """End one sign-in (its id as hex digits) with all its tokens; quietly when it has ended."""
    found = SignIn.objects.select_related("user").filter(pk=UUID(sign_in)).first()
    if found is not None and found.end():
        audit.record(AuditEntry.Kind.SIGNED_OUT, caller, user=found.user, actor=found.user, detail=found.label)


def sign_out_everywhere(user: User, caller: Caller = UNKNOWN, actor: User | None = None) -> None:
    """End every sign-in of this user, the admin's session too."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
        audit.record(AuditEntry.Kind.SIGNED_OUT_EVERYWHERE, caller, user=user, actor=actor)
    remembered.forget()


def _refused(refusal: Refusal, caller: Caller, user: User | None, detail: str = "") -> Refusal:
    """This refusal, written down."""
    audit.record(AuditEntry.Kind.SIGN_IN_REFUSED, caller, user=user, detail=detail)
    return refusal


def _successor(sign_in: SignIn, token: RefreshToken, caller: Caller) -> RefreshToken | None:
    """What follows this token; None when nothing may. The row of the sign-in is locked: one after the other."""
    used = sign_in.rotated_tokens.filter(jti=token["jti"]).first()
    if used is None:
        return _rotate(sign_in, token, caller)
    if used.is_within(GRACE, timezone.now()):
        return RefreshToken.again(sign_in.user, sign_in.pk, jti=used.successor_jti, iat=used.successor_iat, exp=used.successor_exp)
    _log.warning("A refresh token of user %s was used again; its sign-in has been ended.", sign_in.user_id)
    sign_in.end()
    audit.record(AuditEntry.Kind.TOKEN_REUSED, caller, user=sign_in.user, detail=sign_in.label)
    return None


def _rotate(sign_in: SignIn, token: RefreshToken, caller: Caller) -> RefreshToken | None:
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
    sign_in.last_seen_at, sign_in.address, sign_in.client = timezone.now(), caller.address, caller.client
    sign_in.save(update_fields=["expires_at", "last_seen_at", "address", "client"])
    sightings.remember(sign_in.pk.hex)
    return successor


def _signed_in(user: User, profile: Profile | None, token: RefreshToken) -> SignedIn:
    identity = Identity(user.pk, token["epoch"], token["sid"])
    viewer = queries.viewer_of(user, profile, token["sid"])
    return SignedIn(user, profile, viewer, identity, str(token.access_token), str(token))


def _forget_expired() -> None:
    """Drop rows about tokens that nobody can use any more."""
    now = timezone.now()
    SignIn.objects.filter(expires_at__lt=now).delete()
    RotatedToken.objects.filter(rotated_at__lt=now - api_settings.REFRESH_TOKEN_LIFETIME).delete()
    OutstandingToken.objects.filter(expires_at__lt=now).delete()
    Session.objects.filter(expire_date__lt=now).delete()
