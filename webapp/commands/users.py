"""`videoflix user`: people come in, and come in again. Django is set up before this is imported."""

from webapp.accounts import services


def add_user(email: str, owner: bool, password: str) -> None:
    """Make somebody who can sign in at once; the owner looks after the library.

    Raises VideoflixError when the address or the password will not do.
    """
    make = services.create_owner if owner else services.create_member
    make(email, password)


def reset_password(email: str, password: str) -> None:
    """Give somebody a new password.

    Raises VideoflixError when there is no such user or the password will not do.
    """
    services.set_password(email, password)
