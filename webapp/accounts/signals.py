"""What happens here when something happens in Django."""

from typing import Any

from django.http import HttpRequest

from webapp.accounts import services
from webapp.accounts.callers import caller_of

SESSION_SIGN_IN = "videoflix_sign_in"  # the admin's session remembers which sign-in opened it


def end_sign_in(request: HttpRequest | None, **_: Any) -> None:
    """Signing out of the admin ends the tokens of the same sign-in."""
    if request is None or not hasattr(request, "session"):
        return
    sign_in = request.session.get(SESSION_SIGN_IN)
    if sign_in is not None:
        services.end_sign_in(sign_in, caller_of(request))
