"""Addresses of what people watch, below `/api/`."""

from django.urls import path

from webapp.watching.views import personal, series, shelves

urlpatterns = [
    path("home/", shelves.HomeView.as_view(), name="home"),
    path("video/", shelves.VideoListView.as_view(), name="video-list"),
    path("genres/", shelves.GenresView.as_view(), name="genres"),
    path("genres/<int:genre_id>/", shelves.GenreView.as_view(), name="genre"),
    path("tags/<int:tag_id>/", shelves.TagView.as_view(), name="tag"),
    path("collections/", shelves.CollectionsView.as_view(), name="collections"),
    path("collections/<int:collection_id>/", shelves.CollectionView.as_view(), name="collection"),
    path("search/", shelves.SearchView.as_view(), name="search"),
    path("series/", shelves.SeriesListView.as_view(), name="series-list"),
    path("series/<int:series_id>/", series.SeriesView.as_view(), name="series"),
    path("series/<int:series_id>/watched/", series.SeriesWatchedView.as_view(), name="series-watched"),
    path("video/<int:movie_id>/series.jpg", series.SeriesPosterView.as_view(), name="series-poster"),
    path("video/<int:movie_id>/progress/", personal.ProgressView.as_view(), name="progress"),
    path("video/<int:movie_id>/thumb/", personal.ThumbView.as_view(), name="thumb"),
    path("list/", personal.MyListView.as_view(), name="my-list"),
    path("list/<int:movie_id>/", personal.ListEntryView.as_view(), name="list-entry"),
    path("history/", personal.HistoryView.as_view(), name="history"),
    path("history/<int:movie_id>/", personal.HistoryEntryView.as_view(), name="history-entry"),
]
