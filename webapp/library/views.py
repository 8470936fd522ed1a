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
