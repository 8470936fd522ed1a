"""Who may open the admin."""

from django.contrib import admin
from django.http import HttpRequest

from webapp.accounts import queries
from webapp.accounts.signals import SESSION_SIGN_IN

_is_staff = admin.site.has_permission


def may_come_in(request: HttpRequest) -> bool:
    """The owner; not by a sign-in on which a child watches, or that has ended."""
    if not _is_staff(request):
        return False
    sign_in = request.session.get(SESSION_SIGN_IN)
    return sign_in is None or queries.may_open_admin(request.user, sign_in)  # type: ignore[arg-type]  # nobody anonymous is staff
