"""How people come into the house."""

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from webapp.accounts import links, queries
from webapp.accounts.callers import UNKNOWN, Caller
from webapp.accounts.errors import AddressTaken, BeingSetUp, LinkInvalid
from webapp.accounts.models import AuditEntry, User
from webapp.accounts.rules import check_password, checked_email
from webapp.accounts.services import audit
from webapp.accounts.services.outbox import post_activation


def create_owner(email: str, password: str) -> User:
    """Make an owner, active at once.

    Raises BadAddress, WeakPassword or AddressTaken.
    """
    return _create(email, password, is_active=True, is_staff=True, is_superuser=True)


def create_member(email: str, password: str) -> User:
    """Make somebody of the household, active at once.

    Raises BadAddress, WeakPassword or AddressTaken.
    """
    return _create(email, password, is_active=True)


def register(email: str, password: str, origin: str) -> None:
    """Make an account that waits for activation, and post the link below `origin`.

    For a known address nothing happens, with about the same work: nobody learns who lives here.
    Raises BeingSetUp, BadAddress or WeakPassword.
    """
    if not queries.owner_exists():
        raise BeingSetUp
    try:
        with transaction.atomic():
            user = _create(email, password, is_active=False)
            post_activation(user.email, origin + links.activation_path(user))
    except AddressTaken:
        make_password(password)  # the slow part of making an account


def activate(user: User) -> None:
    """Let this user in, by the owner's word; a blocked one too."""
    user.is_active = True
    user.save(update_fields=["is_active"])


def activate_by_link(uidb64: str, token: str, caller: Caller = UNKNOWN) -> User:
    """Let the user of an activation link in; using the link again changes nothing.

    Raises LinkInvalid, also for somebody who was blocked since.
    """
    user = queries.user_of_link(uidb64)
    if user is None or not links.activation_tokens.check_token(user, token) or user.is_blocked:
        raise LinkInvalid
    if User.objects.filter(pk=user.pk, activated_at=None).update(is_active=True, activated_at=timezone.now()):
        audit.record(AuditEntry.Kind.ACTIVATED, caller, user=user, actor=user)
    return user


def _create(email: str, password: str, **flags: bool) -> User:
    email = checked_email(email)
    check_password(password, User(email=email))
    if queries.find_user(email) is not None:
        raise AddressTaken(email)
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, **flags)
    except IntegrityError as error:  # somebody else was faster
        raise AddressTaken(email) from error
