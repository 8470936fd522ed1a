"""The JSON forms of streaming."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from appliance.media.hls.names import versioned
from appliance.media.renditions import Rendition, bandwidth
from webapp.accounts.access import media_token, viewer_of
from webapp.library.models import Video
from webapp.library.versions import parts_of
from webapp.streaming import queries, trickplay
from webapp.streaming.queries import Playable
from webapp.streaming.subtitles import Subtitles, subtitles_of
from webapp.watching.serializers import DetailedVideoSerializer


class RenditionSerializer(serializers.Serializer):
    """One rendition: sizes in pixels, bandwidth in bits/s, `prepared` from 0 to 1."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=["video", "audio"])
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    channels = serializers.IntegerField(allow_null=True)
    bandwidth = serializers.IntegerField()
    language = serializers.CharField(allow_blank=True)
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name, not the field's own label
    prepared = serializers.FloatField()


class SubtitlesSerializer(serializers.Serializer):
    """Subtitles inside a film or beside it; `name` is empty where they cannot be shown yet, and `why_not_shown` says why."""

    name = serializers.CharField(allow_blank=True)
    language = serializers.CharField(allow_blank=True, help_text="BCP 47.")
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name, not the field's own label
    forced = serializers.BooleanField(help_text="Only what everybody needs: foreign dialogue, signs.")
    hearing_impaired = serializers.BooleanField(help_text="Sounds are told, too.")
    why_not_shown = serializers.CharField(allow_blank=True)


class PartSerializer(serializers.Serializer):
    """One of the files that a film is played from, one after the other; most films have one."""

    part = serializers.IntegerField()
    start = serializers.FloatField(help_text="Seconds of the film that lie before it.")
    duration = serializers.FloatField(help_text="Seconds.")
    playlist_url = serializers.CharField()
    ready = serializers.BooleanField(help_text="Whether its file is there; while it is not, what is prepared plays.")
    pictures = serializers.ListField(child=serializers.CharField(), help_text="Its renditions to choose from, by name.")


class EditionSerializer(serializers.Serializer):
    """A film as one can choose to play it: an edition, such as a director's cut, or one of several files of it.

    The one that is played unasked comes first.
    """

    edition = serializers.CharField(allow_blank=True, help_text="Empty: the usual one.")
    parts = PartSerializer(many=True)
    thumbnails_url = serializers.CharField(
        allow_blank=True, help_text="WebVTT track of the seek bar's pictures, over all its parts; empty until they are made."
    )


class VideoDetailsSerializer(DetailedVideoSerializer):
    """A video with what it can be played as."""

    playlist_url = serializers.SerializerMethodField(help_text="For players that are signed in.")
    signed_playlist_url = serializers.SerializerMethodField(
        help_text="For players that are not, such as VLC: opens this video for a day, while this sign-in lasts."
    )
    parts = serializers.SerializerMethodField(help_text="Of the edition that is played unasked.")
    editions = serializers.SerializerMethodField()
    renditions = serializers.SerializerMethodField()
    subtitles = serializers.SerializerMethodField()
    thumbnails_url = serializers.SerializerMethodField(help_text="Of the edition that is played unasked.")

    class Meta(DetailedVideoSerializer.Meta):
        fields = [
            *DetailedVideoSerializer.Meta.fields,
            "playlist_url", "signed_playlist_url", "parts", "editions", "renditions", "subtitles", "thumbnails_url",
        ]  # fmt: skip

    def to_representation(self, instance: Video) -> dict[str, Any]:
        """Ask for its sources once."""
        self._found = queries.playables(instance.pk)
        return super().to_representation(instance)

    def get_playlist_url(self, video: Video) -> str:
        """The adaptive playlist's address."""
        return reverse("adaptive-playlist", args=[video.pk])

    def get_signed_playlist_url(self, video: Video) -> str:
        """The same with a token bound to this video and to the profile that asks."""
        request = self.context["request"]
        viewer = viewer_of(request)
        token = media_token(request.user, video.pk, viewer.profile_id, viewer.sign_in)
        return f"{self.get_playlist_url(video)}?{urlencode({'token': token})}"

    @extend_schema_field(PartSerializer(many=True))
    def get_parts(self, video: Video) -> list[dict[str, Any]]:
        """In their order."""
        return _part_entries(video, parts_of(self._found, self._found[0])) if self._found else []

    @extend_schema_field(EditionSerializer(many=True))
    def get_editions(self, video: Video) -> list[dict[str, Any]]:
        """Every file that a film can begin with, with those that follow it."""
        begins: dict[str, int] = {}
        for each in self._found:
            begins.setdefault(each.edition, each.part)
        firsts = [each for each in self._found if each.part == begins[each.edition]]
        return [_edition_entry(video, first.edition, parts_of(self._found, first)) for first in firsts]

    @extend_schema_field(RenditionSerializer(many=True))
    def get_renditions(self, video: Video) -> list[dict[str, Any]]:
        """Every rendition of every source, the best source first."""
        entries = []
        for found in self._found:
            parts = queries.prepared_parts(found)
            entries += [_entry(found, rendition, parts[rendition.name]) for rendition in found.renditions]
        return entries

    @extend_schema_field(SubtitlesSerializer(many=True))
    def get_subtitles(self, video: Video) -> list[dict[str, Any]]:
        """All subtitles of every source, those that cannot be shown yet among them."""
        return [_subtitles_entry(found, subtitles) for found in self._found for subtitles in subtitles_of(found)]

    def get_thumbnails_url(self, video: Video) -> str:
        """With the versions of its files."""
        return trickplay.track_address(video.pk, parts_of(self._found, self._found[0])) if self._found else ""


class PlaybackSerializer(serializers.Serializer):
    """A player's report: position in seconds."""

    key = serializers.UUIDField()
    position = serializers.FloatField(min_value=0, max_value=1e7)
    rendition = serializers.CharField(allow_blank=True, max_length=40, default="")
    paused = serializers.BooleanField(default=False)
    ended = serializers.BooleanField(default=False)


def _edition_entry(video: Video, edition: str, parts: list[Playable]) -> dict[str, Any]:
    return {"edition": edition, "parts": _part_entries(video, parts), "thumbnails_url": trickplay.track_address(video.pk, parts)}


def _part_entries(video: Video, parts: list[Playable]) -> list[dict[str, Any]]:
    entries, start = [], 0.0
    for each in parts:
        address = f"{reverse('adaptive-playlist', args=[video.pk])}?v={each.version}"
        pictures = [versioned(rendition.name, each.number) for rendition in each.renditions if rendition.is_video and not rendition.is_copy]
        entry = {"part": each.part, "start": start, "duration": each.facts.duration, "playlist_url": address}
        entries.append({**entry, "ready": each.ready, "pictures": pictures})
        start += each.facts.duration
    return entries


def _subtitles_entry(found: Playable, subtitles: Subtitles) -> dict[str, Any]:
    entry = SubtitlesSerializer(subtitles).data
    return {**entry, "name": versioned(subtitles.name, found.number) if subtitles.name else ""}


def _entry(found: Playable, rendition: Rendition, prepared: float) -> dict[str, Any]:
    video, rung, sound = found.facts.video, rendition.rung, rendition.sound
    size = (rung.width, rung.height) if rung else (video.display_width, video.display_height)
    return {
        "name": versioned(rendition.name, found.number),
        "kind": "video" if rendition.is_video else "audio",
        "width": size[0] if rendition.is_video else None,
        "height": size[1] if rendition.is_video else None,
        "channels": sound.channels if sound else None,
        "bandwidth": bandwidth(rendition, found.timeline),
        "language": sound.track.language if sound else "",
        "label": (sound.track.title or sound.name) if sound else rendition.name,
        "prepared": round(prepared, 4),
    }
