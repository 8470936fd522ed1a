"""What is known of one original file: frozen values, without I/O."""

from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

MATROSKA = "matroska"
MOV = "mov"
RGB, UNSAID, BT2020 = 0, 2, 9  # matrix coefficients: no luma at all; the file does not say; wide colours


@dataclass(frozen=True)
class VideoTrack:
    """The picture of a Source.

    Times are ticks of `time_base_numerator / time_base_denominator` seconds; sizes are pixels.
    """

    index: int
    codec: str  # FFmpeg's name: h264, hevc, av1, vp9, ...
    codec_string: str  # RFC 6381, for CODECS; "" where it cannot be told
    width: int  # as stored
    height: int
    display_width: int  # as seen: pixel aspect and rotation applied
    display_height: int
    rotation: int  # degrees counter-clockwise that a player turns the stored picture: 0, 90, 180, 270
    frame_rate_numerator: int
    frame_rate_denominator: int
    time_base_numerator: int
    time_base_denominator: int
    first: int  # presentation time of the first frame
    end: int  # presentation time at which the last frame ends
    reorder_frames: int  # how many frames a decoder holds back (B-frames)
    bit_rate: int  # bits/s; 0 where unknown
    transfer: str  # "sdr", "pq" or "hlg": VIDEO-RANGE
    interlaced: bool
    matrix: int = UNSAID  # how colours are coded (ITU-T H.273 matrix coefficients)

    @property
    def time_base(self) -> Fraction:
        """Seconds per tick."""
        return Fraction(self.time_base_numerator, self.time_base_denominator)

    @property
    def frame_rate(self) -> Fraction:
        """Average frames per second; for a variable rate the mean."""
        return Fraction(self.frame_rate_numerator, self.frame_rate_denominator)


@dataclass(frozen=True)
class AudioTrack:
    """One sound track of a Source; `first` is in ticks of its own time base."""

    index: int
    codec: str
    profile: str  # "LC" for plain AAC
    channels: int
    sample_rate: int  # samples/s
    frame_size: int  # samples a packet decodes to; 0 where it varies
    time_base_numerator: int
    time_base_denominator: int
    first: int
    language: str  # as the container says it, "" where it does not
    title: str
    default: bool
    bit_rate: int = 0  # bits/s; 0 where unknown

    @property
    def time_base(self) -> Fraction:
        """Seconds per tick."""
        return Fraction(self.time_base_numerator, self.time_base_denominator)

    @property
    def is_plain_aac(self) -> bool:
        """AAC-LC, which every player decodes: it is copied, never encoded."""
        return self.codec == "aac" and self.profile == "LC" and self.frame_size == 1024


@dataclass(frozen=True)
class SubtitleTrack:
    """One subtitle stream inside a Source."""

    index: int
    codec: str  # FFmpeg's name: subrip, ass, mov_text, hdmv_pgs_subtitle, ...
    language: str
    title: str
    forced: bool  # only what everybody needs: foreign dialogue, signs
    hearing_impaired: bool = False  # sounds are told, too


@dataclass(frozen=True)
class SourceFacts:
    """Everything the probe finds: container, picture, sound tracks, subtitles."""

    container: str  # the first of FFmpeg's names for the format: mov, matroska, mpegts, ...
    title: str | None
    bit_rate: int  # bits/s of the whole file
    video: VideoTrack
    audio: tuple[AudioTrack, ...]
    subtitles: tuple[SubtitleTrack, ...]
    tags: tuple[tuple[str, str], ...] = ()  # names in small letters, and what they say

    @property
    def duration(self) -> float:
        """Seconds from the first frame to the end of the last."""
        return float((self.video.end - self.video.first) * self.video.time_base)

    @property
    def picture_area(self) -> int:
        """Displayed pixels, by which the best Source of a Video is chosen."""
        return self.video.display_width * self.video.display_height

    def to_json(self) -> dict[str, Any]:
        """As plain values for a JSON column."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "SourceFacts":
        """The value that `to_json` stored."""
        return cls(
            container=stored["container"],
            title=stored["title"],
            bit_rate=stored["bit_rate"],
            video=VideoTrack(**stored["video"]),
            audio=tuple(AudioTrack(**track) for track in stored["audio"]),
            subtitles=tuple(SubtitleTrack(**track) for track in stored["subtitles"]),
            tags=tuple((name, text) for name, text in stored.get("tags", ())),
        )
