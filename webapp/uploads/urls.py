"""Addresses of uploads below `/api/`."""

from django.urls import path

from webapp.uploads import views

urlpatterns = [
    path("uploads/", views.UploadsView.as_view(), name="uploads"),
    path("uploads/<uuid:upload_id>/", views.UploadView.as_view(), name="upload"),
]
