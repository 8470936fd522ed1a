"""Playlists as values, and their rendering: one function per tag (RFC 8216)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

VERSION = 7  # EXT-X-MAP in a playlist without I-FRAMES-ONLY, fractional EXTINF, fMP4 (RFC 8216 section 7)


@dataclass(frozen=True)
class AudioRendition:
    """One entry of an audio group (4.3.4.1)."""

    group: str
    name: str
    uri: str
    language: str
    default: bool
    automatic: bool  # AUTOSELECT: a player may choose it by itself
    channels: int


@dataclass(frozen=True)
class Variant:
    """One way to play the film (4.3.4.2): a video rendition together with an audio group. Rates in bits/s, sizes in pixels."""

    uri: str
    bandwidth: int
    average_bandwidth: int | None
    codecs: str
    width: int
    height: int
    frame_rate: Fraction
    video_range: str
    audio_group: str | None


@dataclass(frozen=True)
class MediaSegment:
    """One segment of a media playlist (4.3.2.1): its address and its length in seconds."""

    uri: str
    duration: Fraction


def multivariant(variants: Sequence[Variant], audio: Iterable[AudioRendition]) -> str:
    """A multivariant playlist (4.3.4): every rendition that can be chosen."""
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{VERSION}", "#EXT-X-INDEPENDENT-SEGMENTS"]
    lines += [_media_tag(rendition) for rendition in audio]
    for variant in variants:
        lines += [_stream_inf_tag(variant), variant.uri]
    return "\n".join(lines) + "\n"


def media(segments: Sequence[MediaSegment], init_uri: str) -> str:
    """A media playlist (4.3.3) of VOD type: complete from the first moment."""
    written = [round(segment.duration, 6) for segment in segments]  # clients round what they read
    lines = [
        "#EXTM3U",
        f"#EXT-X-VERSION:{VERSION}",
        f"#EXT-X-TARGETDURATION:{_rounded(max(written, default=Fraction(1)))}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f'#EXT-X-MAP:URI="{init_uri}"',
    ]
    for segment, duration in zip(segments, written, strict=True):
        lines += [f"#EXTINF:{float(duration):.6f},", segment.uri]
    return "\n".join([*lines, "#EXT-X-ENDLIST"]) + "\n"


def _media_tag(rendition: AudioRendition) -> str:
    """EXT-X-MEDIA (4.3.4.1)."""
    attributes = [
        "TYPE=AUDIO",
        f"GROUP-ID={_quoted(rendition.group)}",
        f"NAME={_quoted(rendition.name)}",
        *([f"LANGUAGE={_quoted(rendition.language)}"] if rendition.language else []),
        f"DEFAULT={'YES' if rendition.default else 'NO'}",
        f"AUTOSELECT={'YES' if rendition.automatic else 'NO'}",
        f'CHANNELS="{rendition.channels}"',
        f"URI={_quoted(rendition.uri)}",
    ]
    return "#EXT-X-MEDIA:" + ",".join(attributes)


def _stream_inf_tag(variant: Variant) -> str:
    """EXT-X-STREAM-INF (4.3.4.2)."""
    average = variant.average_bandwidth
    attributes = [
        f"BANDWIDTH={variant.bandwidth}",
        *([f"AVERAGE-BANDWIDTH={average}"] if average is not None else []),
        f"CODECS={_quoted(variant.codecs)}",
        f"RESOLUTION={variant.width}x{variant.height}",
        f"FRAME-RATE={float(variant.frame_rate):.3f}",
        f"VIDEO-RANGE={variant.video_range}",
        *([f"AUDIO={_quoted(variant.audio_group)}"] if variant.audio_group else []),
    ]
    return "#EXT-X-STREAM-INF:" + ",".join(attributes)


def _rounded(duration: Fraction) -> int:
    """To the nearest whole second, as a client compares EXTINF with TARGETDURATION (4.3.3.1)."""
    return max(1, math.floor(duration + Fraction(1, 2)))


def _quoted(text: str) -> str:
    """A quoted-string holds neither line breaks nor double quotes (4.2)."""
    return '"' + text.translate({ord('"'): "'", ord("\n"): " ", ord("\r"): " "}) + '"'
