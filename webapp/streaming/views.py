"""Playlists, segments, details of a video, heartbeats of players."""

import io
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from appliance.media.errors import SegmentMissing, SourceGone
from appliance.media.hls.names import INIT, SUBTITLES_SEGMENT, segment_number
from appliance.media.renditions import Rendition
from webapp.accounts.access import viewer_of
from webapp.accounts.callers import caller_of
from webapp.library.authentication import MediaAuthentication
from webapp.library.versions import parts_of
from webapp.streaming import devices, queries, services, silent, trickplay
from webapp.streaming.access import may_see
from webapp.streaming.errors import PlaybackStopped
from webapp.streaming.playlists import media_playlist, multivariant_playlist, subtitle_playlist
from webapp.streaming.queries import Playable
from webapp.streaming.reports import Report, note_progress
from webapp.streaming.serializers import PlaybackSerializer, VideoDetailsSerializer
from webapp.streaming.stopping import is_stopped
from webapp.streaming.stored import ALLOWED
from webapp.streaming.subtitles import Subtitles, find_subtitles, text_of
from webapp.watching.access import detailed_video, watching_profile
from webapp.watching.queries.personal import progress_of

PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
SEGMENT_TYPE = "video/mp4"
TEXT_TYPE = "text/vtt; charset=utf-8"
NO_SEGMENT = "There is no such segment."
FOR_EVER = "private, max-age=31536000, immutable"


class StillPreparing(exceptions.APIException):
    """A worker is at it; DRF tells the player when to ask again (Retry-After)."""

    status_code = 503
    default_detail = "This part of the film is still being prepared."
    wait = 2  # seconds


class MediaView(APIView):
    """A view below one video that players fetch; a video that is not for this viewer does not exist."""

    authentication_classes = [MediaAuthentication]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check the sign-in, then whether this video is for this viewer, and whether the owner stopped it here."""
        super().initial(request, *args, **kwargs)
        viewer = viewer_of(request)
        if not may_see(viewer, kwargs["movie_id"]):
            raise exceptions.NotFound("There is no such video.")
        if is_stopped(viewer, kwargs["movie_id"], silent.player(request, kwargs["movie_id"])):
            raise PlaybackStopped

    def rendition(self, video_id: int, name: str, version: str | None = None) -> tuple[Playable, Rendition]:
        """The rendition with this public name, of this version if one is named; a 404 where there is none."""
        found = queries.find_rendition(video_id, name, version)
        if found is None:
            raise exceptions.NotFound("There is no such rendition.")
        return found


def _token(request: Request) -> str:
    """The token this request was authorised with, to be written into every address of the playlist."""
    return str(request.query_params.get("token", ""))


def _playlist(text: str) -> HttpResponse:
    return HttpResponse(text, content_type=PLAYLIST_TYPE, headers={"Cache-Control": "private, no-cache"})


class AdaptivePlaylist(MediaView):
    """The HLS multivariant playlist of a video: every rendition (RFC 8216 4.3.4)."""

    @extend_schema(
        operation_id="adaptive_playlist",
        responses={(200, PLAYLIST_TYPE): OpenApiTypes.STR},
        parameters=[OpenApiParameter("v", str), OpenApiParameter("token", str)],
    )
    def get(self, request: Request, movie_id: int) -> HttpResponse:
        """Pictures of the best source, or of the one with this version (`v`), `original` first, all its sound and all its subtitles."""
        asked = request.query_params.get("v")
        sources = [found for found in queries.remembered_playables(movie_id) if asked in (None, found.version)][:1]
        pictures = [
            (found, rendition) for found in sources for rendition in found.renditions if rendition.is_video and not rendition.is_copy
        ]
        if not pictures:
            raise exceptions.NotFound("There is nothing to play in this video.")
        return _playlist(multivariant_playlist(movie_id, pictures, _token(request)))


class ResolutionPlaylist(MediaView):
    """The HLS multivariant playlist of one resolution: its picture, all audio, all subtitles."""

    @extend_schema(
        operation_id="resolution_playlist", responses={(200, PLAYLIST_TYPE): OpenApiTypes.STR}, parameters=[OpenApiParameter("token", str)]
    )
    def get(self, request: Request, movie_id: int, resolution: str) -> HttpResponse:
        """One picture rendition with the sound and the subtitles of its source."""
        found, rendition = self.rendition(movie_id, resolution)
        if not rendition.is_video:
            raise exceptions.NotFound("There is no such resolution.")
        return _playlist(multivariant_playlist(movie_id, [(found, rendition)], _token(request)))


class MediaPlaylist(MediaView):
    """The HLS media playlist of one rendition (RFC 8216 4.3.3)."""

    @extend_schema(
        operation_id="media_playlist", responses={(200, PLAYLIST_TYPE): OpenApiTypes.STR}, parameters=[OpenApiParameter("token", str)]
    )
    def get(self, request: Request, movie_id: int, resolution: str) -> HttpResponse:
        """All segments, whatever is encoded yet."""
        texts = find_subtitles(movie_id, resolution)
        if texts is not None:
            return _playlist(subtitle_playlist(movie_id, *texts, _token(request)))
        found, rendition = self.rendition(movie_id, resolution)
        return _playlist(media_playlist(movie_id, found, rendition, _token(request)))


class Segment(MediaView):
    """One segment, or the init segment, of a rendition."""

    @extend_schema(
        operation_id="segment",
        responses={(200, SEGMENT_TYPE): OpenApiTypes.BINARY},
        parameters=[OpenApiParameter("v", str), OpenApiParameter("token", str)],
    )
    def get(self, request: Request, movie_id: int, resolution: str, segment: str) -> HttpResponseBase:
        """From the disk, from the source on the fly, or as soon as a worker has made it."""
        asked = request.query_params.get("v")
        texts = find_subtitles(movie_id, resolution)
        if texts is not None:
            return _text(*texts, segment, asked)
        found, rendition = self.rendition(movie_id, resolution, asked)
        number = segment_number(segment)
        if segment != INIT and (number is None or number >= found.timeline.count):
            raise exceptions.NotFound(NO_SEGMENT)
        response = _stored(request, movie_id, found, rendition, segment) if rendition.stored else _on_the_fly(found, rendition, number)
        if number is not None:
            devices.note_segment(viewer_of(request), found, rendition.name)
            if rendition.is_video:
                silent.note_segment(request, movie_id, found, resolution, number)
        response.headers["Cache-Control"] = FOR_EVER if asked else "private, no-cache"
        return response


def _stored(request: Request, video_id: int, found: Playable, rendition: Rendition, segment: str) -> HttpResponseBase:
    has_left = request.META.get("waitress.client_disconnected", lambda: False)
    in_parts = request.META.get("SERVER_PROTOCOL") == "HTTP/1.1"  # only its chunks tell a whole segment from one that broke off
    try:
        made = services.stored_segment(found, rendition, segment, has_left, in_parts)
    except (SourceGone, SegmentMissing) as error:
        raise exceptions.NotFound(str(error)) from error
    if made is None:
        raise StillPreparing
    if isinstance(made, bytes):
        return HttpResponse(made, content_type=SEGMENT_TYPE)
    if isinstance(made, Path):
        response = FileResponse(made.open("rb"), content_type=SEGMENT_TYPE)
        del response.headers["Content-Disposition"]  # the last part of the address says as much
        tells = rendition.is_video and segment != INIT
        player = silent.player(request, video_id) if tells else None
        request.META[ALLOWED] = viewer_of(request), request.query_params.get("v"), player
        return response
    return StreamingHttpResponse(made, content_type=SEGMENT_TYPE)


def _on_the_fly(found: Playable, rendition: Rendition, number: int | None) -> HttpResponseBase:
    try:
        cut = services.cut_segment(found, rendition, number)
    except (SourceGone, SegmentMissing) as error:
        raise exceptions.NotFound(str(error)) from error
    # As a file: other large bodies the web server writes to a temporary one first.
    return FileResponse(io.BytesIO(cut), content_type=SEGMENT_TYPE)


def _text(found: Playable, subtitles: Subtitles, segment: str, asked: str | None) -> HttpResponse:
    if segment != SUBTITLES_SEGMENT or asked not in (None, subtitles.version):
        raise exceptions.NotFound(NO_SEGMENT)
    try:
        text = text_of(found, subtitles)
    except (SourceGone, SegmentMissing) as error:
        raise exceptions.NotFound(str(error)) from error
    if text is None:
        raise StillPreparing
    return HttpResponse(text, content_type=TEXT_TYPE, headers={"Cache-Control": FOR_EVER if asked else "private, no-cache"})


class Thumbnails(MediaView):
    """The WebVTT track of the seek bar's pictures."""

    @extend_schema(
        operation_id="thumbnails", responses={(200, "text/vtt"): OpenApiTypes.STR}, parameters=[OpenApiParameter("v", str, many=True)]
    )
    def get(self, request: Request, movie_id: int) -> HttpResponse:
        """Of the files that play unasked, or of those with these versions (`v`), one after the other.

        Each cue names a part of a sheet: `#xywh=left,top,width,height`.
        """
        parts = _with_trickplay(movie_id, request)
        caching = FOR_EVER if request.query_params.get("v") else "private, no-cache"
        return HttpResponse(trickplay.track(movie_id, parts), content_type=TEXT_TYPE, headers={"Cache-Control": caching})


class TrickplaySheet(MediaView):
    """A sheet of the seek bar's pictures."""

    @extend_schema(
        operation_id="trickplay_sheet", responses={(200, "image/jpeg"): OpenApiTypes.BINARY}, parameters=[OpenApiParameter("v", str)]
    )
    def get(self, request: Request, movie_id: int, sheet: str) -> FileResponse:
        """The JPEG."""
        path = trickplay.sheet(_with_trickplay(movie_id, request)[0], sheet)
        if path is None:
            raise exceptions.NotFound("There is no such sheet.")
        caching = FOR_EVER if request.query_params.get("v") else "private, no-cache"
        return FileResponse(path.open("rb"), content_type="image/jpeg", headers={"Cache-Control": caching})


def _with_trickplay(video_id: int, request: Request) -> list[Playable]:
    """The files of the versions asked for, or else those that play unasked, when the seek bar's pictures of all are there."""
    found = queries.remembered_playables(video_id)
    asked = dict.fromkeys(request.query_params.getlist("v"))
    unasked = parts_of(found, found[0]) if found else []
    files = {each.version: each for each in reversed(found)}
    parts = [files[version] for version in asked if version in files] if asked else unasked
    if not parts or len(parts) < len(asked) or any(map(trickplay.are_missing, parts)):
        raise exceptions.NotFound("There are no pictures for the seek bar yet.")
    return parts


class VideoDetails(APIView):
    """Everything about one video."""

    @extend_schema(operation_id="video_details", responses=VideoDetailsSerializer)
    def get(self, request: Request, movie_id: int) -> Response:
        """Who made it, how far the profile is, the playlists' addresses, and each rendition with how much of it is prepared."""
        viewer = viewer_of(request)
        video = detailed_video(viewer, movie_id)
        context = {"request": request, "viewer": viewer, "progress": progress_of(viewer, [movie_id])}
        return Response(VideoDetailsSerializer(video, context=context).data)


class PlaybackHeartbeat(APIView):
    """Where a player is: sent every few seconds while it plays."""

    @extend_schema(request=PlaybackSerializer, responses={204: None})
    def post(self, request: Request, movie_id: int) -> Response:
        """Note the player's position; `ended` forgets it.

        409 (`playback-stopped`): the owner ended it, and the player is to stop. 409 (`profile-wanted`): nobody knows any more who watches.
        """
        viewer = viewer_of(request)
        if not may_see(viewer, movie_id):
            raise exceptions.NotFound("There is no such video.")
        heartbeat = PlaybackSerializer(data=request.data)
        heartbeat.is_valid(raise_exception=True)
        if is_stopped(viewer, movie_id, heartbeat.validated_data["key"]):
            raise PlaybackStopped
        services.note_playback(viewer, caller_of(request), movie_id, **heartbeat.validated_data)
        note_progress(watching_profile(viewer), movie_id, Report(**heartbeat.validated_data))
        return Response(status=204)
