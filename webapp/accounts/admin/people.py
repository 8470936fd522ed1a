"""People in the owner's admin."""

from collections.abc import Iterator
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from webapp.accounts import queries, services
from webapp.accounts.admin.devices import devices_of
from webapp.accounts.callers import caller_of
from webapp.accounts.forms import LAST_OWNER, NewUserForm, PasswordForm, UserForm
from webapp.accounts.models import AuditEntry, User
from webapp.accounts.origin import house_origin
from webapp.accounts.services import audit
from webapp.administration import ModelAdmin


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    """Who may come in."""

    form = UserForm
    add_form = NewUserForm
    change_password_form = PasswordForm
    list_display = ["email", "is_active", "owner", "last_login", "date_joined"]
    list_filter = ["is_active", "is_superuser"]
    search_fields = ["email"]
    ordering = ["email"]
    filter_horizontal = ()
    readonly_fields = ["last_login", "date_joined", "activated_at", "devices"]
    fieldsets = (
        (None, {"fields": ["email", "password", "is_active", "is_superuser"]}),
        ("Dates", {"fields": ["date_joined", "activated_at", "last_login"]}),
        ("Devices", {"fields": ["devices"]}),
    )
    add_fieldsets = ((None, {"classes": ["wide"], "fields": ["email", "password1", "password2", "is_active", "is_superuser"]}),)
    actions = ["approve", "sign_out_everywhere"]

    @admin.display(boolean=True, ordering="is_superuser")
    def owner(self, user: User) -> bool:
        """Whether they are at home here."""
        return user.is_owner

    @admin.action(description="Approve: let the selected people in")
    def approve(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Activate accounts without their link."""
        approved = sum(services.approve(user, house_origin(request), caller_of(request), _owner(request)) for user in queryset)
        self.message_user(request, f"{approved} approved.", messages.SUCCESS)

    @admin.action(description="Sign the selected people out everywhere")
    def sign_out_everywhere(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """End all their sign-ins, on all devices."""
        for user in queryset:
            services.sign_out_everywhere(user, caller_of(request), _owner(request))
        self.message_user(request, "Signed out everywhere.", messages.SUCCESS)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """Owners are at home in the admin, nobody else; who waited to be let in is told."""
        obj.is_staff = obj.is_superuser
        before = User.objects.filter(pk=obj.pk).first()
        waited = change and obj.activated_at is None
        super().save_model(request, obj, form, change)
        for kind in _changes_of_rights(before, obj):
            audit.record(kind, caller_of(request), user=obj, actor=_owner(request))
        if waited and obj.is_active:
            services.tell_approved(obj, house_origin(request))

    @admin.display(description="Devices")
    def devices(self, user: User) -> str:
        """Where they are signed in."""
        return devices_of(user)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002 -- Django's name
        """Set somebody's password, and write it down."""
        user = User.objects.filter(pk=id).first() if id.isdigit() else None
        answer = super().user_change_password(request, id, form_url)
        audit.record_new_password(user, caller_of(request), _owner(request))
        return answer

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """What belongs to somebody goes with them, also what nobody deletes by itself, such as devices; one owner stays."""
        found, counts, _, protected = super().get_deleted_objects(objs, request)
        owner_stays = queries.owners().exclude(pk__in=[user.pk for user in objs]).exists()
        return found, counts, set(), protected if owner_stays else [*protected, LAST_OWNER]

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """Delete somebody, and write it down."""
        audit.record(AuditEntry.Kind.REMOVED, caller_of(request), user=obj, actor=_owner(request))
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """The same for several."""
        for user in queryset:
            self.delete_model(request, user)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Anyone but the last owner."""
        return super().has_delete_permission(request, obj) and (obj is None or not queries.is_last_owner(obj))


def _owner(request: HttpRequest) -> User:
    return cast(User, request.user)


def _changes_of_rights(before: User | None, after: User) -> Iterator[AuditEntry.Kind]:
    was_active, was_owner = (before.is_active, before.is_owner) if before is not None else (False, False)
    if after.is_active != was_active:
        yield AuditEntry.Kind.APPROVED if after.is_active else AuditEntry.Kind.BLOCKED
    if after.is_owner != was_owner:
        yield AuditEntry.Kind.MADE_OWNER if after.is_owner else AuditEntry.Kind.OWNER_NO_MORE
