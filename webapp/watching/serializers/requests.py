"""What clients say and ask."""

from typing import Any

from rest_framework import serializers

from webapp.library.serializers import OrderField

LONGEST = 1e7  # seconds: longer than any film
MOST_OFFSET = 1_000_000_000


class PageQuery(serializers.Serializer[Any]):
    """A page of a long list."""

    limit = serializers.IntegerField(default=50, min_value=1, max_value=200, help_text="At most so many.")
    offset = serializers.IntegerField(default=0, min_value=0, max_value=MOST_OFFSET, help_text="Skip so many.")


class OrderedPageQuery(PageQuery):
    """A page of a long list, in an order."""

    order = OrderField()


class SearchQuery(serializers.Serializer[Any]):
    """What is looked for."""

    q = serializers.CharField(default="", allow_blank=True, max_length=200, help_text="Words, in any case, with or without accents.")


class ProgressChangeSerializer(serializers.Serializer[Any]):
    """How far somebody is: a position in seconds, or whether they have watched it, or both."""

    position = serializers.FloatField(required=False, min_value=0, max_value=LONGEST)
    watched = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Something has to be said."""
        if not attrs:
            raise serializers.ValidationError("Say a position, or whether it was watched.")
        return attrs


class SeriesWatchedSerializer(serializers.Serializer[Any]):
    """Whether a series was watched, or one season of it."""

    watched = serializers.BooleanField()
    season = serializers.IntegerField(required=False, min_value=0, max_value=32_767, help_text="Its number; without it, all of them.")


class ThumbSerializer(serializers.Serializer[Any]):
    """What somebody thinks of a video."""

    up = serializers.BooleanField(allow_null=True, help_text="null: nothing.")
