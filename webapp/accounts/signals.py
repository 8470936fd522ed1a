"""What happens here when something happens in Django."""

from typing import Any

from django.http import HttpRequest

from webapp.accounts import remembered, services
from webapp.accounts.callers import caller_of
from webapp.accounts.models import User

SESSION_SIGN_IN = "videoflix_sign_in"  # the admin's session remembers which sign-in opened it


def end_sign_in(request: HttpRequest | None, **_: Any) -> None:
    """Signing out of the admin ends the tokens of the same sign-in."""
    if request is None or not hasattr(request, "session"):
        return
    sign_in = request.session.get(SESSION_SIGN_IN)
    if sign_in is not None:
        services.end_sign_in(sign_in, caller_of(request))


def forget_sign_in(request: HttpRequest | None, **_: Any) -> None:
    """A session begins; whoever begins it says which sign-in it belongs to."""
    if request is not None and hasattr(request, "session"):
        request.session.pop(SESSION_SIGN_IN, None)


def make_first_profile(instance: User, created: bool, raw: bool = False, **_: Any) -> None:
    """Whoever makes an account, somebody watches with it; a copy of rows brings its own."""
    if created and not raw:
        services.make_first_profile(instance)


def forget_remembered(**_: Any) -> None:
    """Somebody was blocked, or may see more or less than before."""
    remembered.forget()
