"""The outbox in the owner's admin."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from webapp.accounts import services
from webapp.accounts.models import OutboxMail


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
