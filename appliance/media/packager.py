"""Packets to init segments and fragments (ISO/IEC 14496-12, fragmented MP4): the one packager for remux, runs and audio.

Everything lies on one constant origin of 10 s, so that decode times never go negative.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

ORIGIN_SECONDS = 10
SYNC_SAMPLE = 0x02000000  # depends on no other sample
OTHER_SAMPLE = 0x01010000  # depends on others, is not a sync sample
TRUN_FLAGS = 0x000F01  # data offset; per sample: duration, size, flags, composition offset
TFHD_DEFAULT_BASE_IS_MOOF = 0x020000
FRAGMENT_SECONDS = (Fraction(1, 8), Fraction(1, 4), Fraction(1, 2))  # of the first, the second and every further fragment of a segment
MOST_FRAGMENTS = 1000  # in a segment, so that sequence numbers rise over a whole rendition


@dataclass(frozen=True)
class Sample:
    """One coded frame; `presented` in ticks of the track's timescale, origin included."""

    data: bytes
    presented: int
    sync: bool


@dataclass(frozen=True)
class Track:
    """What an init segment says: `sample_entry` is the whole box that goes into `stsd`; timescale in ticks/s."""

    timescale: int
    sample_entry: bytes
    width: int = 0  # 0: sound
    height: int = 0
    rotation: int = 0


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box (4.2): size, type, contents."""
    return struct.pack(">I4s", 8 + sum(map(len, parts)), kind) + b"".join(parts)


def full_box(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """A FullBox (4.2): a box with version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


@dataclass(frozen=True)
class Delay:
    """How much earlier pictures are decoded than shown: `ticks`, at least one for every frame a decoder holds back.

    The film's first picture, shown at `origin`, is decoded when it is shown, and the delay grows over the next few: players that
    lay a film's first decode time at zero (hls.js) would otherwise begin with a hole, and jump over it. None: whole from the start.
    """

    ticks: int
    origin: int | None = None

    def decoded(self, shown: int) -> int:
        """The decode time of what is shown at a time, as if pictures came in the order they are shown: rises with it."""
        if self.origin is None:
            return shown - self.ticks
        return shown - min(self.ticks, max(0, shown - self.origin) * 4 // 5)  # whole before the first picture that waited for others


def decode_times(presented: Sequence[int], start: int, delay: Delay) -> list[int]:
    """Decode times for samples given in decode order by their presentation times.

    The sorted presentation times, the first replaced by `start`, less the `delay`: continuous over segments by
    construction, also for variable frame rates. Where a long frame makes that later than a presentation, the decode time
    steps back to it, still rising by a tick at least.
    """
    decoded = [delay.decoded(time) for time in sorted(presented)]
    decoded[0] = base = delay.decoded(start)
    latest = max(presented) + 1
    for position in range(len(presented) - 1, 0, -1):
        latest = min(latest - 1, presented[position], decoded[position])
        decoded[position] = latest = max(latest, base + position)
    return decoded


def fragment(sequence: int, samples: Sequence[Sample], decoded: Sequence[int], end: int) -> bytes:
    """One `moof` and `mdat` (8.8.4 to 8.8.8) of samples in decode order; `end` is the next fragment's first decode time."""
    following = [*decoded[1:], end]
    entries = b"".join(
        struct.pack(">IIII", after - time, len(sample.data), SYNC_SAMPLE if sample.sync else OTHER_SAMPLE, sample.presented - time)
        for sample, time, after in zip(samples, decoded, following, strict=True)
    )
    header_size = 8 + 16 + 8 + 16 + 20 + 20 + len(entries)
    size = sum(len(sample.data) for sample in samples)
    moof = box(
        b"moof",
        full_box(b"mfhd", 0, 0, struct.pack(">I", sequence)),
        box(
            b"traf",
            full_box(b"tfhd", 0, TFHD_DEFAULT_BASE_IS_MOOF, struct.pack(">I", 1)),
            full_box(b"tfdt", 1, 0, struct.pack(">Q", decoded[0])),
            full_box(b"trun", 0, TRUN_FLAGS, struct.pack(">Ii", len(samples), header_size + 8), entries),
        ),
    )
    return b"".join([moof, struct.pack(">I4s", 8 + size, b"mdat"), *(sample.data for sample in samples)])  # megabytes, copied once


class Fragmenter:
    """The samples of one segment, given in decode order, as fragments of about half a second (CMAF chunks, ISO/IEC 23000-19 7.3.2.3).

    A fragment ends where everything before is shown before everything after, and leaves as soon as that is certain: a decoder holds
    back `held_back` pictures at most. The first ones are shorter, so that the first picture comes sooner. `start`: the segment's begin, in
    ticks of `timescale` a second. The bytes depend on the samples alone.
    """

    def __init__(self, segment: int, start: int, delay: Delay, held_back: int, timescale: int) -> None:
        self._sequence = segment * MOST_FRAGMENTS
        self._start, self._delay, self._held_back = start, delay, held_back
        self._lengths = [int(length * timescale) for length in FRAGMENT_SECONDS]
        self._samples: list[Sample] = []

    def add(self, sample: Sample) -> bytes:
        """Take the next sample; the fragment that is complete now, often nothing."""
        self._samples.append(sample)
        count = len(self._samples) - self._held_back - 1  # no later sample is shown before the one after these
        if count < 1:
            return b""
        shown = [held.presented for held in self._samples]
        following = min(shown[count:])
        if max(shown[:count]) > following or following - self._start < self._lengths[0]:
            return b""
        return self._fragment(count, following)

    def finish(self, end: int) -> bytes:
        """The rest; `end`: when the next segment begins to be shown."""
        return self._fragment(len(self._samples), end)

    def _fragment(self, count: int, end: int) -> bytes:
        """The first samples, up to the picture shown at `end`."""
        samples, self._samples = self._samples[:count], self._samples[count:]
        decoded = decode_times([sample.presented for sample in samples], self._start, self._delay)
        self._sequence += 1
        self._start, self._lengths = end, self._lengths[1:] or self._lengths
        return fragment(self._sequence, samples, decoded, self._delay.decoded(end))


def init_segment(track: Track) -> bytes:
    """`ftyp` and a `moov` without samples (8.2, 8.8): what a player needs before any fragment."""
    video = track.width > 0
    media_header = full_box(b"vmhd", 0, 1, bytes(8)) if video else full_box(b"smhd", 0, 0, bytes(4))
    handler = b"vide" if video else b"soun"
    empty = b"".join(full_box(kind, 0, 0, bytes(4)) for kind in (b"stts", b"stsc", b"stco"))
    sample_table = box(
        b"stbl",
        full_box(b"stsd", 0, 0, struct.pack(">I", 1), track.sample_entry),
        empty,
        full_box(b"stsz", 0, 0, bytes(8)),
    )
    self_contained = box(b"dinf", full_box(b"dref", 0, 0, struct.pack(">I", 1), full_box(b"url ", 0, 1)))
    media = box(
        b"mdia",
        full_box(b"mdhd", 0, 0, struct.pack(">IIIIHH", 0, 0, track.timescale, 0, 0x55C4, 0)),  # language: undetermined
        full_box(b"hdlr", 0, 0, struct.pack(">I4s12s", 0, handler, b""), b"Videoflix\0"),
        box(b"minf", media_header, self_contained, sample_table),
    )
    movie_header = (
        struct.pack(">IIIIIHH8s", 0, 0, 1000, 0, 0x00010000, 0x0100, 0, b"") + _matrix(0, 0, 0) + bytes(24) + struct.pack(">I", 2)
    )
    moov = box(
        b"moov",
        full_box(b"mvhd", 0, 0, movie_header),
        box(b"trak", _track_header(track), media),
        box(b"mvex", full_box(b"trex", 0, 0, struct.pack(">IIIII", 1, 1, 0, 0, 0))),
    )
    return box(b"ftyp", b"iso6", struct.pack(">I", 0), b"iso6", b"cmfc", b"mp41") + moov


def video_entry(kind: bytes, width: int, height: int, configuration: bytes, pixel_aspect: tuple[int, int] = (1, 1)) -> bytes:
    """A VisualSampleEntry (12.1.3) with its codec's configuration box and, for anamorphic pictures, `pasp`."""
    head = bytes(6) + struct.pack(">H", 1) + bytes(16) + struct.pack(">HHIIIH32sHh", width, height, 0x480000, 0x480000, 0, 1, b"", 24, -1)
    aspect = b"" if pixel_aspect[0] == pixel_aspect[1] else box(b"pasp", struct.pack(">II", *pixel_aspect))
    return box(kind, head, configuration, aspect)


def aac_entry(sample_rate: int, channels: int, audio_specific_config: bytes) -> bytes:
    """An `mp4a` AudioSampleEntry (12.2.3) with `esds` (ISO/IEC 14496-14 5.6, 14496-1 7.2.6)."""
    decoder = _descriptor(0x05, audio_specific_config)
    stream = _descriptor(0x04, bytes([0x40, 0x15]) + bytes(3) + struct.pack(">II", 0, 0) + decoder)  # AAC, audio stream
    elementary = _descriptor(0x03, struct.pack(">HB", 1, 0) + stream + _descriptor(0x06, b"\x02"))
    said = sample_rate << 16 if sample_rate < 1 << 16 else 0  # 88.2 and 96 kHz do not fit; the configuration says them
    head = bytes(6) + struct.pack(">H", 1) + bytes(8) + struct.pack(">HHHHI", channels, 16, 0, 0, said)
    return box(b"mp4a", head, full_box(b"esds", 0, 0, elementary))


def _track_header(track: Track) -> bytes:
    flags = 0x000007  # enabled, in movie, in preview
    volume = 0 if track.width else 0x0100
    fields = struct.pack(">IIIIIIIhhHH", 0, 0, 1, 0, 0, 0, 0, 0, 0, volume, 0)
    matrix = _matrix(track.rotation, track.width, track.height)
    return full_box(b"tkhd", 0, flags, fields, matrix, struct.pack(">II", track.width << 16, track.height << 16))


def _matrix(rotation: int, width: int, height: int) -> bytes:
    """The transformation (8.3.2) that turns the picture counter-clockwise by `rotation` degrees and moves it back into view."""
    a, b, c, d, x, y = {
        0: (1, 0, 0, 1, 0, 0),
        90: (0, -1, 1, 0, 0, width),
        180: (-1, 0, 0, -1, width, height),
        270: (0, 1, -1, 0, height, 0),
    }[rotation]
    return struct.pack(">9i", a << 16, b << 16, 0, c << 16, d << 16, 0, x << 16, y << 16, 1 << 30)


def _descriptor(tag: int, contents: bytes) -> bytes:
    size = len(contents)
    return bytes([tag, 0x80 | size >> 21 & 0x7F, 0x80 | size >> 14 & 0x7F, 0x80 | size >> 7 & 0x7F, size & 0x7F]) + contents
