"""People whom the owner, or somebody at the machine, lets in at once."""

from django.db import IntegrityError, transaction

from webapp.accounts import queries
from webapp.accounts.errors import AddressTaken
from webapp.accounts.models import User
from webapp.accounts.rules import check_password, checked_email


def create_owner(email: str, password: str) -> User:
    """Make an owner.

    Raises BadAddress, WeakPassword or AddressTaken.
    """
    return _create(email, password, is_staff=True, is_superuser=True)


def create_member(email: str, password: str) -> User:
    """Make somebody of the household.

    Raises BadAddress, WeakPassword or AddressTaken.
    """
    return _create(email, password)


def _create(email: str, password: str, **flags: bool) -> User:
    email = checked_email(email)
    check_password(password, User(email=email))
    if queries.find_user(email) is not None:
        raise AddressTaken(email)
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, is_active=True, **flags)
    except IntegrityError as error:  # somebody else was faster
        raise AddressTaken(email) from error
