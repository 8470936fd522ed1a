"""Uploads in the owner's admin."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from webapp.uploads.errors import IsComplete
from webapp.uploads.models import Upload
from webapp.uploads.services import call_off

PAGE = "/upload"  # of the single-page app: the admin sends films through the same door as everybody


@admin.register(Upload)
class UploadAdmin(admin.ModelAdmin):
    """What everybody sends and has sent; adding one leads to the page where files are dropped."""

    list_display = ["file_name", "user", "library", "arrived", "state", "reason", "expires_at"]
    list_filter = ["state", "library"]
    list_select_related = ["user", "library"]
    search_fields = ["file_name", "user__email"]
    fields = ["file_name", "user", "library", "arrived", "state", "reason", "path", "video", "created_at", "expires_at"]
    actions = ["call_off"]

    @admin.display(description="arrived")
    def arrived(self, upload: Upload) -> str:
        """How much of it, for people."""
        return f"{upload.received * 100 // upload.size} % of {upload.size / 1e9:.2f} GB"

    @admin.action(description="Give the selected uploads up", permissions=["view"])
    def call_off(self, request: HttpRequest, queryset: QuerySet[Upload]) -> None:
        """Remove what has come of them; what is in the library already stays there."""
        for upload in queryset:
            try:
                call_off(upload)
            except IsComplete:
                self.message_user(request, f"“{upload}” has arrived already: it stays in the library.", messages.WARNING)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """To the page where files are dropped."""
        return HttpResponseRedirect(PAGE)

    def has_change_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        """Nobody: rows say what happened."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        """Nobody: see the action."""
        return False
