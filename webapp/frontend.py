"""The bundled frontend's one page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """The single-page app, never cached: it names the hashed files of this build."""
    page = settings.FRONTEND / "index.html"
    if not page.is_file():
        return HttpResponse("The frontend is not built: pip install . builds it.", status=500, content_type="text/plain")
    return HttpResponse(page.read_bytes(), headers={"Cache-Control": "no-cache"})
