"""What a profile keeps in mind, has watched and thinks of it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from webapp.accounts.access import Viewer, viewer_of
from webapp.library.access import visible_video
from webapp.watching import services
from webapp.watching.access import check_visible, watching_profile
from webapp.watching.models import WatchProgress
from webapp.watching.queries import titles
from webapp.watching.queries.cards import video_cards
from webapp.watching.queries.personal import progress_of
from webapp.watching.serializers import (
    CardSerializer,
    CardWriter,
    HistorySerializer,
    PageQuery,
    ProgressChangeSerializer,
    ProgressSerializer,
    ThumbSerializer,
    progress_json,
)
from webapp.watching.views.shelves import TOTAL, asked


class MyListView(APIView):
    """The profile's list."""

    @extend_schema(parameters=[PageQuery, TOTAL], responses=CardSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The newest entry first, as a plain array."""
        viewer, page = viewer_of(request), asked(PageQuery, request)
        videos, writer = titles.listed_videos(viewer), CardWriter(request)
        shown = titles.cards_in_order(viewer, videos[page["offset"] : page["offset"] + page["limit"]])
        return Response([writer.card(card) for card in shown], headers={"X-Total-Count": str(videos.count())})


class ListEntryView(APIView):
    """One video in the profile's list."""

    @extend_schema(request=None, responses={204: None})
    def put(self, request: Request, movie_id: int) -> Response:
        """Keep it in mind."""
        services.add_to_list(_for_whom(request, movie_id), movie_id)
        return Response(status=204)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, movie_id: int) -> Response:
        """Forget it again."""
        services.remove_from_list(_for_whom(request, movie_id), movie_id)
        return Response(status=204)


class ThumbView(APIView):
    """What the profile thinks of a video."""

    @extend_schema(request=ThumbSerializer, responses=ThumbSerializer)
    def put(self, request: Request, movie_id: int) -> Response:
        """Up, down, or nothing any more."""
        profile = _for_whom(request, movie_id)
        said = ThumbSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        services.set_thumb(profile, movie_id, said.validated_data["up"])
        return Response(said.data)


class ProgressView(APIView):
    """How far the profile is in a video."""

    @extend_schema(request=ProgressChangeSerializer, responses=ProgressSerializer)
    def put(self, request: Request, movie_id: int) -> Response:
        """Say where, or mark it as watched or not; a mark without a position lets it begin anew."""
        viewer = viewer_of(request)
        video = visible_video(viewer, movie_id)
        profile = watching_profile(viewer)
        said = ProgressChangeSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        services.set_progress(profile, movie_id, video.duration, **said.validated_data)
        return Response(progress_json(progress_of(viewer, [movie_id]).get(movie_id)))


class HistoryView(APIView):
    """What the profile has played."""

    @extend_schema(parameters=[PageQuery, TOTAL], responses=HistorySerializer(many=True))
    def get(self, request: Request) -> Response:
        """The latest first, as a plain array."""
        viewer, page = viewer_of(request), asked(PageQuery, request)
        played = titles.history(viewer)
        shown = list(played[page["offset"] : page["offset"] + page["limit"]])
        return Response(_history(viewer, request, shown), headers={"X-Total-Count": str(played.count())})


class HistoryEntryView(APIView):
    """One video that the profile has played, or is offered to go on with."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, movie_id: int) -> Response:
        """Put it aside, until it is played again; with an episode, its series is not offered any more either."""
        services.put_aside(_for_whom(request, movie_id), movie_id)
        return Response(status=204)


def _for_whom(request: Request, movie_id: int) -> int:
    """The profile that is remembered something for, of a video that it may see."""
    viewer = viewer_of(request)
    check_visible(viewer, movie_id)
    return watching_profile(viewer)


def _history(viewer: Viewer, request: Request, played: list[WatchProgress]) -> list[dict[str, Any]]:
    cards, writer = video_cards(viewer, [each.video_id for each in played]), CardWriter(request)
    return [{"played_at": each.played_at, "video": writer.card(cards[each.video_id])} for each in played if each.video_id in cards]
