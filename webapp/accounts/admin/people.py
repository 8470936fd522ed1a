"""People in the owner's admin."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from webapp.accounts import queries, services
from webapp.accounts.forms import NewUserForm, PasswordForm, UserForm
from webapp.accounts.models import User
from webapp.accounts.origin import house_origin


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
        approved = sum(services.approve(user, house_origin(request)) for user in queryset)
        self.message_user(request, f"{approved} approved.", messages.SUCCESS)

    @admin.action(description="Sign the selected people out everywhere")
    def sign_out_everywhere(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """End all their sign-ins, on all devices."""
        for user in queryset:
            services.sign_out_everywhere(user)
        self.message_user(request, "Signed out everywhere.", messages.SUCCESS)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """Owners are at home in the admin, nobody else; who waited to be let in is told."""
        obj.is_staff = obj.is_superuser
        waited = change and obj.activated_at is None
        super().save_model(request, obj, form, change)
        if waited and obj.is_active:
            services.tell_approved(obj, house_origin(request))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Anyone but the last owner."""
        return super().has_delete_permission(request, obj) and (obj is None or not queries.is_last_owner(obj))
