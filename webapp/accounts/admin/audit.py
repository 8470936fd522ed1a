"""The audit log in the owner's admin."""

from django.contrib import admin

from webapp.accounts.admin.reading import ReadOnlyMixin
from webapp.accounts.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Who came in, who was refused, who changed whose rights. Nobody writes any of it here, or takes it away."""

    list_display = ["at", "kind", "email", "actor", "address", "client", "detail"]
    list_filter = ["kind", ("at", admin.DateFieldListFilter)]
    list_select_related = ["actor"]
    search_fields = ["email", "address"]
    search_help_text = "An e-mail address, or an address in the network."
    date_hierarchy = "at"
