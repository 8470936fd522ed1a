"""Scans that the owner asks for, and how far they are."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern

from webapp.jobs import under_way
from webapp.library import queries
from webapp.library.admin.pages import REFRESH_SECONDS, PagesMixin, row_page
from webapp.library.models import Folder, Library
from webapp.library.services import request_scans
from webapp.library.services.folders import SCAN


class ScansMixin(PagesMixin):
    """Rows whose folders can be scanned: libraries, and folders themselves."""

    def get_urls(self) -> list[URLPattern]:
        """The page."""
        return [self.page_path("<int:pk>/scan/", self.scan_page, "scan"), *super().get_urls()]

    @row_page
    def scan_page(self, request: HttpRequest, row: Library | Folder) -> HttpResponseBase:
        """Scan now, and how far that is."""
        folders = [row] if isinstance(row, Folder) else list(row.folders.all())
        if request.method == "POST":
            if request_scans(folders):
                self.message_user(request, "The scan begins as soon as a worker is free.", messages.SUCCESS)
            return HttpResponseRedirect(self.page_url("scan", row))
        scanning = under_way(SCAN, queue="prepare")
        found = queries.found_by_state(folders)
        shown = [{"folder": folder, "scanning": (folder.pk,) in scanning, **found[folder.pk]} for folder in folders]
        busy = any(
            each["scanning"] or (each["waiting"] and folder.state == Folder.State.READY)
            for each, folder in zip(shown, folders, strict=True)
        )
        title = f"Scan of {row}"
        return self.page(request, "scan.html", title, row, folders=shown, busy=busy, refresh=REFRESH_SECONDS if busy else None)
