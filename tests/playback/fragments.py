"""Reads fragments back, independently of the packager (ISO/IEC 14496-12)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class ReadSample:
    """One sample as a player would see it; times in the track's timescale."""

    decoded: int
    presented: int
    duration: int
    sync: bool
    data: bytes


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and contents of each box."""
    at = 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        assert size >= 8, f"broken box {kind!r}"
        assert at + size <= len(data), f"box {kind!r} is longer than its parent"
        yield kind, data[at + 8 : at + size]
        at += size


def inside(data: bytes, *path: bytes) -> bytes:
    """The contents of the first box along `path`."""
    for kind in path:
        data = next(contents for found, contents in boxes(data) if found == kind)
    return data


def timescale(init: bytes) -> int:
    """Ticks per second of an init segment's track."""
    return struct.unpack_from(">I", inside(init, b"moov", b"trak", b"mdia", b"mdhd"), 12)[0]


def samples(segment: bytes) -> list[ReadSample]:
    """Every sample of a segment's fragments, in decode order."""
    parts = list(boxes(segment))
    assert [kind for kind, _ in parts] == [b"moof", b"mdat"] * (len(parts) // 2)
    return [sample for (_, moof), (_, data) in zip(parts[::2], parts[1::2], strict=True) for sample in _samples(moof, data)]


def _samples(moof: bytes, data: bytes) -> Iterator[ReadSample]:
    traf = inside(moof, b"traf")
    decoded = struct.unpack_from(">Q", inside(traf, b"tfdt"), 4)[0]
    run = inside(traf, b"trun")
    count, offset = struct.unpack_from(">Ii", run, 4)
    assert offset == len(moof) + 16, "the first sample begins where the data does"
    position = 0
    for entry in range(count):
        duration, size, flags, composition = struct.unpack_from(">IIII", run, 12 + entry * 16)
        yield ReadSample(decoded, decoded + composition, duration, not flags & 0x10000, data[position : position + size])
        decoded += duration
        position += size
    assert position == len(data), "the samples do not fill the fragment"


def nal_types(sample: bytes, codec: str) -> list[int]:
    """The NAL unit types of a length-prefixed access unit of H.264 or HEVC."""
    types, at = [], 0
    while at < len(sample):
        size = int.from_bytes(sample[at : at + 4], "big")
        header = sample[at + 4]
        types.append(header & 0x1F if codec == "h264" else header >> 1 & 0x3F)
        at += 4 + size
    return types
