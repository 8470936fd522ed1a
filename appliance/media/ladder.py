"""SourceFacts -> rungs: never upscaled, aspect ratio kept, even sizes."""

import math
from dataclasses import dataclass

from appliance.media.source import SourceFacts


@dataclass(frozen=True)
class Rung:
    """One step of the ladder: size in pixels, rates in bits/s."""

    name: str
    width: int
    height: int
    max_bit_rate: int  # the most over any buffer's length
    buffer_bits: int  # the decoder buffer that the encoder keeps to

    @property
    def quality(self) -> int:
        """x264's constant rate factor: smaller pictures are stretched on the screen, so they get a finer one."""
        return 21 if self.height <= 480 else 22


@dataclass(frozen=True)
class Step:
    """A box that a rung's picture fits into, and its rates for 16:9."""

    name: str
    long_side: int
    short_side: int
    max_bit_rate: int


STEPS = (
    Step("144p", 256, 144, 300_000),
    Step("240p", 426, 240, 600_000),
    Step("360p", 640, 360, 1_000_000),
    Step("480p", 854, 480, 1_800_000),
    Step("720p", 1280, 720, 4_000_000),
    Step("1080p", 1920, 1080, 8_000_000),
)
BUFFER_SECONDS = 1  # of the decoder buffer: the longer, the further BANDWIDTH lies above what a rung usually takes
USUAL = ("480p", "720p", "1080p")  # a step below these is offered only where the source is lower


def rungs(facts: SourceFacts) -> tuple[Rung, ...]:
    """The rungs of a Source, smallest first: those of 480p, 720p, 1080p that its picture fills, else the largest step below."""
    width, height = facts.video.display_width, facts.video.display_height
    filled = [step for step in STEPS if _fills(step, width, height)]
    chosen = [step for step in filled if step.name in USUAL] or filled[-1:]
    return tuple(_rung(step, width, height) for step in chosen) or (_smallest(width, height),)


def _fills(step: Step, width: int, height: int) -> bool:
    """Whether the picture reaches the step's box in one direction, a few cropped lines forgiven."""
    return max(width, height) >= step.long_side * 0.97 or min(width, height) >= step.short_side * 0.97


def _rung(step: Step, width: int, height: int) -> Rung:
    scale = min(step.long_side / max(width, height), step.short_side / min(width, height), 1.0)
    size = _even(width * scale, width), _even(height * scale, height)
    return Rung(step.name, *size, step.max_bit_rate, step.max_bit_rate * BUFFER_SECONDS)


def _smallest(width: int, height: int) -> Rung:
    """A picture below every step keeps its size."""
    name = f"{max(10, _even(min(width, height), min(width, height)))}p"
    return Rung(name, _even(width, width), _even(height, height), STEPS[0].max_bit_rate, STEPS[0].max_bit_rate * BUFFER_SECONDS)


def _even(pixels: float, most: float = math.inf) -> int:
    """The nearest even number that is no more than `most`."""
    nearest = round(min(pixels, most) / 2) * 2
    return max(2, nearest if nearest <= most else nearest - 2)
