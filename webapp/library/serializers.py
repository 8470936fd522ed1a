"""Videos as JSON, and what a client may ask of their list."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request

from webapp.library.models import ORDERS, Source, Video

MOST = 1_000_000_000  # more than any library holds, less than any database's largest number


def picture_url(request: Request, view: str, video_id: int, name: str) -> str:
    """The address of the picture called `name`, below a video; empty where there is none.

    Absolute, for clients at home on another origin; `v` changes with the picture, so it may be kept for ever.
    """
    return str(request.build_absolute_uri(f"{reverse(view, args=[video_id])}?v={name.removesuffix('.jpg')}")) if name else ""


class OrderField(serializers.ChoiceField):
    """What a list is ordered by."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "new: what came in last comes first; title: by title, without its article.")
        super().__init__(choices=list(ORDERS), default="new", **kwargs)
        self.error_messages["invalid_choice"] = f"There is no order “{{input}}”, only: {', '.join(ORDERS)}."


class WholeQuery(serializers.Serializer[Any]):
    """The query string of a list of everything; without `limit` all of it is listed."""

    limit = serializers.IntegerField(required=False, min_value=1, max_value=MOST, help_text="At most so many.")
    offset = serializers.IntegerField(default=0, min_value=0, max_value=MOST, help_text="Skip so many.")
    order = OrderField()


class ListQuery(WholeQuery):
    """The query string of the list of videos."""

    category = serializers.CharField(default="", allow_blank=True, help_text="Only videos of this category.")
    genre = serializers.IntegerField(required=False, min_value=1, max_value=MOST, help_text="Only videos of the genre with this id.")
    tag = serializers.IntegerField(required=False, min_value=1, max_value=MOST, help_text="Only videos with the tag with this id.")


class VideoSerializer(serializers.ModelSerializer[Video]):
    """What a shelf shows of a video: seconds and pixels as seen, of the best source."""

    thumbnail_url = serializers.SerializerMethodField(help_text="The poster; empty where there is none.")
    category = serializers.CharField(source="category.name", default="", read_only=True, help_text="Empty where there is none.")
    duration = serializers.FloatField(read_only=True, help_text="Seconds, of all its parts.")
    width = serializers.IntegerField(source="shown_source.facts.video.display_width", default=0, read_only=True)
    height = serializers.IntegerField(source="shown_source.facts.video.display_height", default=0, read_only=True)
    state = serializers.ChoiceField(choices=Source.State.choices, read_only=True, help_text="missing: no original can be found now.")

    class Meta:
        model = Video
        fields = [
            "id", "created_at", "title", "description", "thumbnail_url", "category", "rating", "age",
            "duration", "width", "height", "state",
        ]  # fmt: skip

    def get_thumbnail_url(self, video: Video) -> str:
        """See `picture_url`."""
        return picture_url(self.context["request"], "video-poster", video.pk, video.poster)
