"""The household's settings in the owner's admin."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from webapp.accounts import queries, services
from webapp.accounts.forms import HouseholdForm
from webapp.accounts.models import Household


@admin.register(Household)
class HouseholdAdmin(admin.ModelAdmin):
    """The one row of settings."""

    form = HouseholdForm
    fieldsets = (
        (None, {"fields": ["server_name", "lan_enabled"]}),
        ("Uploads", {"fields": ["members_upload", "upload_quota_gigabytes"]}),
        (
            "Mail",
            {"fields": ["smtp_host", "smtp_port", "smtp_security", "smtp_username", "smtp_password", "smtp_from"]},
        ),
    )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is only one: go straight to it."""
        household, _ = Household.objects.get_or_create(pk=1)
        return HttpResponseRedirect(reverse("admin:accounts_household_change", args=[household.pk]))

    def save_model(self, request: HttpRequest, obj: Household, form: ModelForm, change: bool) -> None:
        """Save; switching the home network on or off has the web process listen elsewhere."""
        enabled, obj.lan_enabled = obj.lan_enabled, queries.lan_enabled()
        super().save_model(request, obj, form, change)
        services.switch_lan(enabled)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """It is there."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Household | None = None) -> bool:
        """Nobody."""
        return False
