"""The audit log in the owner's admin."""

from django.contrib import admin

from webapp.accounts.models import AuditEntry
from webapp.administration import ModelAdmin, ReadOnlyMixin


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyMixin, ModelAdmin):
    """Who came in, who was refused, who changed whose rights. Nobody writes any of it here, or takes it away."""

    list_display = ["at", "kind", "email", "by", "place", "detail"]
    list_filter = ["kind"]
    list_select_related = ["actor"]
    search_fields = ["email", "address"]
    search_help_text = "An e-mail address, or an address in the network."
    date_hierarchy = "at"

    @admin.display(description="By")
    def by(self, entry: AuditEntry) -> str:
        """Who did it, where that is not whose account it is."""
        return "" if entry.actor is None or entry.actor.email == entry.email else entry.actor.email

    @admin.display(description="From")
    def place(self, entry: AuditEntry) -> str:
        """Address and client."""
        return ", ".join(said for said in (entry.address, entry.client) if said)
