"""Uploads in the owner's admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from webapp.administration import ModelAdmin
from webapp.sizes import size_text
from webapp.uploads.models import Upload
from webapp.uploads.services import discard

PAGE = "/upload"  # of the single-page app: the admin sends films through the same door as everybody


@admin.register(Upload)
class UploadAdmin(ModelAdmin):
    """What everybody sends and has sent; adding one leads to the page where files are dropped."""

    list_display = ["file_name", "user", "library", "arrived", "state", "reason", "expires_at"]
    list_filter = ["state", "library"]
    list_select_related = ["user", "library"]
    search_fields = ["file_name", "user__email"]
    fields = ["file_name", "user", "library", "arrived", "state", "reason", "path", "video", "created_at", "expires_at"]

    @admin.display(description="arrived")
    def arrived(self, upload: Upload) -> str:
        """How much of it, for people."""
        return f"{upload.received * 100 // upload.size} % of {size_text(upload.size)}"

    def delete_model(self, request: HttpRequest, obj: Upload) -> None:
        """Give one up, with what has come of it; a film that is in its library stays there."""
        discard(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Upload]) -> None:
        """Give the chosen ones up."""
        for upload in queryset:
            discard(upload)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """To the page where files are dropped."""
        return HttpResponseRedirect(PAGE)

    def has_change_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        """Nobody: rows say what happened."""
        return False
