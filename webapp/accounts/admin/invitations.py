"""Invitations in the owner's admin."""

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import CharField, QuerySet, Value
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from webapp.accounts import links
from webapp.accounts.admin.sharing import SCRIPT, ButtonsMixin, link_in_row, link_on_page
from webapp.accounts.models import Invitation, User
from webapp.accounts.origin import house_origin
from webapp.administration import ModelAdmin

WITHDRAW = "_withdraw"


@admin.register(Invitation)
class InvitationAdmin(ButtonsMixin, ModelAdmin):
    """Links that let people make an account, whatever the household's settings say."""

    list_display = ["__str__", "link_to_copy", "used", "expires_at", "state", "created_by"]
    list_select_related = ["created_by"]
    search_fields = ["note"]
    readonly_fields = ["link_to_share", "used", "state", "created_by", "created_at"]
    actions = ["withdraw"]

    class Media:
        js = [SCRIPT]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        """With the origin that the links are below."""
        invitations: QuerySet[Invitation] = super().get_queryset(request)
        return invitations.annotate(origin=Value(house_origin(request), output_field=CharField()))

    def get_fields(self, request: HttpRequest, obj: Invitation | None = None) -> list[Any]:
        """What is decided and, once it is there, what came of it."""
        decided = ["note", "uses_allowed", "expires_at"]
        return decided if obj is None else ["link_to_share", *decided, "used", "state", "created_by", "created_at"]

    @admin.display(description="Link")
    def link_to_copy(self, invitation: Invitation) -> str:
        """For the list."""
        return link_in_row(_link(invitation)) if invitation.is_open else "–"

    @admin.display(description="Link")
    def link_to_share(self, invitation: Invitation) -> str:
        """For the page: with a QR code."""
        return link_on_page(_link(invitation)) if invitation.is_open else "It does not work any more."

    @admin.display
    def used(self, invitation: Invitation) -> str:
        """How often."""
        return f"{invitation.uses} of {invitation.uses_allowed}"

    @admin.display
    def state(self, invitation: Invitation) -> str:
        """Whether somebody can come in by it, and if not, why."""
        return str(invitation.state.label)

    def buttons(self, request: HttpRequest, obj: Invitation) -> Mapping[str, str]:
        """One that ends it."""
        return {WITHDRAW: "Withdraw"} if obj.is_open else {}

    def save_model(self, request: HttpRequest, obj: Invitation, form: ModelForm, change: bool) -> None:
        """Save, and remember whose invitation it is."""
        if not change:
            obj.created_by = cast(User, request.user)
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Invitation, post_url_continue: str | None = None) -> HttpResponse:
        """Straight to the link."""
        return HttpResponseRedirect(reverse("admin:accounts_invitation_change", args=[obj.pk]))

    def response_change(self, request: HttpRequest, obj: Invitation) -> HttpResponse:
        """The button, or what Django does."""
        if WITHDRAW not in request.POST:
            return super().response_change(request, obj)
        obj.withdraw()
        self.message_user(request, "Nobody can come in by this invitation any more.", messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    @admin.action(description="Withdraw the selected invitations")
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """End several."""
        ended = sum(invitation.withdraw() for invitation in queryset)
        self.message_user(request, f"{ended} withdrawn.", messages.SUCCESS)


def _link(invitation: Invitation) -> str:
    origin: str = invitation.origin  # type: ignore[attr-defined]  # annotated above
    return origin + links.invitation_path(invitation)
