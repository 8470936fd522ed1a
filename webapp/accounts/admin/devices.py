"""Everyone's devices in the owner's admin."""

from typing import cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join

from webapp.accounts import queries, services
from webapp.accounts.callers import caller_of
from webapp.accounts.models import SignIn, User
from webapp.administration import ModelAdmin, ReadOnlyMixin


@admin.register(SignIn)
class DeviceAdmin(ReadOnlyMixin, ModelAdmin):
    """Devices that are signed in, the one seen last first; those that are not any more are in the audit log."""

    list_display = ["label", "user", "profile", "client", "address", "last_seen_at", "created_at"]
    list_filter = ["user"]
    search_fields = ["name", "client", "address", "user__email"]
    fields = ["name", "user", "profile", "client", "address", "created_at", "last_seen_at", "expires_at"]
    actions = ["revoke"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SignIn]:
        """With what their rows show."""
        return SignIn.objects.alive().select_related("user", "profile")

    @admin.display(description="Device")
    def label(self, device: SignIn) -> str:
        """What it is called."""
        return device.label

    @admin.action(description="Revoke: sign the selected devices out")
    def revoke(self, request: HttpRequest, queryset: QuerySet[SignIn]) -> None:
        """End their sign-ins."""
        devices = list(queryset)
        for device in devices:
            services.revoke_device(device, caller_of(request), cast(User, request.user))
        self.message_user(request, f"{len(devices)} signed out.", messages.SUCCESS)


def devices_of(user: User) -> str:
    """Somebody's devices in a few lines, for their page; where they are listed, they can be revoked."""
    devices = list(queries.devices_of(user))
    if not devices:
        return "None"
    lines = format_html_join("", "{}, {}, last seen {}<br>", ((each.label, each.address, _moment(each)) for each in devices))
    everything = f"{reverse('admin:accounts_signin_changelist')}?user__id__exact={user.pk}"
    return format_html('{}<a href="{}">Look after them</a>', lines, everything)


def _moment(device: SignIn) -> str:
    return formats.localize(timezone.localtime(device.last_seen_at))
