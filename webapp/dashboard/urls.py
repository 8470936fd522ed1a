"""Pages below /admin/dashboard/: for the owner only, as all of the admin."""

from django.urls import path

from webapp.dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("stop/<uuid:key>/", views.stop, name="stop"),
    path("pause/", views.pause, name="pause"),
    path("resume/", views.resume, name="resume"),
    path("first/<int:video_id>/", views.put_first, name="first"),
    path("not-first/<int:video_id>/", views.unput_first, name="not-first"),
    path("retry/", views.retry_all, name="retry-all"),
    path("retry/<int:source_id>/", views.retry, name="retry"),
    path("jobs/", views.jobs, name="jobs"),
    path("logs/", views.logs, name="logs"),
    path("logs/<str:name>", views.download, name="log"),
]
