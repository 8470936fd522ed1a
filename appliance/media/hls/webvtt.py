"""WebVTT for HLS: cues as values, and their rendering (W3C WebVTT; RFC 8216 3.5)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from appliance.media.packager import ORIGIN_SECONDS

TICKS = 90_000  # per second: X-TIMESTAMP-MAP counts as MPEG-TS does
GUESSED_MS = 2_000  # how long a cue stands that says no end
TOP = " line:0"


@dataclass(frozen=True, order=True)
class Cue:
    """A text between two times, in milliseconds from the timeline's zero; `text` is WebVTT cue text, escaped."""

    start: int
    end: int
    text: str
    top: bool = False  # at the upper edge, where the picture needs the lower one


def render(cues: Iterable[Cue]) -> str:
    """A WebVTT file on the renditions' constant origin, its cues in the order of their start; what shows nothing is left out."""
    origin = f"X-TIMESTAMP-MAP=MPEGTS:{ORIGIN_SECONDS * TICKS},LOCAL:00:00:00.000"
    blocks = [f"{timestamp(cue.start)} --> {timestamp(cue.end)}{TOP if cue.top else ''}\n{cue.text}" for cue in sorted(set(_shown(cues)))]
    return "\n\n".join([f"WEBVTT\n{origin}", *blocks]) + "\n"


def timestamp(milliseconds: int) -> str:
    """`01:23:45.678`."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"


def _shown(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Cues that end after zero, cut there; one that ends before it begins is given a moment."""
    for cue in cues:
        if cue.text and cue.end > 0:
            end = cue.end if cue.end > cue.start else cue.start + GUESSED_MS
            yield replace(cue, start=max(0, cue.start), end=end)
