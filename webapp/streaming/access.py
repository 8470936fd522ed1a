"""Whether somebody may receive a video's segments: the library's decision, remembered for a moment."""

import time

from webapp.accounts.access import Viewer
from webapp.library.access import visible_to

REMEMBERED_SECONDS = 10.0
MOST_REMEMBERED = 10_000

_decisions: dict[tuple[int | None, bool, int], tuple[float, bool]] = {}


def may_see(viewer: Viewer, video_id: int) -> bool:
    """Ask the library, and remember the answer for some seconds: in the steady state a segment costs no query.

    It goes by the viewer's limits, so with other limits (another profile, or the same one changed) it is another question.
    """
    now = time.monotonic()
    key = (viewer.highest_age, viewer.shows_unrated, video_id)
    decisions = _decisions  # what is decided while another thread forgets goes with the forgotten
    since, allowed = decisions.get(key, (float("-inf"), False))
    if now - since > REMEMBERED_SECONDS:
        allowed = visible_to(viewer).filter(pk=video_id).exists()
        if len(decisions) >= MOST_REMEMBERED:
            decisions.clear()
        decisions[key] = (now, allowed)
    return allowed


def is_remembered(viewer: Viewer, video_id: int) -> bool:
    """Whether the library lately said that this viewer may see this video."""
    since, allowed = _decisions.get((viewer.highest_age, viewer.shows_unrated, video_id), (float("-inf"), False))
    return allowed and time.monotonic() - since <= REMEMBERED_SECONDS


def forget_decisions() -> None:
    """Ask the library again the next time. Reaches this process only; what others change is noticed after `REMEMBERED_SECONDS`."""
    global _decisions
    _decisions = {}
