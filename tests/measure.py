"""Where the clips of `tests/media_factory.py` flash and beep, in seconds, measured in any file or stream that PyAV opens."""

from array import array
from collections.abc import Iterator
from pathlib import Path

import av

WHITE = 220  # mean luma of a frame, 0 to 255
LOUD = 3000  # of 32767
QUIET_SECONDS = 0.3  # a beep begins where it was quiet for so long


def flashes(path: Path | str) -> list[float]:
    """When each white frame is shown."""
    with av.open(str(path)) as container:
        return [float(frame.time) for frame in container.decode(video=0) if _is_white(frame)]


def beeps(path: Path | str) -> list[float]:
    """When each beep begins."""
    found: list[float] = []
    last_loud = -QUIET_SECONDS
    for moment, sample in _samples(path):
        if abs(sample) > LOUD:
            if moment - last_loud >= QUIET_SECONDS:
                found.append(moment)
            last_loud = moment
    return found


def worst_distance(path: Path | str) -> float:
    """How far the worst flash is from its beep."""
    seen, heard = flashes(path), beeps(path)
    assert seen, "no flash"
    assert heard, "no beep"
    return max(min(abs(flash - beep) for beep in heard) for flash in seen)


def _is_white(frame: av.VideoFrame) -> bool:
    small = bytes(frame.reformat(width=32, height=18, format="gray").planes[0])
    return sum(small) / len(small) > WHITE


def _samples(path: Path | str) -> Iterator[tuple[float, int]]:
    """Every sample of the first audio track, as mono, with its time."""
    resampler = av.AudioResampler(format="s16", layout="mono")
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            for mono in resampler.resample(frame):
                samples = array("h", bytes(mono.planes[0])[: mono.samples * 2])
                for index, sample in enumerate(samples):
                    yield float(mono.time) + index / mono.sample_rate, sample
