"""An MP4 reader of our own: small, and independent of the packager that it judges (ISO/IEC 14496-12)."""

import struct
from dataclasses import dataclass
from itertools import pairwise

HEADERS = {"stsd": 8, "avc1": 78, "hvc1": 78, "vp09": 78, "av01": 78, "mp4a": 28, "dref": 8}  # bytes before the boxes inside


@dataclass(frozen=True)
class Box:
    """One box; `at` is where it begins in what was read."""

    kind: str
    body: bytes
    at: int


@dataclass(frozen=True)
class Coded:
    """One sample as a player reads it; times in ticks."""

    decoded: int
    presented: int
    duration: int
    sync: bool
    data: bytes


@dataclass(frozen=True)
class Fragment:
    """A `moof` with its `mdat`."""

    sequence: int
    start: int  # tfdt
    samples: tuple[Coded, ...]

    @property
    def end(self) -> int:
        """When a fragment that follows has to begin decoding."""
        return self.samples[-1].decoded + self.samples[-1].duration

    @property
    def presented(self) -> list[int]:
        """When its pictures are shown, in order."""
        return sorted(sample.presented for sample in self.samples)


def boxes(data: bytes) -> list[Box]:
    """The boxes side by side in `data`; together they have to fill it."""
    found, at = [], 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        assert 8 <= size <= len(data) - at, f"{kind!r} at {at} says {size} of {len(data) - at} bytes"
        found.append(Box(kind.decode("latin-1"), data[at + 8 : at + size], at))
        at += size
    return found


def inside(data: bytes, path: str) -> bytes:
    """The body of the box at a path of kinds, `moov/trak/tkhd`; the first of its kind at each step."""
    body = data
    for kind in path.split("/"):
        body = next(box.body for box in boxes(body) if box.kind == kind)
        if kind != path.split("/")[-1]:
            body = body[HEADERS.get(kind, 0) :]
    return body


def kinds(data: bytes, path: str) -> list[str]:
    """What lies inside the box at a path."""
    return [box.kind for box in boxes(inside(data, path)[HEADERS.get(path.split("/")[-1], 0) :])]


def fragment(data: bytes) -> Fragment:
    """Read a segment of one fragment; everything in it has to agree with everything else."""
    [only] = fragments(data)
    return only


def segment(data: bytes) -> Fragment:
    """Read a segment of any number of fragments as one; they have to follow each other without a gap."""
    read = fragments(data)
    for earlier, later in pairwise(read):
        assert earlier.end == later.start
        assert earlier.sequence + 1 == later.sequence
        assert max(earlier.presented) < min(later.presented)
    return Fragment(read[0].sequence, read[0].start, tuple(sample for part in read for sample in part.samples))


def fragments(data: bytes) -> list[Fragment]:
    """Read every `moof` with its `mdat`."""
    found = boxes(data)
    assert [box.kind for box in found] == ["moof", "mdat"] * (len(found) // 2)
    return [_fragment(data, moof, mdat) for moof, mdat in zip(found[::2], found[1::2], strict=True)]


def _fragment(data: bytes, moof: Box, mdat: Box) -> Fragment:
    [sequence] = struct.unpack(">4xI", inside(moof.body, "mfhd"))
    track, offset_base = struct.unpack(">II", inside(moof.body, "traf/tfhd"))[1], moof.at
    assert track == 1
    [start] = struct.unpack(">4xQ", inside(moof.body, "traf/tfdt"))
    run = inside(moof.body, "traf/trun")
    version_and_flags, count, offset = struct.unpack_from(">IIi", run)
    assert version_and_flags == 0x000F01, "unsigned offsets; duration, size, flags and offset for every sample"
    assert len(run) == 12 + 16 * count
    samples, at, decoded = [], offset_base + offset, start
    assert at == mdat.at + 8, "the first sample begins where the data does"
    for duration, size, flags, later in struct.iter_unpack(">IIII", run[12:]):
        samples.append(Coded(decoded, decoded + later, duration, not flags & 0x00010000, data[at : at + size]))
        at, decoded = at + size, decoded + duration
    assert at == mdat.at + 8 + len(mdat.body), "the samples fill the data"
    return Fragment(sequence, start, tuple(samples))
