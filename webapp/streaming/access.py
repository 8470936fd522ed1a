"""Whether somebody may receive a video's segments: the library's decision, remembered for a moment."""

import time

from django.contrib.auth.models import AnonymousUser

from webapp.accounts.models import User
from webapp.library.access import visible_to

REMEMBERED_SECONDS = 10.0
MOST_REMEMBERED = 10_000

_decisions: dict[tuple[int, int], tuple[float, bool]] = {}


def may_see(user: User | AnonymousUser, video_id: int) -> bool:
    """Ask the library, and remember the answer for some seconds: in the steady state a segment costs no query."""
    if user.pk is None:
        return False
    now = time.monotonic()
    key = (user.pk, video_id)
    since, allowed = _decisions.get(key, (float("-inf"), False))
    if now - since > REMEMBERED_SECONDS:
        allowed = visible_to(user).filter(pk=video_id).exists()
        if len(_decisions) >= MOST_REMEMBERED:
            _decisions.clear()
        _decisions[key] = (now, allowed)
    return allowed


def forget_decisions() -> None:
    """Ask the library again the next time."""
    _decisions.clear()
