"""What one profile has to do with videos; without a chosen profile there is nothing, and no query."""

from collections.abc import Collection

from webapp.accounts.access import Viewer
from webapp.library.models import VideoQuerySet
from webapp.watching.models import ListEntry, Thumb, WatchProgress


def progress_of(viewer: Viewer, videos: Collection[int] | VideoQuerySet) -> dict[int, WatchProgress]:
    """How far the viewer is, by video; nothing for what was never begun."""
    if viewer.profile_id is None:
        return {}
    return {each.video_id: each for each in WatchProgress.objects.filter(profile=viewer.profile_id, video__in=videos)}


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
