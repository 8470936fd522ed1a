"""Every address of the appliance."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from webapp.accounts.views.admin import password_change
from webapp.dashboard.views import overview
from webapp.frontend import index
from webapp.health import health

urlpatterns = [
    path("api/health/", health, name="health"),
    path("api/", include("webapp.accounts.urls")),
    path("api/", include("webapp.library.urls")),
    path("api/", include("webapp.watching.urls")),
    path("api/", include("webapp.streaming.urls")),
    path("api/", include("webapp.uploads.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),  # our policy allows no script in the page
    path("admin/password_change/", password_change),
    path("admin/dashboard/", include("webapp.dashboard.urls")),
    path("admin/", overview),  # instead of the admin's own list of tables
    path("admin/", admin.site.urls),
    path("admin", RedirectView.as_view(pattern_name="admin:index")),  # people type it so
    # Every other page belongs to the single-page app, which has its own router.
    re_path(r"^(?!api/|admin/|static/|assets/).*$", index, name="frontend"),
]
handler400 = "webapp.refusals.bad_request"
handler404 = "webapp.refusals.not_found"
