"""Shelves: the first page, the lists of everything, genres, tags, collections, what was looked for."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from webapp.accounts.access import viewer_of
from webapp.library.access import visible_to
from webapp.library.models import Category, Tag
from webapp.library.serializers import ListQuery, WholeQuery
from webapp.watching.access import visible_collection, visible_genre, visible_tag
from webapp.watching.queries import titles
from webapp.watching.queries.cards import SeriesOnShelf, Title, in_order, series_cards, series_on_shelf, title_cards
from webapp.watching.queries.genres import genres
from webapp.watching.queries.home import home
from webapp.watching.queries.personal import progress_of
from webapp.watching.serializers import (
    CardSerializer,
    CardWriter,
    CollectionOnShelfSerializer,
    CollectionSerializer,
    GenrePageSerializer,
    GenreSerializer,
    HomeSerializer,
    OrderedPageQuery,
    SearchQuery,
    SearchSerializer,
    ShelfVideoSerializer,
    TagPageSerializer,
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
        """Every video, newest first or in another `order`, as a plain array; `limit` and `offset` page it."""
        query, viewer = asked(ListQuery, request), viewer_of(request)
        videos = visible_to(viewer).in_category(query["category"])
        if "genre" in query:
            videos = videos.filter(genres=query["genre"])
        if "tag" in query:
            videos = videos.filter(tags=query["tag"])
        shown = list(videos.listed(query["order"])[_page(query)])
        context = {"request": request, "progress": progress_of(viewer, [video.pk for video in shown])}
        answer = ShelfVideoSerializer(shown, many=True, context=context).data
        return Response(answer, headers={"X-Total-Count": str(videos.count())})


class SeriesListView(APIView):
    """Every series."""

    @extend_schema(parameters=[WholeQuery, TOTAL], responses=CardSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Those of which the profile may see an episode, as a plain array; `new` goes by the newest episode."""
        query, writer = asked(WholeQuery, request), CardWriter(request)
        shelf = series_on_shelf(viewer_of(request))
        cards = series_cards(shelf, shown := in_order(shelf, query["order"])[_page(query)])
        return Response([writer.card(cards[each]) for each in shown if each in cards], headers={"X-Total-Count": str(len(shelf))})


class GenresView(APIView):
    """Genres."""

    @extend_schema(responses=GenreSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Those that the profile may see something of, the most used first."""
        viewer = viewer_of(request)
        return Response(GenreSerializer(genres(viewer, series_on_shelf(viewer).keys()), many=True).data)


class GenreView(APIView):
    """What there is of a genre."""

    @extend_schema(parameters=[OrderedPageQuery], responses=GenrePageSerializer)
    def get(self, request: Request, genre_id: int) -> Response:
        """One genre with a page of its titles, films and series; `new` goes by the newest episode of a series."""
        page, shelf = asked(OrderedPageQuery, request), series_on_shelf(viewer_of(request))
        genre, titles_of = visible_genre(viewer_of(request), shelf, genre_id, page["order"])
        return _titles(request, genre, titles_of[_page(page)], len(titles_of), shelf)


class TagView(APIView):
    """What carries a tag."""

    @extend_schema(parameters=[OrderedPageQuery], responses=TagPageSerializer)
    def get(self, request: Request, tag_id: int) -> Response:
        """One tag with a page of its videos; episodes stand for themselves."""
        page = asked(OrderedPageQuery, request)
        tag, titles_of = visible_tag(viewer_of(request), tag_id, page["order"])
        return _titles(request, tag, titles_of[_page(page)], len(titles_of), {})


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


def _page(query: dict[str, Any]) -> slice:
    """What was asked for of a list."""
    return slice(query["offset"], query["offset"] + query["limit"] if "limit" in query else None)


def _titles(request: Request, of: Category | Tag, shown: list[Title], count: int, shelf: dict[int, SeriesOnShelf]) -> Response:
    """A page of the titles that a genre or a tag has in all."""
    cards, writer = title_cards(viewer_of(request), shown, shelf), CardWriter(request)
    told = {"id": of.pk, "name": of.name, "count": count}
    return Response({**told, "titles": [writer.card(cards[title]) for title in shown if title in cards]})
