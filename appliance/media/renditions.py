"""What a Source can be played as: its renditions, told from its facts and its timeline."""

from dataclasses import dataclass
from itertools import pairwise

from appliance.media import audio
from appliance.media.audio import Sound
from appliance.media.ladder import Rung, rungs
from appliance.media.source import SourceFacts
from appliance.media.timeline import Timeline

ORIGINAL = "original"
PLAIN_PROFILES = ("42", "4D", "58", "64")  # of H.264: Baseline, Main, Extended, High; 8 bits of 4:2:0
HIGHEST_LEVEL = 0x2A  # 4.2: 1080p at 60 frames/s


@dataclass(frozen=True)
class Rendition:
    """One playable stream of a Source: the source's own picture (neither rung nor sound), a rung, or a sound."""

    name: str
    rung: Rung | None = None
    sound: Sound | None = None

    @property
    def stored(self) -> bool:
        """Whether its segments are encoded and kept; the others are read from the source on the fly."""
        return self.rung is not None or (self.sound is not None and not self.sound.copied)

    @property
    def is_copy(self) -> bool:
        """Whether it is `original` once more, at the address of the rung that need not be encoded."""
        return self.rung is None and self.sound is None and self.name != ORIGINAL

    @property
    def is_video(self) -> bool:
        """Whether it is a picture."""
        return self.sound is None


def renditions(facts: SourceFacts, timeline: Timeline) -> tuple[Rendition, ...]:
    """Every rendition of a Source: `original` where it can be cut, the rungs, the sounds.

    A rung above the lowest that the source's own picture would do for is not encoded: the picture answers there, too.
    """
    original = [Rendition(ORIGINAL)] if timeline.keyframes else []
    lowest, *higher = rungs(facts)
    steps = [Rendition(lowest.name, rung=lowest)]
    steps += [Rendition(rung.name, rung=None if _serves_as(rung, facts, timeline) else rung) for rung in higher]
    return (*original, *steps, *(Rendition(sound.name, sound=sound) for sound in audio.sounds(facts)))


def _serves_as(rung: Rung, facts: SourceFacts, timeline: Timeline) -> bool:
    """Whether the source's own picture plays wherever the rung would, and takes no more."""
    video = facts.video
    plain = video.codec == "h264" and video.codec_string[5:7] in PLAIN_PROFILES and int(video.codec_string[9:11], 16) <= HIGHEST_LEVEL
    as_it_is = (video.width, video.height, video.rotation) == (rung.width, rung.height, 0)
    shown = video.transfer == "sdr" and not video.interlaced
    light = timeline.peak_bit_rate <= bandwidth(Rendition(rung.name, rung=rung), timeline)
    return timeline.keyframes and plain and as_it_is and shown and light


def bandwidth(rendition: Rendition, timeline: Timeline) -> int:
    """Bits/s that no stretch of 0.5 to 1.5 target durations exceeds, before anything is encoded (RFC 8216 4.3.4.2)."""
    if rendition.sound is not None:
        return rendition.sound.bit_rate
    if rendition.rung is None:
        return max(1, timeline.peak_bit_rate)
    lengths = [end - begin for begin, end in pairwise(timeline.boundaries)]  # ticks: fractions of a long film take half a second
    shortest = max(2 * min(lengths), max(lengths)) * timeline.time_base / 2
    return int(rendition.rung.max_bit_rate + rendition.rung.buffer_bits / shortest)
