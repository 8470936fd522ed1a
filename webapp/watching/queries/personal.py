"""What one profile has to do with videos; without a chosen profile there is nothing, and no query."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from webapp.accounts.access import Viewer
from webapp.watching.models import ListEntry, Thumb, WatchProgress


class Progress(NamedTuple):
    """How far somebody is in a video: a row of WatchProgress as a value, of which pages need hundreds."""

    video_id: int
    position: float  # seconds
    watched: bool
    hidden: bool
    updated_at: datetime

    @property
    def is_telling(self) -> bool:
        """Whether it says where somebody stopped in a series."""
        return self.watched or self.position > 0 or self.hidden


def progress_of(viewer: Viewer, videos: Collection[int]) -> dict[int, Progress]:
    """How far the viewer is in these videos; nothing for what was never begun."""
    return {} if viewer.profile_id is None else _by_video(WatchProgress.objects.filter(profile=viewer.profile_id, video__in=videos))


def progress_in_series(viewer: Viewer, series: Collection[int]) -> dict[int, Progress]:
    """The same of all episodes of these series."""
    return {} if viewer.profile_id is None else _by_video(WatchProgress.objects.filter(profile=viewer.profile_id, video__series__in=series))


def _by_video(rows: QuerySet[WatchProgress]) -> dict[int, Progress]:
    return {row[0]: Progress(*row) for row in rows.order_by().values_list(*Progress._fields)}


def listed_of(viewer: Viewer, videos: Collection[int]) -> set[int]:
    """Which of these videos are in the viewer's list."""
    if viewer.profile_id is None:
        return set()
    return set(ListEntry.objects.filter(profile=viewer.profile_id, video__in=videos).values_list("video_id", flat=True))


def thumb_of(viewer: Viewer, video_id: int) -> bool | None:
    """What the viewer thinks of a video; None: nothing said."""
    if viewer.profile_id is None:
        return None
    return Thumb.objects.filter(profile=viewer.profile_id, video=video_id).values_list("up", flat=True).first()
