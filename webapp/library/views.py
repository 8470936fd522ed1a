"""The library over HTTP."""

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from webapp.accounts.access import viewer_of
from webapp.library import posters
from webapp.library.access import visible_video
from webapp.library.authentication import MediaAuthentication


class PosterView(APIView):
    """The picture on the shelf, authorised like a segment."""

    authentication_classes = [MediaAuthentication]

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    def get(self, request: Request, movie_id: int) -> FileResponse:
        """The JPEG of one video, to be kept for ever: `thumbnail_url` changes with the picture."""
        return posters.response(visible_video(viewer_of(request), movie_id))


class FanartView(APIView):
    """The wide picture behind a film's page, authorised like a segment."""

    authentication_classes = [MediaAuthentication]

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    def get(self, request: Request, movie_id: int) -> FileResponse:
        """The JPEG of one video; 404 where nobody laid one beside it."""
        return posters.picture(visible_video(viewer_of(request), movie_id).fanart)


class SeriesFanartView(APIView):
    """The wide picture behind a series' page, authorised like a segment of any of its episodes."""

    authentication_classes = [MediaAuthentication]

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    def get(self, request: Request, movie_id: int) -> FileResponse:
        """The JPEG of the series that this episode belongs to; 404 where nobody laid one into its folder."""
        series = visible_video(viewer_of(request), movie_id).series
        return posters.picture(series.fanart if series is not None else "")


class SeasonPosterView(APIView):
    """The poster of a season, authorised like a segment of any of its episodes."""

    authentication_classes = [MediaAuthentication]

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    def get(self, request: Request, movie_id: int) -> FileResponse:
        """The JPEG of the season that this episode belongs to; 404 where nobody laid one into its folder."""
        season = visible_video(viewer_of(request), movie_id).season
        return posters.picture(season.poster if season is not None else "")
