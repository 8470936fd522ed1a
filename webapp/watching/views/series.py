"""Series."""

from typing import Any

from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from webapp.accounts.access import viewer_of
from webapp.library import posters
from webapp.library.access import visible_to
from webapp.library.authentication import MediaAuthentication
from webapp.library.models import Series
from webapp.library.serializers import picture_url
from webapp.watching import services
from webapp.watching.access import visible_series, watching_profile
from webapp.watching.queries import titles
from webapp.watching.queries.titles import SeriesPage
from webapp.watching.serializers import CardWriter, SeriesSerializer, SeriesWatchedSerializer, people_json


class SeriesView(APIView):
    """One series."""

    @extend_schema(responses=SeriesSerializer)
    def get(self, request: Request, series_id: int) -> Response:
        """With its seasons, their episodes, and how far the profile is in each."""
        viewer = viewer_of(request)
        series = visible_series(viewer, series_id)
        return Response(_shown(request, series, titles.series_page(viewer, series)))


class SeriesWatchedView(APIView):
    """Whether a series was watched."""

    @extend_schema(request=SeriesWatchedSerializer, responses={204: None})
    def put(self, request: Request, series_id: int) -> Response:
        """Mark all its episodes, or those of one season, as watched or not."""
        viewer = viewer_of(request)
        episodes = visible_to(viewer).filter(series=visible_series(viewer, series_id))
        said = SeriesWatchedSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        if "season" in said.validated_data:
            episodes = episodes.filter(season_number=said.validated_data["season"])
        services.set_watched(watching_profile(viewer), episodes.values_list("id", flat=True), said.validated_data["watched"])
        return Response(status=204)


class SeriesPosterView(APIView):
    """The picture of a series, authorised like a segment of one of its episodes: players' cookies and tokens know videos only."""

    authentication_classes = [MediaAuthentication]

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    def get(self, request: Request, movie_id: int) -> FileResponse:
        """The JPEG, to be kept for ever: `thumbnail_url` changes with the picture."""
        video = visible_to(viewer_of(request)).select_related("series").filter(pk=movie_id).first()
        if video is None or video.series is None:
            raise Http404("There is no such series.")
        return posters.response(video.series)


def _shown(request: Request, series: Series, page: SeriesPage) -> dict[str, Any]:
    writer = CardWriter(request)
    card = writer.card(page.card)
    named = {name: card[name] for name in ("id", "title", "year", "rating", "age", "thumbnail_url")}
    genres = [{"id": genre.pk, "name": genre.name} for genre in series.genres.all()]
    hanging: dict[int | None, str] = {season.number: season.poster for season in series.seasons.all()}
    seasons = [
        {
            "number": number,
            "thumbnail_url": picture_url(request, "season-poster", episodes[0].id, hanging.get(number, "")),
            "episodes": [_episode(writer.card(each), page) for each in episodes],
        }
        for number, episodes in page.seasons.items()
    ]
    following = None if page.next is None else {"id": page.next.id, "title": page.next.title}
    fanart = picture_url(request, "series-fanart", page.card.newest, series.fanart)
    told = {"fanart_url": fanart, "description": series.description, "genres": genres, "people": people_json(series.credits.all())}
    return {**named, **told, "next": following, "seasons": seasons}


def _episode(card: dict[str, Any], page: SeriesPage) -> dict[str, Any]:
    description, released_on = page.texts.get(card["id"], ("", None))
    return {**card, "description": description, "released_on": released_on}
