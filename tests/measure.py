"""Where the clips of `tests/media_factory.py` flash and beep, in seconds, measured in any file or stream that PyAV opens."""

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

WHITE = 220  # mean luma of a frame, 0 to 255
LOUD = 3000  # of 32767
QUIET_SECONDS = 0.3  # a beep begins where it was quiet for so long
BLOCK_SAMPLES = 48  # listened to at once; a millisecond


def flashes(path: Path | str, index: int | None = None) -> list[float]:
    """When each white frame of stream number `index` (the first picture) is shown."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0] if index is None else container.streams[index]
        return [float(frame.time) for frame in container.decode(stream) if is_white(frame)]


def beeps(path: Path | str) -> list[float]:
    """When each beep begins, to the millisecond."""
    with av.open(str(path)) as container:
        return list(beginnings(container.decode(audio=0)))


def worst_distance(path: Path | str) -> float:
    """How far the worst flash is from its beep."""
    seen, heard = flashes(path), beeps(path)
    assert seen, "no flash"
    assert heard, "no beep"
    return max(min(abs(flash - beep) for beep in heard) for flash in seen)


def beginnings(frames: Iterable[AudioFrame]) -> Iterator[float]:
    """When each beep begins in these frames."""
    resampler = av.AudioResampler(format="s16", layout="mono")
    until, last_loud = 0.0, -QUIET_SECONDS
    for frame in frames:
        for mono in resampler.resample(frame):
            samples = array("h", bytes(mono.planes[0])[: mono.samples * 2])
            start = until if mono.time is None else float(mono.time)  # no time: it follows
            until = start + mono.samples / mono.sample_rate
            for begin in range(0, len(samples), BLOCK_SAMPLES):
                if max(map(abs, samples[begin : begin + BLOCK_SAMPLES])) > LOUD:
                    moment = start + begin / mono.sample_rate
                    if moment - last_loud >= QUIET_SECONDS:
                        yield moment
                    last_loud = moment


def is_white(frame: VideoFrame) -> bool:
    """Whether this is the frame that flashes."""
    small = bytes(frame.reformat(width=32, height=18, format="gray").planes[0])
    return sum(small) / len(small) > WHITE
