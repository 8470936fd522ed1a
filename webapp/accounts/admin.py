"""People, the household and the outbox in the owner's admin."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from webapp.accounts import queries, services
from webapp.accounts.forms import HouseholdForm, NewUserForm, PasswordForm, SignInForm, UserForm
from webapp.accounts.models import Household, OutboxMail, User

admin.site.site_header = admin.site.site_title = "Videoflix"
admin.site.index_title = "Looking after the library"
admin.site.login_form = SignInForm
for machinery in (Group, OutstandingToken, BlacklistedToken):  # nothing for people to look after
    admin.site.unregister(machinery)


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Who may come in."""

    form = UserForm
    add_form = NewUserForm
    change_password_form = PasswordForm
    list_display = ["email", "is_active", "is_superuser", "last_login", "date_joined"]
    list_filter = ["is_active", "is_superuser"]
    search_fields = ["email"]
    ordering = ["email"]
    filter_horizontal = ()
    readonly_fields = ["last_login", "date_joined", "activated_at"]
    fieldsets = (
        (None, {"fields": ["email", "password", "is_active", "is_superuser"]}),
        ("Dates", {"fields": ["date_joined", "activated_at", "last_login"]}),
    )
    add_fieldsets = ((None, {"classes": ["wide"], "fields": ["email", "password1", "password2", "is_active", "is_superuser"]}),)
    actions = ["approve", "sign_out_everywhere"]

    @admin.action(description="Approve: let the selected people in")
    def approve(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Activate accounts without their link."""
        waiting = list(queryset.filter(is_active=False))
        for user in waiting:
            services.activate(user)
        self.message_user(request, f"{len(waiting)} approved.", messages.SUCCESS)

    @admin.action(description="Sign the selected people out everywhere")
    def sign_out_everywhere(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """End all their sign-ins, on all devices."""
        for user in queryset:
            services.sign_out_everywhere(user)
        self.message_user(request, "Signed out everywhere.", messages.SUCCESS)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """Owners are at home in the admin, nobody else."""
        obj.is_staff = obj.is_superuser
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Anyone but the last owner."""
        return super().has_delete_permission(request, obj) and (obj is None or not queries.is_last_owner(obj))


@admin.register(OutboxMail)
class OutboxMailAdmin(admin.ModelAdmin):
    """Mails that somebody asked for, with the links to hand over. Nobody writes any here."""

    list_display = ["recipient", "purpose", "created_at", "open_link", "sent_at", "error"]
    list_filter = ["purpose", ("sent_at", admin.EmptyFieldListFilter)]
    search_fields = ["recipient"]
    fields = ["recipient", "purpose", "open_link", "subject", "body", "created_at", "sent_at", "error"]
    readonly_fields = ["open_link"]
    actions = ["send"]

    @admin.display(description="Link")
    def open_link(self, mail: OutboxMail) -> str:
        """The link, to click or to copy."""
        return format_html('<a href="{0}" rel="noreferrer">{0}</a>', mail.link)

    @admin.action(description="Send the selected mails now")
    def send(self, request: HttpRequest, queryset: QuerySet[OutboxMail]) -> None:
        """Try (again) to send what has not been sent."""
        sending = [services.send_soon(mail) for mail in queryset.filter(sent_at=None)]
        if sending and not any(sending):
            self.message_user(request, "No mail server is set: see Household.", messages.WARNING)
        else:
            self.message_user(request, f"{len(sending)} on the way.", messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutboxMail | None = None) -> bool:
        """Nobody."""
        return False


@admin.register(Household)
class HouseholdAdmin(admin.ModelAdmin):
    """The one row of settings."""

    form = HouseholdForm
    fieldsets = (
        (None, {"fields": ["server_name", "lan_enabled"]}),
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
