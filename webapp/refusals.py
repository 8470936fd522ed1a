"""Refusals that no view words: JSON for programs, one sentence for people."""

import re
from collections.abc import Callable, Collection

from django.core.exceptions import DisallowedHost, RequestDataTooBig, ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

UNKNOWN_HOST = (
    "Videoflix does not know the name by which you called it. Use its address instead, "
    "or have the owner add the name to the option VIDEOFLIX_ALLOWED_HOSTS."
)
HUGE = re.compile(r"\b\d{10,}\b")  # numbers from 2**31 on have so many digits
OUT_OF_RANGE = frozenset({"22003", "22008"})  # PostgreSQL's words for such a number, and for such a date


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """What is not even looked at: called by a wrong name, too large, or a trick."""
    if isinstance(exception, DisallowedHost):
        return _said(request, UNKNOWN_HOST, 400)
    if isinstance(exception, RequestDataTooBig):
        return _said(request, "This is more than Videoflix takes at once.", 413)
    return _said(request, "This request cannot be understood.", 400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """An address that leads nowhere; pages that do not exist are the frontend's to tell."""
    return _said(request, "There is nothing at this address.", 404)


class ImpossibleIds:
    """What asks for an id that no row can have finds nothing, on whatever page and in whichever database: it is no error of ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Only what goes wrong is looked at."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Not found, where that is why the page could not be made."""
        asked = _asked(request)
        is_too_large = _is_out_of_range(exception) and any(HUGE.search(each) for each in asked)
        return not_found(request, exception) if is_too_large or _is_unreadable(exception, asked) else None


def _is_out_of_range(exception: Exception) -> bool:
    """Whether SQLite's driver, a date or PostgreSQL was given a number that it cannot hold."""
    told = isinstance(exception, DataError) and getattr(exception.__cause__, "sqlstate", "") in OUT_OF_RANGE
    return told or isinstance(exception, OverflowError)


def _is_unreadable(exception: Exception, asked: Collection[str]) -> bool:
    """Whether a field could not read what was asked for: a number where a table goes by UUIDs."""
    if not isinstance(exception, ValidationError) or getattr(exception, "code", "") != "invalid":
        return False
    return str((exception.params or {}).get("value")) in asked


def _asked(request: HttpRequest) -> set[str]:
    """Every word of an address, and every value of a form."""
    return {*request.path.split("/"), *(value for form in (request.GET, request.POST) for _, values in form.lists() for value in values)}


def _said(request: HttpRequest, sentence: str, status: int) -> HttpResponseBase:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": sentence}, status=status)
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
