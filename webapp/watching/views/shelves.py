"""Shelves: the first page, the list of everything, genres, collections, what was looked for."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from webapp.accounts.access import viewer_of
from webapp.library.access import visible_to
from webapp.library.serializers import ListQuery
from webapp.watching.access import visible_collection, visible_genre
from webapp.watching.queries import titles
from webapp.watching.queries.cards import series_on_shelf, title_cards
from webapp.watching.queries.genres import genres
from webapp.watching.queries.home import home
from webapp.watching.queries.personal import progress_of
from webapp.watching.serializers import (
    CardWriter,
    CollectionOnShelfSerializer,
    CollectionSerializer,
    GenrePageSerializer,
    GenreSerializer,
    HomeSerializer,
    PageQuery,
    SearchQuery,
    SearchSerializer,
    ShelfVideoSerializer,
    home_json,
)

TOTAL = OpenApiParameter(
    "X-Total-Count", OpenApiTypes.INT, OpenApiParameter.HEADER, response=True, description="How many there are without limit and offset."
)


def asked(query: type[Any], request: Request) -> dict[str, Any]:
    """The query string, checked."""
    checked = query(data=request.query_params)
    checked.is_valid(raise_exception=True)
    return dict(checked.validated_data)


class HomeView(APIView):
    """The first page."""

    @extend_schema(responses=HomeSerializer)
    def get(self, request: Request) -> Response:
        """Rows of at most 20 titles: what to go on with, the list, what is new, the genres that are used most."""
        return Response(home_json(home(viewer_of(request)), request))


class VideoListView(APIView):
    """Everything there is."""

    @extend_schema(parameters=[ListQuery, TOTAL], responses=ShelfVideoSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Every video, newest first, as a plain array; `limit` and `offset` page it."""
        query, viewer = asked(ListQuery, request), viewer_of(request)
        videos = visible_to(viewer).in_category(query["category"])
        if "genre" in query:
            videos = videos.filter(genres=query["genre"])
        first, last = query["offset"], query["offset"] + query["limit"] if "limit" in query else None
        shown = list(videos.listed()[first:last])
        context = {"request": request, "progress": progress_of(viewer, [video.pk for video in shown])}
        answer = ShelfVideoSerializer(shown, many=True, context=context).data
        return Response(answer, headers={"X-Total-Count": str(videos.count())})


class GenresView(APIView):
    """Genres."""

    @extend_schema(responses=GenreSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Those that the profile may see something of, the most used first."""
        viewer = viewer_of(request)
        return Response(GenreSerializer(genres(viewer, series_on_shelf(viewer).keys()), many=True).data)


class GenreView(APIView):
    """What there is of a genre."""

    @extend_schema(parameters=[PageQuery], responses=GenrePageSerializer)
    def get(self, request: Request, genre_id: int) -> Response:
        """One genre with a page of its titles; films and series, what came in last comes first."""
        viewer, page = viewer_of(request), asked(PageQuery, request)
        shelf = series_on_shelf(viewer)
        genre, titles_of = visible_genre(viewer, shelf, genre_id)
        shown = titles_of[page["offset"] : page["offset"] + page["limit"]]
        cards, writer = title_cards(viewer, shown, shelf), CardWriter(request)
        told = {"id": genre.pk, "name": genre.name, "count": len(titles_of)}
        return Response({**told, "titles": [writer.card(cards[title]) for title in shown if title in cards]})


class CollectionsView(APIView):
    """Collections."""

    @extend_schema(responses=CollectionOnShelfSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Those that the profile may see something of, by name."""
        writer = CardWriter(request)
        shelf = titles.collections(viewer_of(request))
        return Response(
            [
                {"id": each.id, "name": each.name, "count": each.count, "thumbnail_url": writer.poster(each.newest, each.newest_poster)}
                for each in shelf
            ]
        )


class CollectionView(APIView):
    """Films that belong together."""

    @extend_schema(responses=CollectionSerializer)
    def get(self, request: Request, collection_id: int) -> Response:
        """One collection, in the order its films came out."""
        viewer = viewer_of(request)
        collection = visible_collection(viewer, collection_id)
        videos = [CardWriter(request).card(card) for card in titles.films_of_collection(viewer, collection)]
        named = {"id": collection.pk, "name": collection.name, "description": collection.description}
        return Response({**named, "videos": videos})


class SearchView(APIView):
    """What is looked for."""

    @extend_schema(parameters=[SearchQuery], responses=SearchSerializer)
    def get(self, request: Request) -> Response:
        """At most 40 of each kind, the best first."""
        found, writer = titles.found(viewer_of(request), asked(SearchQuery, request)["q"]), CardWriter(request)
        return Response(
            {
                "videos": [writer.card(card) for card in found.videos],
                "series": [writer.card(card) for card in found.series],
                "episodes": [writer.card(card) for card in found.episodes],
            }
        )
