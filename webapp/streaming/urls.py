"""Addresses below a video. Segments answer with and without the last slash; playlists name them without."""

from django.urls import path

from webapp.streaming import views

urlpatterns = [
    path("video/<int:movie_id>/", views.VideoDetails.as_view(), name="video-details"),
    path("video/<int:movie_id>/playback/", views.PlaybackHeartbeat.as_view(), name="playback"),
    path("video/<int:movie_id>/index.m3u8", views.AdaptivePlaylist.as_view(), name="adaptive-playlist"),
    path("video/<int:movie_id>/trickplay/thumbnails.vtt", views.Thumbnails.as_view(), name="thumbnails"),
    path("video/<int:movie_id>/trickplay/<str:sheet>", views.TrickplaySheet.as_view(), name="trickplay-sheet"),
    path("video/<int:movie_id>/<str:resolution>/index.m3u8", views.ResolutionPlaylist.as_view(), name="resolution-playlist"),
    path("video/<int:movie_id>/<str:resolution>/media.m3u8", views.MediaPlaylist.as_view(), name="media-playlist"),
    path("video/<int:movie_id>/<str:resolution>/<str:segment>", views.Segment.as_view(), name="segment"),
    path("video/<int:movie_id>/<str:resolution>/<str:segment>/", views.Segment.as_view(schema=None)),
]
