"""What stands together, as JSON: series, genres, collections, what was found and what was watched."""

from typing import Any

from rest_framework import serializers

from webapp.watching.serializers.cards import CardSerializer, NamedSerializer, TitledSerializer
from webapp.watching.serializers.people import PeopleSerializer


class GenreSerializer(NamedSerializer):
    """A genre."""

    count = serializers.IntegerField(help_text="Titles that this profile may see; a series is one.")


class GenrePageSerializer(GenreSerializer):
    """A genre with its films and series."""

    titles = CardSerializer(many=True)


class TagPageSerializer(NamedSerializer):
    """A tag with its videos."""

    count = serializers.IntegerField(help_text="Videos that this profile may see; episodes count for themselves.")
    titles = CardSerializer(many=True)


class EpisodeSerializer(CardSerializer):
    """An episode on the page of its series."""

    description = serializers.CharField(allow_blank=True)
    released_on = serializers.DateField(allow_null=True)


class SeasonSerializer(serializers.Serializer[Any]):
    """A season; the specials come last."""

    number = serializers.IntegerField(allow_null=True, help_text="0: the specials; null: nobody knows.")
    thumbnail_url = serializers.CharField(allow_blank=True, help_text="Its poster; empty where there is none.")
    episodes = EpisodeSerializer(many=True)


class SeriesSerializer(serializers.Serializer[Any]):
    """A series with all its episodes, as far as this profile may see them."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    description = serializers.CharField(allow_blank=True)
    rating = serializers.CharField(allow_blank=True)
    age = serializers.IntegerField(allow_null=True)
    thumbnail_url = serializers.CharField(allow_blank=True)
    fanart_url = serializers.CharField(allow_blank=True, help_text="The wide picture behind its page; empty where there is none.")
    genres = NamedSerializer(many=True)
    people = PeopleSerializer()
    next = TitledSerializer(allow_null=True, help_text="The episode to go on with; of a series not begun, its first.")
    seasons = SeasonSerializer(many=True)


class CollectionOnShelfSerializer(NamedSerializer):
    """A collection among others."""

    count = serializers.IntegerField(help_text="Films that this profile may see.")
    thumbnail_url = serializers.CharField(allow_blank=True, help_text="The poster of the film that came in last.")


class CollectionSerializer(serializers.Serializer[Any]):
    """Films that belong together, in the order they came out."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    videos = CardSerializer(many=True)


class SearchSerializer(serializers.Serializer[Any]):
    """What was found, the best first."""

    videos = CardSerializer(many=True, help_text="Films and home videos.")
    series = CardSerializer(many=True, help_text="Series that are called so, or have it in their cast or description.")
    episodes = CardSerializer(many=True, help_text="Episodes of other series, and those of these that are called so themselves.")


class HistorySerializer(serializers.Serializer[Any]):
    """Something that was played."""

    played_at = serializers.DateTimeField()
    video = CardSerializer()
