"""Playlists as values, and their rendering: one function per tag (RFC 8216)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

VERSION = 7  # EXT-X-MAP in a playlist without I-FRAMES-ONLY, fractional EXTINF, fMP4 (RFC 8216 section 7)

FOR_THE_DEAF = "public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound"


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
class SubtitleRendition:
    """One entry of a subtitle group (4.3.4.1)."""

    group: str
    name: str
    uri: str
    language: str
    default: bool
    forced: bool  # only what everybody needs: foreign dialogue, signs
    hearing_impaired: bool


@dataclass(frozen=True)
class Variant:
    """One way to play the film (4.3.4.2): a picture with a group of sounds and one of subtitles. Rates in bits/s, sizes in pixels."""

    uri: str
    bandwidth: int
    average_bandwidth: int | None
    codecs: str
    width: int
    height: int
    frame_rate: Fraction
    video_range: str
    audio_group: str | None
    subtitle_group: str | None = None


@dataclass(frozen=True)
class MediaSegment:
    """One segment of a media playlist (4.3.2.1): its address and its length in seconds."""

    uri: str
    duration: Fraction


def multivariant(variants: Sequence[Variant], audio: Iterable[AudioRendition], subtitles: Iterable[SubtitleRendition] = ()) -> str:
    """A multivariant playlist (4.3.4): every rendition that can be chosen."""
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{VERSION}", "#EXT-X-INDEPENDENT-SEGMENTS"]
    lines += [_audio_tag(rendition) for rendition in audio]
    lines += [_subtitles_tag(rendition) for rendition in subtitles]
    for variant in variants:
        lines += [_stream_inf_tag(variant), variant.uri]
    return "\n".join(lines) + "\n"


def media(segments: Sequence[MediaSegment], init_uri: str | None = None) -> str:
    """A media playlist (4.3.3) of VOD type: complete from the first moment. WebVTT needs no init segment."""
    written = [round(segment.duration, 6) for segment in segments]  # clients round what they read
    lines = [
        "#EXTM3U",
        f"#EXT-X-VERSION:{VERSION}",
        f"#EXT-X-TARGETDURATION:{_rounded(max(written, default=Fraction(1)))}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        *([f'#EXT-X-MAP:URI="{init_uri}"'] if init_uri is not None else []),
    ]
    for segment, duration in zip(segments, written, strict=True):
        lines += [f"#EXTINF:{float(duration):.6f},", segment.uri]
    return "\n".join([*lines, "#EXT-X-ENDLIST"]) + "\n"


def _audio_tag(rendition: AudioRendition) -> str:
    """EXT-X-MEDIA (4.3.4.1)."""
    attributes = [f'CHANNELS="{rendition.channels}"', f"URI={_quoted(rendition.uri)}"]
    return _media_tag("AUDIO", rendition, rendition.automatic, attributes)


def _subtitles_tag(rendition: SubtitleRendition) -> str:
    """EXT-X-MEDIA (4.3.4.1)."""
    attributes = [
        f"FORCED={'YES' if rendition.forced else 'NO'}",
        *([f"CHARACTERISTICS={_quoted(FOR_THE_DEAF)}"] if rendition.hearing_impaired else []),
        f"URI={_quoted(rendition.uri)}",
    ]
    return _media_tag("SUBTITLES", rendition, True, attributes)


def _media_tag(kind: str, rendition: AudioRendition | SubtitleRendition, automatic: bool, attributes: list[str]) -> str:
    common = [
        f"TYPE={kind}",
        f"GROUP-ID={_quoted(rendition.group)}",
        f"NAME={_quoted(rendition.name)}",
        *([f"LANGUAGE={_quoted(rendition.language)}"] if rendition.language else []),
        f"DEFAULT={'YES' if rendition.default else 'NO'}",
        f"AUTOSELECT={'YES' if automatic else 'NO'}",
    ]
    return "#EXT-X-MEDIA:" + ",".join(common + attributes)


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
        *([f"SUBTITLES={_quoted(variant.subtitle_group)}"] if variant.subtitle_group else []),
    ]
    return "#EXT-X-STREAM-INF:" + ",".join(attributes)


def _rounded(duration: Fraction) -> int:
    """To the nearest whole second, as a client compares EXTINF with TARGETDURATION (4.3.3.1)."""
    return max(1, math.floor(duration + Fraction(1, 2)))


def _quoted(text: str) -> str:
    """A quoted-string holds neither line breaks nor double quotes (4.2)."""
    return '"' + text.translate({ord('"'): "'", ord("\n"): " ", ord("\r"): " "}) + '"'
