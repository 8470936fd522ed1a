"""New passwords. Saving one ends every sign-in made with the old one (`User.save`)."""

from django.db import transaction

from webapp.accounts import links, queries
from webapp.accounts.errors import AccountInactive, AddressUnknown, LinkInvalid
from webapp.accounts.models import User
from webapp.accounts.rules import check_password, checked_email
from webapp.accounts.services.outbox import post_password_reset


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


def request_password_reset(email: str, origin: str) -> User | None:
    """Post a link for a new password, below `origin`, to an active user, and say whom it is for.

    An address that is unknown here costs the same work and leaves nothing.
    Raises BadAddress.
    """
    email = checked_email(email)
    user = queries.find_active_user(email)
    with transaction.atomic():
        asked = user or User(pk=0, email=email)
        post_password_reset(asked.email, origin + links.reset_path(asked))
        if user is None:
            transaction.set_rollback(True)
    return user


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
