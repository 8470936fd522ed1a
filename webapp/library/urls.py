"""Addresses of the library below `/api/`."""

from django.urls import path

from webapp.library import views

urlpatterns = [
    path("video/<int:movie_id>/poster.jpg", views.PosterView.as_view(), name="video-poster"),
    path("video/<int:movie_id>/fanart.jpg", views.FanartView.as_view(), name="video-fanart"),
    path("video/<int:movie_id>/series-fanart.jpg", views.SeriesFanartView.as_view(), name="series-fanart"),
    path("video/<int:movie_id>/season.jpg", views.SeasonPosterView.as_view(), name="season-poster"),
]
