"""Cards as JSON. They are written by hand: the first page shows hundreds, and a serializer's fields take longer than their queries."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request

from webapp.library.models import Source
from webapp.watching.queries.cards import SeriesCard, VideoCard
from webapp.watching.queries.personal import Progress


class NamedSerializer(serializers.Serializer[Any]):
    """Something that has a page of its own, by its name."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class TitledSerializer(serializers.Serializer[Any]):
    """Something that has a page of its own, by its title."""

    id = serializers.IntegerField()
    title = serializers.CharField()


class ProgressSerializer(serializers.Serializer[Any]):
    """How far the profile is."""

    position = serializers.FloatField(help_text="Seconds, over all parts; 0: at the beginning, also when it was watched to the end.")
    watched = serializers.BooleanField()


class CardSerializer(serializers.Serializer[Any]):
    """A title on a shelf: a video, or a series as one."""

    kind = serializers.ChoiceField(choices=["video", "series"])
    id = serializers.IntegerField(help_text="Of the video or the series.")
    title = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    rating = serializers.CharField(allow_blank=True)
    age = serializers.IntegerField(allow_null=True, help_text="In years, as the rating says; null: nobody knows.")
    thumbnail_url = serializers.CharField(allow_blank=True)
    series = TitledSerializer(allow_null=True, help_text="Of an episode.")
    season_number = serializers.IntegerField(allow_null=True)
    episode_number = serializers.IntegerField(allow_null=True)
    episode_last = serializers.IntegerField(allow_null=True)
    episodes = serializers.IntegerField(allow_null=True, help_text="Of a series: how many there are for this profile.")
    duration = serializers.FloatField(allow_null=True, help_text="Of a video: seconds.")
    state = serializers.ChoiceField(choices=Source.State.choices, help_text="missing: no original can be found now.")
    progress = ProgressSerializer(allow_null=True)
    in_list = serializers.BooleanField()


def progress_json(progress: Progress | None) -> dict[str, Any] | None:
    """How far somebody is; None when they never began."""
    return None if progress is None else {"position": progress.position, "watched": progress.watched}


class CardWriter:
    """Writes cards with addresses that are absolute, for clients at home on another origin."""

    def __init__(self, request: Request) -> None:
        self._before, _, self._poster = request.build_absolute_uri(reverse("video-poster", args=[0])).rpartition("0")
        self._series = reverse("series-poster", args=[0]).rpartition("0")[2]

    def card(self, card: VideoCard | SeriesCard) -> dict[str, Any]:
        """One card, in the form of CardSerializer."""
        return self._of_series(card) if isinstance(card, SeriesCard) else self._of_video(card)

    def _of_video(self, card: VideoCard) -> dict[str, Any]:
        return {
            "kind": "video",
            "id": card.id,
            "title": card.title,
            "year": card.year,
            "rating": card.rating,
            "age": card.age,
            "thumbnail_url": self.poster(card.id, card.poster),
            "series": None if card.series is None else {"id": card.series[0], "title": card.series[1]},
            "season_number": card.season_number,
            "episode_number": card.episode_number,
            "episode_last": card.episode_last,
            "episodes": None,
            "duration": card.duration,
            "state": self._state(card.ready),
            "progress": progress_json(card.progress),
            "in_list": card.in_list,
        }

    def _of_series(self, card: SeriesCard) -> dict[str, Any]:
        return {
            "kind": "series",
            "id": card.id,
            "title": card.title,
            "year": card.year,
            "rating": card.rating,
            "age": card.age,
            "thumbnail_url": self.series_poster(card.newest, card.poster) or self.poster(card.newest, card.newest_poster),
            "series": None,
            "season_number": None,
            "episode_number": None,
            "episode_last": None,
            "episodes": card.episodes,
            "duration": None,
            "state": self._state(card.ready),
            "progress": None,
            "in_list": False,
        }

    def _state(self, ready: bool) -> str:
        return (Source.State.READY if ready else Source.State.MISSING).value

    def poster(self, video_id: int, name: str) -> str:
        """The address of a video's poster; `v` changes with the picture, so it may be kept for ever."""
        return f"{self._before}{video_id}{self._poster}?v={name.removesuffix('.jpg')}" if name else ""

    def series_poster(self, episode_id: int, name: str) -> str:
        """The address of a series' poster, below one of its episodes: who may see that may see this."""
        return f"{self._before}{episode_id}{self._series}?v={name.removesuffix('.jpg')}" if name else ""
