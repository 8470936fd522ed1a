"""The household's settings in the owner's admin."""

from collections.abc import Mapping
from typing import cast

from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language_from_request

from webapp.accounts import queries, services
from webapp.accounts.admin.sharing import ButtonsMixin
from webapp.accounts.errors import MailNotSent
from webapp.accounts.forms import HouseholdForm
from webapp.accounts.models import Household, User
from webapp.accounts.origin import house_origin
from webapp.administration import ModelAdmin, OnlyRowMixin

TEST = "_test"


@admin.register(Household)
class HouseholdAdmin(OnlyRowMixin, ButtonsMixin, ModelAdmin):
    """The one row of settings."""

    form = HouseholdForm
    fieldsets = (
        (None, {"fields": ["server_name", "lan_enabled", "registration"]}),
        ("Uploads", {"fields": ["members_upload", "upload_quota_gigabytes"]}),
        (
            "Mail",
            {"fields": ["smtp_host", "smtp_port", "smtp_security", "smtp_username", "smtp_password", "smtp_from"]},
        ),
    )

    def buttons(self, request: HttpRequest, obj: Household) -> Mapping[str, str]:
        """One that tries the mail server."""
        return {TEST: f"Save and send a test to {cast(User, request.user).email}"}

    def response_change(self, request: HttpRequest, obj: Household) -> HttpResponse:
        """Stay here when the mail server was tried, and say what it said."""
        if TEST not in request.POST:
            return super().response_change(request, obj)
        owner = cast(User, request.user).email
        try:
            services.send_test(owner, house_origin(request), get_language_from_request(request))
        except MailNotSent as error:
            self.message_user(request, f"The mail server did not take the test: {error}", messages.ERROR)
        else:
            self.message_user(request, f"The mail server took the test: look for it at {owner}.", messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def save_model(self, request: HttpRequest, obj: Household, form: ModelForm, change: bool) -> None:
        """Save; switching the home network on or off has the web process listen elsewhere."""
        enabled, obj.lan_enabled = obj.lan_enabled, queries.lan_enabled()
        super().save_model(request, obj, form, change)
        services.switch_lan(enabled)
