"""Who sees which videos: the one place that decides. A refusal is a 404."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from webapp.accounts.models import User
from webapp.library.models import Video, VideoQuerySet


def visible_to(user: User | AnonymousUser) -> VideoQuerySet:
    """The videos this person may know of: everything for everyone of the household."""
    return Video.objects.all() if user.is_active else Video.objects.none()


def visible_video(user: User | AnonymousUser, video_id: int) -> Video:
    """One video with its category and sources.

    Raises Http404 when there is none, or none for this person.
    """
    video = visible_to(user).listed().filter(pk=video_id).first()
    if video is None:
        raise Http404("There is no such video.")
    return video
