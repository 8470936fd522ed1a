"""Addresses of the library below `/api/`."""

from django.urls import path

from webapp.library import views

urlpatterns = [
    path("video/<int:movie_id>/poster.jpg", views.PosterView.as_view(), name="video-poster"),
]
