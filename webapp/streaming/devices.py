"""What the household's devices play, as far as it decides what is prepared for them."""

import time

from django.utils import timezone

from appliance.media.renditions import ORIGINAL
from webapp.accounts.access import Viewer
from webapp.streaming.models import PlayedRung
from webapp.streaming.queries import Playable

ENOUGH_SEGMENTS = 8  # about half a minute: players try a rendition, and leave it again
NOTE_SECONDS = 3600.0
MOST_REMEMBERED = 1000

_asked: dict[tuple[str, str], int] = {}
_noted: dict[str, float] = {}


def note_segment(viewer: Viewer, found: Playable, name: str) -> None:
    """A device asked for a segment of this rendition. After some of them its rung counts as played; once in a while that is written down.

    Every player counts, also those that send no heartbeats. The original needs no preparing, and the lowest rung is always prepared.
    """
    if not is_counted(found, name):
        return
    if len(_asked) >= MOST_REMEMBERED:
        _asked.clear()
    device = viewer.sign_in or f"user {viewer.user_id}", name
    _asked[device] = _asked.get(device, 0) + 1
    if _asked[device] >= ENOUGH_SEGMENTS:
        _asked.pop(device, None)  # another thread of the web server may be here, too
        _noted[name] = time.monotonic()
        PlayedRung.objects.update_or_create(name=name, defaults={"played_at": timezone.now()})


def is_counted(found: Playable, name: str) -> bool:
    """Whether it matters at this moment that this rendition is played."""
    steps = [rendition.name for rendition in found.renditions if rendition.is_video and rendition.name != ORIGINAL]
    return name in steps[1:] and time.monotonic() - _noted.get(name, float("-inf")) >= NOTE_SECONDS


def forget_segments() -> None:
    """Count from the beginning."""
    _asked.clear()
    _noted.clear()
