"""Keyframes -> Timeline: decided once, stored, shared by all renditions of a Source."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from appliance.media import h264
from appliance.media.ffmpeg import go_back
from appliance.media.probe import opened
from appliance.media.source import MATROSKA, MOV, SourceFacts, VideoTrack

TARGET_SECONDS = 4
OPENING_SECONDS = (1, 2)  # the first segments are shorter, so that the first picture comes sooner
LONGEST_SECONDS = 15  # keyframes further apart than this make segments too long to wait for
LONGEST_HIDDEN_SECONDS = Fraction(1, 10)
BOX_BYTES, SAMPLE_BYTES = 256, 16  # what packaging adds: to each second, and to each picture
INDEXED = (MOV, MATROSKA)  # containers whose index says where the keyframes are


@dataclass(frozen=True)
class Timeline:
    """Boundaries of a Source's segments: segment i lies between boundaries i and i + 1.

    `boundaries` are presentation times in ticks of `time_base`; the first is the first frame, the last the end of the film.
    `keyframes`: whether every boundary is a keyframe of the source, so that `original` can be cut there.
    """

    time_base: Fraction
    boundaries: tuple[int, ...]
    keyframes: bool
    peak_bit_rate: int = 0  # bits/s of the source's heaviest segment, sound included: a bound for `original`

    @property
    def count(self) -> int:
        """Number of segments."""
        return len(self.boundaries) - 1

    @property
    def zero(self) -> int:
        """The tick of time zero."""
        return self.boundaries[0]

    def seconds(self, boundary: int) -> Fraction:
        """Boundary number `boundary` in seconds from time zero."""
        return (self.boundaries[boundary] - self.zero) * self.time_base

    def duration(self, segment: int) -> Fraction:
        """Length of segment number `segment` in seconds."""
        return (self.boundaries[segment + 1] - self.boundaries[segment]) * self.time_base

    def segment_at(self, seconds: float) -> int:
        """The number of the segment that shows `seconds`; the nearest where there is none."""
        tick = self.zero + Fraction(seconds) / self.time_base
        return min(max(0, bisect_right(self.boundaries, tick) - 1), self.count - 1)

    def to_json(self) -> dict[str, Any]:
        """As plain values for a JSON column."""
        return {
            "time_base": [self.time_base.numerator, self.time_base.denominator],
            "boundaries": list(self.boundaries),
            "keyframes": self.keyframes,
            "peak_bit_rate": self.peak_bit_rate,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Timeline":
        """The value that `to_json` stored."""
        return cls(Fraction(*stored["time_base"]), tuple(stored["boundaries"]), stored["keyframes"], stored["peak_bit_rate"])


def decide(path: Path, facts: SourceFacts) -> Timeline:
    """The timeline of a Source: at its keyframes where its index names them often enough, else every 4 s.

    Raises MediaRefused when the file cannot be read.
    """
    video = facts.video
    if facts.container not in INDEXED:
        return Timeline(video.time_base, _plain(video), keyframes=False)
    with opened(path) as container:
        stream = container.streams.video[_position(container, video.index)]
        if video.codec_string:
            keyframes = _indexed_keyframes(container, stream)
            hidden = (video.first - keyframes[0].tick) * video.time_base * video.frame_rate if keyframes else 0
            # `original` gives a tick to each picture that an edit list hides: with coarse ticks that would be seen.
            fine = hidden * video.time_base < LONGEST_HIDDEN_SECONDS
            chosen = _chosen(keyframes, video.first, video.end, video.time_base) if fine else None
            exact = None if chosen is None else _presented(container, stream, [keyframes[0].tick, *(place for place, _ in chosen)])
            if chosen is not None and exact is not None:
                boundaries = (video.first, *exact[1:], video.end)
                places = [keyframes[0].position, *(position for _, position in chosen), path.stat().st_size]
                return Timeline(video.time_base, boundaries, keyframes=True, peak_bit_rate=_peak(boundaries, places, video))
        pictures = sorted(entry.timestamp for entry in list(stream.index_entries))
        if facts.container != MOV or len(pictures) != stream.frames:
            pictures = []  # the index does not name them all
    return Timeline(video.time_base, _without_holes(_plain(video), pictures, video.reorder_frames), keyframes=False)


@dataclass(frozen=True)
class _Keyframe:
    tick: int
    position: int  # bytes from the start of the file


def _position(container: InputContainer, index: int) -> int:
    return next(position for position, stream in enumerate(container.streams.video) if stream.index == index)


def _indexed_keyframes(container: InputContainer, stream: VideoStream) -> list[_Keyframe]:
    """The keyframes in the container's index: MP4 gives decode times, Matroska presentation times."""
    go_back(container, 0)  # Matroska reads its index at the first seek
    found = [_Keyframe(entry.timestamp, entry.pos) for entry in list(stream.index_entries) if entry.is_keyframe]
    return sorted(found, key=lambda keyframe: keyframe.tick)


def _chosen(keyframes: Sequence[_Keyframe], first: int, end: int, time_base: Fraction) -> list[tuple[int, int]] | None:
    """Where to look for the boundaries inside the film, as (tick, byte): between the chosen keyframes and the ones after them.

    The keyframes are thinned to the wished lengths; None when they are too far apart or there are none.
    """
    second = 1 / time_base
    if not keyframes or keyframes[0].tick - first > second:
        return None
    places: list[tuple[int, int]] = []
    wished = iter(OPENING_SECONDS)
    at, length = first, next(wished) * second
    for keyframe, following in zip(keyframes, [*(later.tick for later in keyframes[1:]), end], strict=True):
        if following - keyframe.tick > LONGEST_SECONDS * second:
            return None
        if keyframe.tick - at >= length * Fraction(3, 4) and end - keyframe.tick >= second / 2:
            # MP4 seeks by presentation time but lists decode times, a little earlier: the middle lies after either.
            places.append(((keyframe.tick + following) // 2, keyframe.position))
            at, length = keyframe.tick, next(wished, TARGET_SECONDS) * second
    return places


def _peak(boundaries: Sequence[int], places: Sequence[int], video: VideoTrack) -> int:
    """Bits/s of the heaviest segment, from where its keyframes lie in the file, and of the boxes that the packager adds."""
    spans = zip(boundaries, boundaries[1:], places, places[1:], strict=False)
    heaviest = max(int(abs(stop - start) * 8 / ((end - begin) * video.time_base)) for begin, end, start, stop in spans)
    return heaviest + int(8 * (BOX_BYTES + SAMPLE_BYTES * video.frame_rate))


def _presented(container: InputContainer, stream: VideoStream, places: Iterable[int]) -> list[int] | None:
    """The presentation times of the keyframes that seeks to these places find; None when the index lies, or no decoder may begin there."""
    times: list[int] = []
    for place in places:
        container.seek(place, stream=stream, backward=True)
        packet = next(container.demux(stream))
        if packet.pts is None or not _may_begin(packet) or (times and packet.pts <= times[-1]):
            return None
        times.append(packet.pts)
    return times


def _may_begin(packet: "Packet[VideoStream]") -> bool:
    """Whether every decoder can begin here.

    Containers also call pictures of H.264 keyframes from which a decoder only recovers (open groups, intra refresh): browsers give up.
    """
    context = packet.stream.codec_context
    return packet.is_keyframe and (context.name != "h264" or h264.is_idr(bytes(packet), (context.extradata or b"")[4] % 4 + 1))


def _plain(video: VideoTrack) -> tuple[int, ...]:
    """Boundaries at fixed times, whatever the frames; slides may stand longer than a segment, and none may be empty."""
    first, end, time_base, shortest = video.first, video.end, video.time_base, 2 / video.frame_rate
    boundaries = [first]
    at = Fraction(0)
    lengths = iter(OPENING_SECONDS)
    while True:
        at += max(shortest, Fraction(next(lengths, TARGET_SECONDS)))
        tick = first + round(at / time_base)
        if end - tick < 1 / time_base:  # a last segment of less than a second joins the one before
            return (*boundaries, end)
        boundaries.append(tick)


def _without_holes(boundaries: tuple[int, ...], decoded: Sequence[int], reorder_frames: int) -> tuple[int, ...]:
    """Where all decode times are known, let each segment begin with a picture: a screen recording may stand still for long."""
    if not decoded:
        return boundaries
    kept, begun = [boundaries[0]], 0
    for boundary in boundaries[1:-1]:
        place = bisect_left(decoded, boundary)
        # A picture may be shown as much later as a decoder reorders: with so many more, one surely lies on either side.
        if place - begun > reorder_frames + 1 < len(decoded) - place and decoded[place] > kept[-1]:
            kept.append(decoded[place])
            begun = place
    return (*kept, boundaries[-1])
