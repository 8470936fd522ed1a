"""The outbox in the owner's admin."""

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime

from webapp.accounts import services
from webapp.accounts.admin.sharing import BUTTON, SCRIPT, ButtonsMixin, link_in_row, link_on_page
from webapp.accounts.callers import caller_of
from webapp.accounts.models import OutboxMail, User
from webapp.accounts.origin import house_origin
from webapp.administration import ModelAdmin

APPROVE = "_approve"  # with the address


@admin.register(OutboxMail)
class OutboxMailAdmin(ButtonsMixin, ModelAdmin):
    """Mails that somebody asked for, with the links to hand over. Nobody writes any here."""

    list_display = ["recipient", "approval", "link_to_copy", "purpose", "delivery", "created_at"]
    list_filter = ["purpose", ("sent_at", admin.EmptyFieldListFilter)]
    search_fields = ["recipient"]
    fields = ["recipient", "purpose", "link_to_share", "subject", "body", "created_at", "sent_at", "due_at", "error"]
    readonly_fields = ["link_to_share"]
    actions = ["send"]

    class Media:
        js = [SCRIPT]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxMail]:
        """With whether its recipient waits for the owner."""
        return OutboxMail.objects.with_waits()

    @admin.display(description="Link")
    def link_to_copy(self, mail: OutboxMail) -> str:
        """For the list."""
        return link_in_row(mail.link)

    @admin.display(description="Link")
    def link_to_share(self, mail: OutboxMail) -> str:
        """For the page: with a QR code."""
        return link_on_page(mail.link)

    @admin.display(description="By mail")
    def delivery(self, mail: OutboxMail) -> str:
        """What became of sending it."""
        if mail.sent_at is not None:
            return f"Sent {date_format(localtime(mail.sent_at), 'SHORT_DATETIME_FORMAT')}"
        if mail.due_at is None:
            return f"Given up: {mail.error}" if mail.error else "No"
        return f"Again {date_format(localtime(mail.due_at), 'TIME_FORMAT')}: {mail.error}" if mail.error else "On its way"

    @admin.display(description="")
    def approval(self, mail: OutboxMail) -> str:
        """A button for who waits."""
        button = '<button type="submit" class="{}" name="{}" value="{}">Approve</button>'
        return format_html(button, BUTTON, APPROVE, mail.recipient) if _can_be_approved(mail) else ""

    def buttons(self, request: HttpRequest, obj: OutboxMail) -> Mapping[str, str]:
        """The same on the page."""
        return {APPROVE: f"Approve {obj.recipient}"} if _can_be_approved(obj) else {}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, or a button in it."""
        if request.method == "POST" and APPROVE in request.POST:
            return self._approve(request, request.POST[APPROVE])
        return super().changelist_view(request, extra_context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page, or its button."""
        mail = self.get_object(request, object_id) if request.method == "POST" and APPROVE in request.POST else None
        return self._approve(request, mail.recipient) if mail else super().change_view(request, object_id, form_url, extra_context)

    @admin.action(description="Send the selected mails now")
    def send(self, request: HttpRequest, queryset: QuerySet[OutboxMail]) -> None:
        """Try (again) to send what has not been sent."""
        sending = [services.send_soon(mail) for mail in queryset.filter(sent_at=None)]
        if sending and not any(sending):
            self.message_user(request, "No mail server is set: see Settings.", messages.WARNING)
        else:
            self.message_user(request, f"{len(sending)} on the way.", messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutboxMail | None = None) -> bool:
        """Nobody."""
        return False

    def _approve(self, request: HttpRequest, email: str) -> HttpResponse:
        user = User.objects.filter(email=email, activated_at=None).first()
        if user is not None and services.approve(user, house_origin(request), caller_of(request), cast(User, request.user)):
            self.message_user(request, f"Approved: {email} can come in now.", messages.SUCCESS)
        else:
            self.message_user(request, f"Nothing to do: {email} does not wait any more.", messages.WARNING)
        return HttpResponseRedirect(request.get_full_path())


def _can_be_approved(mail: OutboxMail) -> bool:
    waits: bool = mail.waits  # type: ignore[attr-defined]  # annotated above
    return waits and mail.purpose == OutboxMail.Purpose.ACTIVATION
