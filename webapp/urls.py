"""Every address of the appliance."""

from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from webapp.frontend import index
from webapp.health import health

urlpatterns = [
    path("api/health/", health, name="health"),
    path("api/", include("webapp.accounts.urls")),
    path("api/", include("webapp.library.urls")),
    path("api/", include("webapp.streaming.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    path("admin/", admin.site.urls),
    # Every other page belongs to the single-page app, which has its own router.
    re_path(r"^(?!api/|admin/|static/|assets/).*$", index, name="frontend"),
]
