"""Shapes of requests and answers, by topic."""

from webapp.watching.serializers.cards import CardSerializer, CardWriter, NamedSerializer, ProgressSerializer, progress_json
from webapp.watching.serializers.home import HomeSerializer, home_json
from webapp.watching.serializers.people import people_json
from webapp.watching.serializers.requests import (
    OrderedPageQuery,
    PageQuery,
    ProgressChangeSerializer,
    SearchQuery,
    SeriesWatchedSerializer,
    ThumbSerializer,
)
from webapp.watching.serializers.titles import (
    CollectionOnShelfSerializer,
    CollectionSerializer,
    GenrePageSerializer,
    GenreSerializer,
    HistorySerializer,
    SearchSerializer,
    SeriesSerializer,
    TagPageSerializer,
)
from webapp.watching.serializers.videos import DetailedVideoSerializer, ShelfVideoSerializer

__all__ = [
    "CardSerializer",
    "CardWriter",
    "CollectionOnShelfSerializer",
    "CollectionSerializer",
    "DetailedVideoSerializer",
    "GenrePageSerializer",
    "GenreSerializer",
    "HistorySerializer",
    "HomeSerializer",
    "NamedSerializer",
    "OrderedPageQuery",
    "PageQuery",
    "ProgressChangeSerializer",
    "ProgressSerializer",
    "SearchQuery",
    "SearchSerializer",
    "SeriesSerializer",
    "SeriesWatchedSerializer",
    "ShelfVideoSerializer",
    "TagPageSerializer",
    "ThumbSerializer",
    "home_json",
    "people_json",
    "progress_json",
]
