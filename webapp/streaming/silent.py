"""Players that never say where they are (VLC, mpv, a television's own): the segments that they fetch say it for them."""

import logging
import time
from uuid import UUID, uuid5

from django.db import OperationalError
from rest_framework.request import Request

from webapp.accounts.access import viewer_of
from webapp.accounts.callers import caller_of
from webapp.streaming import services
from webapp.streaming.queries import Playable

EVERY_SECONDS = 10.0  # as often as players that speak
MOST_REMEMBERED = 1000
_NAMESPACE = UUID("6f0a4c0e-5b63-4a53-9a55-2f6f3d0c8d11")

_noted: dict[UUID, float] = {}
_log = logging.getLogger(__name__)


def player(request: Request, video_id: int) -> UUID | None:
    """The key of its Playback of this video, the same for all its requests; None for players of a sign-in, which speak for themselves."""
    viewer, caller = viewer_of(request), caller_of(request)
    if viewer.sign_in is not None:
        return None
    return uuid5(_NAMESPACE, repr((viewer.user_id, viewer.profile_id, video_id, caller.address, caller.client)))


def is_due(key: UUID) -> bool:
    """Whether this player's next segment is worth noting."""
    return time.monotonic() - _noted.get(key, float("-inf")) >= EVERY_SECONDS


def note_segment(request: Request, video_id: int, found: Playable, rendition: str, number: int) -> None:
    """A player fetched this segment of a picture (`rendition` by its public name). A silent one plays that, or a buffer's length before.

    A busy database is no reason to refuse it the segment.
    """
    key = player(request, video_id)
    if key is None or not is_due(key):
        return
    if len(_noted) >= MOST_REMEMBERED:
        _noted.clear()
    _noted[key] = time.monotonic()
    position = float(found.timeline.seconds(number))
    try:
        services.note_playback(viewer_of(request), caller_of(request), video_id, key, position, rendition)
    except OperationalError:
        _log.info("Where a player is could not be written.", exc_info=True)


def forget_segments() -> None:
    """Note whatever comes next."""
    _noted.clear()
