"""The one grid of audio frames that every encoded sound rendition of a Source shares."""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import av

from appliance.media.source import MATROSKA, MOV, AudioTrack, SourceFacts
from appliance.media.timeline import Timeline

SAMPLE_RATE = 48_000  # samples/s of every encoded sound
FRAME = 1024  # samples in an AAC frame
PREROLL_FRAMES = 60  # 1.28 s encoded before a run and thrown away: joins are then as good as a single pass
STEREO, SURROUND = 2, 6  # channels
STEREO_NAME, SURROUND_SUFFIX = "audio-{number}", "-surround"


@dataclass(frozen=True)
class Grid:
    """Frames of 1024 samples, counted from the timeline's zero; a segment takes the frames that begin in it."""

    timeline: Timeline
    sample_rate: int = SAMPLE_RATE

    def frames(self, segment: int) -> tuple[int, int]:
        """The first frame of a segment, and the first of the next."""
        return self._first(segment), self._first(segment + 1)

    def sample(self, frame: int) -> int:
        """Absolute time, in samples, at which a frame begins; below zero before the container's time zero."""
        zero = round(self.timeline.zero * self.timeline.time_base * self.sample_rate)
        return zero + frame * FRAME

    def _first(self, segment: int) -> int:
        return math.ceil(self.timeline.seconds(segment) * self.sample_rate / FRAME)


@dataclass(frozen=True)
class Sound:
    """One sound rendition: its name, the source's track, how many channels, and whether its packets are copied."""

    name: str
    track: AudioTrack
    channels: int
    copied: bool
    default: bool

    @property
    def sample_rate(self) -> int:
        """Samples/s of the rendition."""
        return self.track.sample_rate if self.copied else SAMPLE_RATE

    @property
    def bit_rate(self) -> int:
        """Bits/s, a bound for BANDWIDTH."""
        # The encoder's reservoir and the boxes around short frames come on top: 8 % for noise in stereo, 15 % in surround.
        # What is copied is as large as it says, half as much again in a loud stretch; where it does not say, the most that is usual.
        copied = max(bit_rate(self.channels) * 2, self.track.bit_rate * 3 // 2)
        return copied if self.copied else bit_rate(self.channels) * 5 // 4


def sounds(facts: SourceFacts) -> tuple[Sound, ...]:
    """Every track as stereo, and surround beside it where the source has it; the default track first in its kind."""
    default = next((track for track in facts.audio if track.default), facts.audio[0] if facts.audio else None)
    found = []
    for number, track in enumerate(facts.audio, start=1):
        name = STEREO_NAME.format(number=number)
        copyable = track.is_plain_aac and facts.container in (MOV, MATROSKA)  # elsewhere AAC is framed for broadcast
        copied = copyable and track.channels <= STEREO
        found.append(Sound(name, track, track.channels if copied else STEREO, copied, track is default))
        if track.channels >= SURROUND:
            copied = copyable and track.channels == SURROUND
            found.append(Sound(name + SURROUND_SUFFIX, track, SURROUND, copied, track is default))
    return tuple(found)


def bit_rate(channels: int) -> int:
    """Bits/s that AAC gets for so many channels."""
    return 160_000 if channels <= STEREO else 384_000


@cache
def silent_frame(sample_rate: int, channels: int) -> bytes:
    """An AAC frame of silence, for copied sound where the source has none."""
    encoder = av.AudioCodecContext.create("aac", "w")
    encoder.sample_rate, encoder.format = sample_rate, "fltp"
    encoder.layout = {1: "mono", STEREO: "stereo", SURROUND: "5.1"}[channels]
    silence = av.AudioFrame(format="fltp", layout=encoder.layout.name, samples=FRAME)
    silence.sample_rate, silence.pts = sample_rate, 0
    for plane in silence.planes:
        plane.update(bytes(plane.buffer_size))
    return bytes([*encoder.encode(silence), *encoder.encode(None)][-1])


def specific_config(sample_rate: int, channels: int) -> bytes:
    """AudioSpecificConfig of AAC-LC (ISO/IEC 14496-3 1.6.2.1)."""
    rates = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
    return ((2 << 11) | (rates.index(sample_rate) << 7) | (channels << 3)).to_bytes(2, "big")


def seconds(frames: int, sample_rate: int = SAMPLE_RATE) -> Fraction:
    """Length of so many frames."""
    return Fraction(frames * FRAME, sample_rate)
