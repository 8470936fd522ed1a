"""New passwords. Saving one ends every sign-in made with the old one (`User.save`)."""

from django.db import transaction

from webapp.accounts import links, queries
from webapp.accounts.callers import UNKNOWN, Caller
from webapp.accounts.errors import AccountInactive, AddressUnknown, CurrentPasswordWrong, LinkInvalid, SignInEnded
from webapp.accounts.models import AuditEntry, OutboxMail, User
from webapp.accounts.rules import check_password, checked_email
from webapp.accounts.services import audit, outbox
from webapp.accounts.services.sign_ins import SignedIn, continue_sign_in
from webapp.accounts.viewers import Viewer


def set_password(email: str, password: str) -> User:
    """Give the user with this address a new password.

    Raises BadAddress, AddressUnknown or WeakPassword.
    """
    email = checked_email(email)
    with transaction.atomic():
        user = User.objects.select_for_update().filter(email=email).first()
        if user is None:
            raise AddressUnknown(email)
        _change(user, password)
    return user


def change_password(user: User, viewer: Viewer, current: str, password: str, caller: Caller) -> SignedIn:
    """Give somebody a new password, for the current one; the sign-in that asks goes on with fresh tokens, all others end.

    Raises CurrentPasswordWrong, WeakPassword, or SignInEnded for somebody who was signed out meanwhile.
    """
    if not user.check_password(current):
        raise CurrentPasswordWrong("This is not your current password.")
    check_password(password, user)
    user.set_password(password)  # slow: nobody waits for a lock meanwhile
    with transaction.atomic():
        if User.objects.select_for_update().filter(pk=user.pk, session_epoch=user.session_epoch).first() is None:
            raise SignInEnded
        user.save(update_fields=["password"])
        audit.record(AuditEntry.Kind.PASSWORD_CHANGED, caller, user=user, actor=user)
        return continue_sign_in(user, viewer.sign_in, caller)


def request_password_reset(email: str, origin: str, caller: Caller = UNKNOWN) -> None:
    """Post a link for a new password, below `origin`, to an active user.

    An address that is unknown here costs the same work and leaves nothing.
    Raises BadAddress.
    """
    email = checked_email(email)
    user = queries.find_active_user(email)
    asked = user or User(pk=0, email=email)
    with transaction.atomic():
        outbox.post(OutboxMail.Purpose.PASSWORD_RESET, asked.email, origin + links.reset_path(asked), kept=user is not None)
        audit.record(AuditEntry.Kind.PASSWORD_RESET_ASKED, caller, user=user)


def reset_path(email: str) -> tuple[User, str]:
    """The user with this address, and the page on which they choose a new password, once; to be handed over, not mailed.

    Raises BadAddress, AddressUnknown or AccountInactive.
    """
    email = checked_email(email)
    user = queries.find_user(email)
    if user is None:
        raise AddressUnknown(email)
    if not user.is_active:
        raise AccountInactive(email)
    return user, links.reset_path(user)


def confirm_password_reset(uidb64: str, token: str, password: str) -> User:
    """Set a new password with the token of a reset link; a weak password does not use the link up.

    Raises LinkInvalid or WeakPassword.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=links.user_id(uidb64), is_active=True).first()
        if user is None or not links.reset_tokens.check_token(user, token):
            raise LinkInvalid
        _change(user, password)
    return user


def _change(user: User, password: str) -> None:
    check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
