"""Rows of films that lie on no disk, for tests and figures that play nothing."""

from fractions import Fraction
from typing import Any

from appliance.media.source import AudioTrack, SourceFacts, VideoTrack
from appliance.media.timeline import Timeline

TICKS = 12800  # a second


def a_source(video: Any, seconds: int = 5400, **columns: Any) -> Any:
    """An original of this length (H.264, AAC) behind a saved video, not yet saved."""
    from webapp.library.models import Source

    end = seconds * TICKS
    picture = VideoTrack(0, "h264", "avc1.640028", 1920, 1080, 1920, 1080, 0, 25, 1, 1, TICKS, 0, end, 2, 6_000_000, "sdr", False)
    sound = AudioTrack(1, "aac", "LC", 2, 48000, 1024, 1, 48000, 0, "eng", "", True)
    name = f"{video.pk}-{columns.get('edition', '')}-{columns.get('part', 1)}"
    source = Source(video=video, path=f"/films/{name}.mp4", size=1, modified_ns=1, fingerprint=f"{name:0>64}"[::-1], **columns)
    timeline = Timeline(Fraction(1, TICKS), (*range(0, end, 4 * TICKS), end), True)
    source.store_facts(SourceFacts("mov", None, 6_000_000, picture, (sound,), ()), timeline)
    return source
