"""Pages of the admin beside Django's own: what they share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from webapp.administration import ModelAdmin
from webapp.library.queries import MOST_WORDS
from webapp.library.search_text import plain

REFRESH_SECONDS = 3  # between looks at what is under way


class PlainSearchMixin(ModelAdmin):
    """Rows that are found as the household finds them: whatever the case and the accents."""

    plain_field = "search_text"

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """Those that have every word."""
        for word in plain(search_term).split()[:MOST_WORDS]:
            queryset = queryset.filter(**{f"{self.plain_field}__contains": word})
        return queryset, False


class PagesMixin(ModelAdmin):
    """A kind of rows with pages of its own, below `<id>/`; who may not change a row does not get there."""

    def page_url(self, name: str, row: Model | None = None) -> str:
        """Where a page is."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=[] if row is None else [row.pk])

    def page_path(self, route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
        """The address of a page, behind the admin's door."""
        return path(route, self.admin_site.admin_view(view), name=f"{self.opts.app_label}_{self.opts.model_name}_{name}")

    def page(self, request: HttpRequest, template: str, title: str, row: Model | None = None, **context: Any) -> TemplateResponse:
        """A page in the admin's dress."""
        known = {**self.admin_site.each_context(request), "opts": self.opts, "original": row, "title": title, "media": self.media}
        return TemplateResponse(request, f"library/admin/{template}", known | context)

    def refused(self, request: HttpRequest, error: Exception, back: str) -> HttpResponse:
        """Go back, and say why."""
        self.message_user(request, str(error), messages.ERROR)
        return HttpResponseRedirect(back)


def row_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of one row, which is there, and which this person may change."""

    @wraps(view)
    def looked_up(self: PagesMixin, request: HttpRequest, pk: int, **named: Any) -> HttpResponseBase:
        row = self.get_object(request, str(pk))
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        if row is None:
            self.message_user(request, f"This {self.opts.verbose_name} is not there any more.", messages.WARNING)
            return HttpResponseRedirect(self.page_url("changelist"))
        return view(self, request, row, **named)

    return looked_up
