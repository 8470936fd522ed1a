"""What the admin does on its own, and what has to be written down about it."""

from typing import cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase

from webapp.accounts.callers import caller_of
from webapp.accounts.models import User
from webapp.accounts.services import audit


def password_change(request: HttpRequest) -> HttpResponseBase:
    """The owner's own new password."""
    owner = User.objects.filter(pk=request.user.pk or 0).first()
    answer = admin.site.admin_view(admin.site.password_change)(request)
    audit.record_new_password(owner, caller_of(request), cast(User, owner))
    return cast(HttpResponseBase, answer)
