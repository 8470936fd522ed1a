"""Videos as JSON, with what the profile that asks has to do with them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from webapp.library.models import Video
from webapp.library.serializers import VideoSerializer, picture_url
from webapp.watching.queries.episodes import next_episode
from webapp.watching.queries.personal import listed_of, thumb_of
from webapp.watching.serializers.cards import NamedSerializer, ProgressSerializer, TitledSerializer, progress_json
from webapp.watching.serializers.people import PeopleSerializer, people_json


class ShelfVideoSerializer(VideoSerializer):
    """A video of the list. The context brings `progress`: Progress by video."""

    progress = serializers.SerializerMethodField(help_text="null: never begun.")

    class Meta(VideoSerializer.Meta):
        fields = [*VideoSerializer.Meta.fields, "progress"]

    @extend_schema_field(ProgressSerializer(allow_null=True))
    def get_progress(self, video: Video) -> dict[str, Any] | None:
        """How far the profile is."""
        return progress_json(self.context["progress"].get(video.pk))


class DetailedVideoSerializer(ShelfVideoSerializer):
    """A video with everything its page shows, but what it can be played as. The context brings the `viewer`, too."""

    fanart_url = serializers.SerializerMethodField(help_text="The wide picture behind its page; empty where there is none.")
    genres = NamedSerializer(many=True, read_only=True)
    tags = NamedSerializer(many=True, read_only=True, help_text="Marks of the owner's own.")
    collection = NamedSerializer(read_only=True, allow_null=True)
    series = TitledSerializer(read_only=True, allow_null=True)
    people = serializers.SerializerMethodField()
    next = serializers.SerializerMethodField(help_text="The next episode; null: there is none.")
    in_list = serializers.SerializerMethodField()
    thumb = serializers.SerializerMethodField(help_text="true: up, false: down, null: nothing said.")

    class Meta(ShelfVideoSerializer.Meta):
        fields = [
            *ShelfVideoSerializer.Meta.fields,
            "fanart_url", "original_title", "year", "released_on", "captured_at", "tagline", "genres", "tags", "people", "collection",
            "series", "season_number", "episode_number", "episode_last", "next", "in_list", "thumb",
        ]  # fmt: skip

    def get_fanart_url(self, video: Video) -> str:
        """Its own; of an episode without one, its series'."""
        request, series = self.context["request"], video.series
        of_series = picture_url(request, "series-fanart", video.pk, series.fanart) if series is not None else ""
        return picture_url(request, "video-fanart", video.pk, video.fanart) or of_series

    @extend_schema_field(PeopleSerializer)
    def get_people(self, video: Video) -> dict[str, Any]:
        """By what they did."""
        return people_json(video.credits.all())

    @extend_schema_field(TitledSerializer(allow_null=True))
    def get_next(self, video: Video) -> dict[str, Any] | None:
        """For this viewer."""
        following = next_episode(self.context["viewer"], video)
        return None if following is None else {"id": following.id, "title": following.title}

    def get_in_list(self, video: Video) -> bool:
        """Whether the profile keeps it in mind."""
        return video.pk in listed_of(self.context["viewer"], [video.pk])

    def get_thumb(self, video: Video) -> bool | None:
        """What the profile thinks of it."""
        return thumb_of(self.context["viewer"], video.pk)
