"""Refusals that no view words: JSON for programs, one sentence for people."""

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

UNKNOWN_HOST = (
    "Videoflix does not know the name by which you called it. Use its address instead, "
    "or have the owner add the name to the option VIDEOFLIX_ALLOWED_HOSTS."
)


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


def _said(request: HttpRequest, sentence: str, status: int) -> HttpResponseBase:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": sentence}, status=status)
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
