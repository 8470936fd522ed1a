"""Who sees which videos: the one place that decides. A refusal is a 404."""

from django.http import Http404

from webapp.accounts.access import Viewer
from webapp.library.models import Video, VideoQuerySet


def visible_to(viewer: Viewer) -> VideoQuerySet:
    """The videos this viewer may know of: everything, or what the limits of a child's profile leave."""
    if viewer.highest_age is None:
        return Video.objects.all()
    return Video.objects.for_age(viewer.highest_age, viewer.shows_unrated)


def visible_video(viewer: Viewer, video_id: int) -> Video:
    """One video with its category and sources.

    Raises Http404 when there is none, or none for this viewer.
    """
    video = visible_to(viewer).listed().filter(pk=video_id).first()
    if video is None:
        raise Http404("There is no such video.")
    return video
