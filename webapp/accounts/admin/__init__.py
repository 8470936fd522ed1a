"""People, the household, invitations and the outbox in the owner's admin."""

from django.contrib import admin
from django.contrib.auth.models import Group
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from webapp.accounts.admin.households import HouseholdAdmin
from webapp.accounts.admin.invitations import InvitationAdmin
from webapp.accounts.admin.outbox import OutboxMailAdmin
from webapp.accounts.admin.people import UserAdmin
from webapp.accounts.forms import SignInForm

__all__ = ["HouseholdAdmin", "InvitationAdmin", "OutboxMailAdmin", "UserAdmin"]

admin.site.site_header = admin.site.site_title = "Videoflix"
admin.site.index_title = "Looking after the library"
admin.site.login_form = SignInForm
for machinery in (Group, OutstandingToken, BlacklistedToken):  # nothing for people to look after
    admin.site.unregister(machinery)
