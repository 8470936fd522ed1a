"""People, their profiles and devices, the household, invitations, the outbox and the audit log in the owner's admin."""

from django.contrib import admin
from django.contrib.auth.models import Group
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from webapp.accounts.admin.audit import AuditEntryAdmin
from webapp.accounts.admin.devices import DeviceAdmin
from webapp.accounts.admin.households import HouseholdAdmin
from webapp.accounts.admin.invitations import InvitationAdmin
from webapp.accounts.admin.outbox import OutboxMailAdmin
from webapp.accounts.admin.people import UserAdmin
from webapp.accounts.admin.profiles import ProfileAdmin
from webapp.accounts.forms import SignInForm

__all__ = [
    "AuditEntryAdmin",
    "DeviceAdmin",
    "HouseholdAdmin",
    "InvitationAdmin",
    "OutboxMailAdmin",
    "ProfileAdmin",
    "UserAdmin",
]

admin.site.index_title = "Looking after the library"
admin.site.login_form = SignInForm
for machinery in (Group, OutstandingToken, BlacklistedToken):  # nothing for people to look after
    admin.site.unregister(machinery)
