"""Folders of libraries, and the films in them that are not taken in."""

from pathlib import Path
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from webapp.administration import ModelAdmin, ReadOnlyMixin, SizeMixin, TakesAlongMixin
from webapp.library.admin.scans import ScansMixin
from webapp.library.models import Folder, FoundFile
from webapp.library.services import FolderRefused, check_folder, request_scan, try_again


class FolderForm(ModelForm):
    """A folder that a library may have."""

    def clean_path(self) -> str:
        """Its one name; or the reason why not, beside the field."""
        try:
            return check_folder(Path(self.cleaned_data["path"]))
        except FolderRefused as error:
            raise ValidationError(str(error)) from error


@admin.register(Folder)
class FolderAdmin(ScansMixin, TakesAlongMixin, ModelAdmin):
    """Folders that libraries watch. One that is taken away keeps its videos."""

    form = FolderForm
    list_display = ["path", "library", "state", "reason", "waiting", "scanned_at"]
    list_filter = ["library", "state"]
    list_select_related = ["library"]
    fields = ["library", "path", "state", "reason", "scanned_at"]
    actions = ["scan"]

    def get_readonly_fields(self, request: HttpRequest, obj: Folder | None = None) -> list[str]:
        """A folder elsewhere is another folder: its films are recognised there."""
        return ["state", "reason", "scanned_at", *(["path"] if obj is not None else [])]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Folder]:
        """With what the list shows."""
        return Folder.objects.annotate(waiting_count=Count("files", filter=Q(files__state=FoundFile.State.WAITING)))

    @admin.display(description="waiting")
    def waiting(self, folder: Any) -> int:
        """How many films in it are still to be examined."""
        return int(folder.waiting_count)

    def save_model(self, request: HttpRequest, obj: Folder, form: ModelForm, change: bool) -> None:
        """Save, and have it scanned."""
        super().save_model(request, obj, form, change)
        request_scan(obj)

    @admin.action(description="Scan the selected folders now")
    def scan(self, request: HttpRequest, queryset: QuerySet[Folder]) -> None:
        """Have them scanned by the prepare queue."""
        for folder in queryset:
            request_scan(folder)
        self.message_user(request, f"{queryset.count()} folders will be scanned in a moment.")


@admin.register(FoundFile)
class FoundFileAdmin(SizeMixin, ReadOnlyMixin, ModelAdmin):
    """Films that wait, were refused, or were removed by a person, with the reason."""

    list_display = ["path", "state", "reason", "readable_size", "found_at"]
    list_filter = ["state", "folder"]
    search_fields = ["path"]
    fields = ["path", "folder", "state", "reason", "readable_size", "attempts", "found_at"]
    actions = ["try_again"]

    @admin.action(description="Try again to take the selected films in")
    def try_again(self, request: HttpRequest, queryset: QuerySet[FoundFile]) -> None:
        """Have them examined once more."""
        for found in queryset:
            try_again(found)
        self.message_user(request, f"{queryset.count()} films will be examined in a moment.")
