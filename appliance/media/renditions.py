"""What a Source can be played as: its renditions, told from its facts and its timeline."""

from dataclasses import dataclass

from appliance.media import audio
from appliance.media.audio import Sound
from appliance.media.ladder import Rung, rungs
from appliance.media.source import SourceFacts
from appliance.media.timeline import Timeline

ORIGINAL = "original"


@dataclass(frozen=True)
class Rendition:
    """One playable stream of a Source: `original` (neither rung nor sound), a rung, or a sound."""

    name: str
    rung: Rung | None = None
    sound: Sound | None = None

    @property
    def stored(self) -> bool:
        """Whether its segments are encoded and kept; the others are read from the source on the fly."""
        return self.rung is not None or (self.sound is not None and not self.sound.copied)

    @property
    def is_video(self) -> bool:
        """Whether it is a picture."""
        return self.sound is None


def renditions(facts: SourceFacts, timeline: Timeline) -> tuple[Rendition, ...]:
    """Every rendition of a Source: `original` where it can be cut, the rungs, the sounds."""
    original = [Rendition(ORIGINAL)] if timeline.keyframes else []
    steps = [Rendition(rung.name, rung=rung) for rung in rungs(facts)]
    return (*original, *steps, *(Rendition(sound.name, sound=sound) for sound in audio.sounds(facts)))


def bandwidth(rendition: Rendition, timeline: Timeline) -> int:
    """Bits/s that no stretch of 0.5 to 1.5 target durations exceeds, before anything is encoded (RFC 8216 4.3.4.2)."""
    if rendition.sound is not None:
        return rendition.sound.bit_rate
    if rendition.rung is None:
        return max(1, timeline.peak_bit_rate)
    lengths = [timeline.duration(segment) for segment in range(timeline.count)]
    shortest = max(min(lengths), max(lengths) / 2)
    return int(rendition.rung.max_bit_rate + rendition.rung.buffer_bits / shortest)
