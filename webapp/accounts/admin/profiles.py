"""Who watches, in the owner's admin."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from webapp.accounts import services
from webapp.accounts.callers import caller_of
from webapp.accounts.errors import LastProfile
from webapp.accounts.forms import ProfileForm
from webapp.accounts.models import Profile, User
from webapp.administration import ModelAdmin


@admin.register(Profile)
class ProfileAdmin(ModelAdmin):
    """Everyone's profiles: limits for children, and the way out for who forgot a PIN. Accounts make them for themselves, in the app."""

    form = ProfileForm
    list_display = ["name", "user", "is_child", "limit", "pin"]
    list_filter = ["is_child"]
    list_select_related = ["user"]
    search_fields = ["name", "user__email"]
    readonly_fields = ["user"]
    fieldsets = (
        (None, {"fields": ["user", "name", "avatar", "colour", "new_pin"]}),
        ("Kids mode", {"fields": ["is_child", "highest_age", "shows_unrated"]}),
        ("Playing", {"fields": ["language", "audio_language", "subtitle_language", "autoplay"]}),
    )
    actions = ["take_pin_away"]

    @admin.display(description="sees")
    def limit(self, profile: Profile) -> str:
        """Up to which age."""
        if not profile.is_child:
            return "everything"
        return f"up to {profile.highest_age} years{' and what has no rating' if profile.shows_unrated else ''}"

    @admin.display(description="PIN", boolean=True)
    def pin(self, profile: Profile) -> bool:
        """Whether there is one."""
        return profile.has_pin

    @admin.action(description="Take the PIN away from the selected profiles")
    def take_pin_away(self, request: HttpRequest, queryset: QuerySet[Profile]) -> None:
        """For those who forgot it; anybody of the account can watch as them then."""
        for profile in queryset:
            services.change_profile(profile, caller_of(request), actor=cast(User, request.user), pin="")
        self.message_user(request, "Without a PIN now.", messages.SUCCESS)

    def save_model(self, request: HttpRequest, obj: Profile, form: ModelForm, change: bool) -> None:
        """Write what was changed, and a new PIN where one was typed."""
        columns = {name: form.cleaned_data[name] for name in form.changed_data if name != "new_pin"}
        before = Profile.objects.select_related("user").get(pk=obj.pk)
        pin = form.cleaned_data["new_pin"] or None
        services.change_profile(before, caller_of(request), actor=cast(User, request.user), pin=pin, **columns)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Accounts make their own."""
        return False

    def delete_model(self, request: HttpRequest, obj: Profile) -> None:
        """Delete one, unless it is the last that is no child's."""
        self.delete_queryset(request, Profile.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Profile]) -> None:
        """Delete the chosen ones but the last of each account that is no child's."""
        for profile in queryset.select_related("user"):
            try:
                services.delete_profile(profile, caller_of(request), actor=cast(User, request.user))
            except LastProfile as error:
                messages.error(request, f"{profile} of {profile.user} stays. {error}")

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        """Say that it is gone only where it is."""
        if Profile.objects.filter(pk=obj_id).exists():
            return HttpResponseRedirect("../../")
        return super().response_delete(request, obj_display, obj_id)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Rows of machinery that go with a profile (devices being let in) are no obstacle."""
        listed, counts, _, protected = super().get_deleted_objects(objs, request)
        return listed, counts, set(), protected
