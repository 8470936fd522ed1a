"""File -> SourceFacts, read with FFmpeg's own demuxers (PyAV)."""

import errno
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.subtitles.stream import SubtitleStream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from appliance.errors import why
from appliance.media.errors import Flaw, MediaRefused
from appliance.media.ffmpeg import go_back, open_local
from appliance.media.sample_entries import coding_of
from appliance.media.source import MATROSKA, MOV, UNSAID, AudioTrack, SourceFacts, SubtitleTrack, VideoTrack

ARTWORK_CODECS = {"mjpeg", "png", "bmp", "gif", "webp"}  # a cover inside a sound file, not a film
TAIL_SECONDS = (3.0, 30.0, math.inf)  # how far before the end to look for the last frame, widening
MISSING_SECONDS, MISSING_PART = 2.0, 0.02  # a film that ends more than both before its own header says is truncated
AGREEING_FRAMES = 4  # so many sound frames of one size: the codec's frames are of one size
VARYING_CODECS = {"vorbis"}  # frames of two sizes, however alike the first ones are
HALF_RATE = 24_000  # samples/s; HE-AAC may call itself plain AAC of half its rate, and only decoding tells
COPIED_CODECS = {"aac"}  # its packets are counted from the start time
TRANSFERS = {16: "pq", 18: "hlg"}  # ITU-T H.273 transfer characteristics
FULL_RANGE = 2
FIRST_INTERLACED_ORDER = 2  # FFmpeg's field orders: 0 unknown, 1 progressive, the others are interlaced
DOLBY_VISION_TAGS = {"dvh1", "dvhe", "dva1", "dvav", "dav1"}
DOLBY_VISION_DATA = ("DOVI_METADATA", "DOVI_RPU_BUFFER")
PROTECTED_TAGS = {"drmi", "encv"}  # sample entries of MP4
MOST_BOXES = 1000  # at the top level of an MP4; a handful, unless it is made of fragments
LONGEST_SECONDS = 100 * 3600  # no film; a clock that jumps
TAGS = (
    "title", "date", "date_released", "creation_time", "com.apple.quicktime.creationdate", "description", "synopsis", "summary", "genre",
    "show", "season_number", "episode_sort", "director", "itunextc", "law_rating", "imdb", "tmdb",
)  # fmt: skip
LONGEST_TAG = 4000  # characters; a description
UNINDEXED, LOOKS = ("mpegts", "mpeg"), 16  # containers that only say the time, and at how many places it is asked


def probe(path: Path) -> SourceFacts:
    """Read container, streams and the exact times of the first and last frame.

    Raises MediaRefused with one clear sentence when the file is not a film that can play.
    """
    _refuse_what_is_no_file(path)
    with opened(path) as container:
        stream = _picture(container, path)
        first = _first_frame(container, stream)
        _refuse_dolby_vision_alone(stream, first)
        end = _end_of_last_frame(container, stream)
        _refuse_absurd_times(stream, first.pts or 0, end)
        _refuse_several_recordings(container, stream, path)
        _refuse_truncated(container, stream, path, end)
        return SourceFacts(
            container=container.format.name.split(",")[0],
            title=container.metadata.get("title") or None,
            bit_rate=container.bit_rate or 0,
            video=_video_track(stream, first, end),
            audio=tuple(_audio_track(container, audio) for audio in container.streams.audio if _is_readable(audio)),
            subtitles=tuple(_subtitle_track(subtitle) for subtitle in container.streams.subtitles),
            tags=_tags(container.metadata),
        )


@contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """Open one local medium and nothing it points at.

    Raises MediaRefused when it cannot be opened or its packets cannot be read.
    """
    try:
        with open_local(path) as container:
            yield container
    except FileNotFoundError as error:
        raise MediaRefused("There is no such file.") from error
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise MediaRefused(_why_unreadable(path, error)) from error


def _why_unreadable(path: Path, error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.EACCES:  # EPERM is FFmpeg's own: what a demuxer cannot do
        return f"The file cannot be read: {why(error)}."
    return Flaw.BREAKS_OFF if _lacks_its_end(path) else Flaw.DAMAGED


def _lacks_its_end(path: Path) -> bool:
    """Whether an MP4 broke off before the index at its end: of its boxes (ISO/IEC 14496-12 4.2), `moov` is not there, or not whole."""
    with suppress(OSError), path.open("rb") as file:
        size, at = path.stat().st_size, 0
        for _ in range(MOST_BOXES):
            file.seek(at)
            header = file.read(16)
            length, kind = int.from_bytes(header[:4]), header[4:8]
            length = int.from_bytes(header[8:]) if length == 1 else length or size - at
            if (at == 0 and kind != b"ftyp") or kind == b"meta" or length < 8:  # no MP4, or a still picture
                break
            at += length
            if kind == b"moov" or at >= size:
                return kind != b"moov" or at > size
    return False


def _refuse_what_is_no_file(path: Path) -> None:
    if not path.exists():
        raise MediaRefused("There is no such file.")
    if path.is_dir():
        raise MediaRefused("This is a folder, not a film.")
    if not path.is_file():
        raise MediaRefused("This is a device or a pipe, not a film.")
    if path.stat().st_size == 0:
        raise MediaRefused("The file is empty.")


def _picture(container: InputContainer, path: Path) -> VideoStream:
    readable = [film for film in container.streams.video if film.codec_context is not None and not _is_cover(film)]
    # An old camera's film may be Motion JPEG: a still codec is a film where there is no other.
    films = [film for film in readable if film.codec_context.name not in ARTWORK_CODECS] or readable
    if not films:
        if container.streams.audio:
            raise MediaRefused(Flaw.ONLY_SOUND)
        raise MediaRefused(Flaw.BREAKS_OFF if _lacks_its_end(path) else Flaw.NO_PICTURE)
    stream = max(films, key=lambda film: film.codec_context.width * film.codec_context.height)
    if not stream.codec_context.width or not stream.codec_context.height:
        raise MediaRefused(Flaw.NO_SIZE)
    return stream


def _is_cover(stream: VideoStream) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _first_frame(container: InputContainer, stream: VideoStream) -> VideoFrame:
    """The first frame that a decoder shows: edit lists and undecodable leading pictures are behind it."""
    is_empty = True
    for packet in container.demux(stream):
        if stream.codec_context.codec_tag in PROTECTED_TAGS or packet.has_sidedata("encryption_info"):
            raise MediaRefused(Flaw.PROTECTED)
        is_empty = is_empty and not packet.size
        for frame in packet.decode():
            if frame.pts is not None:
                return frame
    raise MediaRefused(Flaw.BREAKS_OFF if is_empty else Flaw.NO_PICTURE)


def _end_of_last_frame(container: InputContainer, stream: VideoStream) -> int:
    """When the last readable frame ends, in ticks."""
    start = (container.start_time or 0) / av.time_base
    duration = (container.duration or 0) / av.time_base
    for back in TAIL_SECONDS:
        target = max(start, start + duration - back) if back < duration else start
        go_back(container, int(target / _time_base(stream)), stream)
        last = end = None
        with suppress(av.error.InvalidDataError):  # the tail is torn: what could be read counts
            for packet in container.demux(stream):
                if packet.pts is not None and packet.size and (last is None or packet.pts > last):
                    last = packet.pts
                    end = last + (packet.duration or _frame_ticks(stream))
        if end is not None:
            return end
    raise MediaRefused(Flaw.NO_PICTURE)


def _refuse_dolby_vision_alone(stream: VideoStream, first: VideoFrame) -> None:
    """Profile 5 codes its colours in a way of its own, without a base that other decoders could show; it says so by saying nothing."""
    is_dolby = stream.codec_context.codec_tag in DOLBY_VISION_TAGS
    with suppress(ValueError):  # side data that PyAV has no name for yet
        is_dolby = is_dolby or any(kind in first.side_data for kind in DOLBY_VISION_DATA)
    if is_dolby and (int(first.color_trc) == UNSAID or int(first.color_range) == FULL_RANGE):
        raise MediaRefused(Flaw.DOLBY_VISION_ALONE)


def _refuse_absurd_times(stream: VideoStream, first: int, end: int) -> None:
    if not 0 < (end - first) * _time_base(stream) <= LONGEST_SECONDS:
        raise MediaRefused(Flaw.ABSURD_TIMES)


def _refuse_several_recordings(container: InputContainer, stream: VideoStream, path: Path) -> None:
    """Broadcast containers can be put one behind the other, and then show every moment more than once."""
    if container.format.name not in UNINDEXED:
        return
    size, latest = path.stat().st_size, -math.inf
    for part in range(LOOKS):
        container.seek(size * part // LOOKS, unsupported_byte_offset=True)
        found = next((packet.dts for packet in container.demux(stream) if packet.dts is not None), latest)
        if found < latest:
            raise MediaRefused(Flaw.SEVERAL_RECORDINGS)
        latest = found


def _refuse_truncated(container: InputContainer, stream: VideoStream, path: Path, end: int) -> None:
    truncated = MediaRefused(Flaw.BREAKS_OFF)
    if container.format.name.startswith(MOV):
        if max((entry.pos + entry.size for entry in stream.index_entries), default=0) > path.stat().st_size:
            raise truncated
    elif not container.format.name.startswith(MATROSKA):
        return  # no other container promises a length that can be relied on
    promised = float((stream.duration or 0) * _time_base(stream)) or (container.duration or 0) / av.time_base
    # Matroska's duration runs from its time zero, MP4's from its first frame.
    zero = 0 if container.format.name.startswith(MATROSKA) else stream.start_time or 0
    found = float((end - zero) * _time_base(stream))
    if promised - found > max(MISSING_SECONDS, promised * MISSING_PART):
        raise truncated


def _video_track(stream: VideoStream, first: VideoFrame, end: int) -> VideoTrack:
    context = stream.codec_context
    rate = _frame_rate(stream)
    time_base = _time_base(stream)
    coding = coding_of(context, float(rate))
    rotation = round(first.rotation / 90) * 90 % 360
    aspect = stream.sample_aspect_ratio or Fraction(1)
    seen = (max(1, round(context.width * aspect)), context.height)
    if rotation in (90, 270):
        seen = (seen[1], seen[0])
    return VideoTrack(
        index=stream.index,
        codec=context.codec.canonical_name,
        codec_string=coding.codec_string if coding else "",
        width=context.width,
        height=context.height,
        display_width=seen[0],
        display_height=seen[1],
        rotation=rotation,
        frame_rate_numerator=rate.numerator,
        frame_rate_denominator=rate.denominator,
        time_base_numerator=time_base.numerator,
        time_base_denominator=time_base.denominator,
        first=first.pts or 0,
        end=end,
        reorder_frames=context.reorder_depth,
        bit_rate=context.bit_rate or 0,
        transfer=TRANSFERS.get(int(first.color_trc), "sdr"),  # the frame's word: broadcasts say HLG beside the stream
        interlaced=first.interlaced_frame or context.field_order >= FIRST_INTERLACED_ORDER,
        matrix=int(first.colorspace),
    )


def _is_readable(stream: AudioStream) -> bool:
    return stream.codec_context is not None and stream.codec_context.sample_rate > 0 and stream.time_base is not None


def _audio_track(container: InputContainer, stream: AudioStream) -> AudioTrack:
    context = stream.codec_context
    if context.codec.canonical_name == "aac" and context.sample_rate <= HALF_RATE:
        go_back(container, 0)
        with suppress(av.error.FFmpegError):
            next(container.decode(stream), None)
    time_base = stream.time_base or Fraction(1, context.sample_rate)
    first, frame_size = stream.start_time or 0, context.frame_size
    if time_base > Fraction(1, context.sample_rate) and context.codec.canonical_name not in COPIED_CODECS:
        first, frame_size = _framing(container, stream, first)
    return AudioTrack(
        index=stream.index,
        codec=context.codec.canonical_name,
        profile=str(context.profile or ""),
        channels=context.channels,
        sample_rate=context.sample_rate,
        frame_size=frame_size,
        time_base_numerator=time_base.numerator,
        time_base_denominator=time_base.denominator,
        first=first,
        language=stream.language or "",
        title=stream.metadata.get("title", ""),
        default=bool(stream.disposition & av.stream.Disposition.default),
        bit_rate=context.bit_rate or 0,
    )


def _framing(container: InputContainer, stream: AudioStream, start: int) -> tuple[int, int]:
    """A tick at which a whole frame begins, and how many samples a frame has; (start, 0) where that varies.

    The very first frame is left out: the encoder's delay may be cut off it.
    """
    if stream.codec_context.codec.canonical_name in VARYING_CODECS:
        return start, 0
    go_back(container, 0)
    with suppress(av.error.FFmpegError):
        frames = list(islice(container.decode(stream), 1 + AGREEING_FRAMES))[1:]
        sizes = {frame.samples for frame in frames}
        if len(sizes) == 1 and frames[0].pts is not None:
            size = sizes.pop()
            return frames[0].pts - round(Fraction(size, stream.codec_context.sample_rate) / (stream.time_base or 1)), size
    return start, 0


def _subtitle_track(stream: SubtitleStream) -> SubtitleTrack:
    return SubtitleTrack(
        index=stream.index,
        codec=stream.codec_context.codec.canonical_name if stream.codec_context is not None else "",
        language=stream.language or "",
        title=stream.metadata.get("title", ""),
        forced=bool(stream.disposition & av.stream.Disposition.forced),
        hearing_impaired=bool(stream.disposition & (av.stream.Disposition.hearing_impaired | av.stream.Disposition.captions)),
    )


def _tags(metadata: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What tells who made what and when; the rest is the muxer's own business."""
    found = {name.lower(): text[:LONGEST_TAG] for name, text in metadata.items()}
    return tuple((name, found[name]) for name in TAGS if found.get(name))


def _time_base(stream: VideoStream) -> Fraction:
    return stream.time_base or Fraction(1, 90_000)


def _frame_rate(stream: VideoStream) -> Fraction:
    return stream.average_rate or stream.guessed_rate or Fraction(25)


def _frame_ticks(stream: VideoStream) -> int:
    return max(1, round(1 / _frame_rate(stream) / _time_base(stream)))
