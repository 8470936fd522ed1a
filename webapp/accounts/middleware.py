"""The admin's session belongs to a sign-in: it is a device in the list like any other, and ends with it."""

from collections.abc import Callable
from typing import cast

from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import translation

from webapp.accounts import queries, services, sightings
from webapp.accounts.callers import caller_of
from webapp.accounts.models import User
from webapp.accounts.signals import SESSION_SIGN_IN

LANGUAGE = "en"  # of the admin: our words in it are in no other, and pages that are half translated are hard to read


class AdminSignIn:
    """Ends the admin's session when its device was revoked, and lists those that begin at the admin's own door.

    While a child watches on that device, or nobody has been chosen who may manage, its session opens nothing here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Look at the sign-in before the admin does."""
        if not request.path.startswith(reverse("admin:index")):
            return self.get_response(request)
        if request.user.is_staff:
            self._check(request)
        with translation.override(LANGUAGE):
            response = self.get_response(request)
        response.headers["Content-Language"] = LANGUAGE
        return response

    def _check(self, request: HttpRequest) -> None:
        named = request.session.get(SESSION_SIGN_IN)
        sign_in = queries.find_sign_in(named) if named is not None else None
        if sign_in is not None and sign_in.ended_at is not None:
            logout(request)
        elif sign_in is not None and sign_in.is_alive:
            sightings.note(named, request)
            if not queries.viewer_of(sign_in.user, sign_in.profile).is_grown_up:
                request.user = AnonymousUser()  # for this request: the session opens again with the profile
        else:  # none yet, or one that a new password left behind while the session stayed
            request.session[SESSION_SIGN_IN] = services.open_admin_session(cast(User, request.user), caller_of(request))
