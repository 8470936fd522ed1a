"""Links that the owner hands over, and buttons on a row's page."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from unfold.widgets import BUTTON_CLASSES

from appliance import hosts
from webapp.accounts import qr
from webapp.administration import ModelAdmin

SCRIPT = "accounts/copy.js"
BUTTON = " ".join(BUTTON_CLASSES)
_ONLY_HERE = mark_safe("<div>It leads nowhere on other devices: let them in under Household, “Reachable in the home network”.</div>")


def link_in_row(link: str) -> str:
    """A link and a button that copies it."""
    return format_html(
        '<span class="whitespace-nowrap"><a href="{0}" rel="noreferrer" class="text-primary-600 dark:text-primary-500">Open</a>&ensp;'
        '<button type="button" class="{1}" data-copy="{0}">Copy</button></span>',
        link,
        BUTTON,
    )


def link_on_page(link: str) -> str:
    """A link to read, to copy, and for a telephone's camera."""
    picture = mark_safe(qr.svg(link))  # noqa: S308  made of squares
    return format_html(
        '<a href="{0}" rel="noreferrer" class="break-all text-primary-600 dark:text-primary-500">{0}</a><br>'
        '<button type="button" class="my-3 {1}" data-copy="{0}">Copy the link</button>{2}'
        '<div class="max-w-48 bg-white">{3}</div>',
        link,
        BUTTON,
        _ONLY_HERE if hosts.is_loopback(urlsplit(link).hostname or "") else "",
        picture,
    )


class ButtonsMixin(ModelAdmin):
    """A row's page with buttons beside Django's own."""

    change_form_template = "accounts/admin/change_form.html"

    def buttons(self, request: HttpRequest, obj: Any) -> Mapping[str, str]:
        """What the form sends when a button is pressed, and what is on it."""
        raise NotImplementedError

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Model | None = None,
    ) -> HttpResponse:
        """The page, with the buttons."""
        if obj is not None:
            context["buttons"] = self.buttons(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)
