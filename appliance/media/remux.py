"""Packets of `original` and of copied sound, straight from the source file: nothing is encoded, nothing stored."""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Discard, Stream
from av.video.stream import VideoStream

from appliance.media import audio
from appliance.media.audio import Sound
from appliance.media.encode import decode_delay, media_time
from appliance.media.errors import MediaRefused, SegmentMissing, SourceGone
from appliance.media.ffmpeg import go_back, open_local
from appliance.media.listing import modified_ns
from appliance.media.packager import ORIGIN_SECONDS, Sample, Track, aac_entry, decode_times, fragment, init_segment
from appliance.media.sample_entries import coding_of
from appliance.media.source import MOV, SourceFacts
from appliance.media.timeline import Timeline

IDLE_SECONDS = 30.0  # an open file blocks unmounting and, on Windows, deleting
MOST_IDLE = 8
SOUND_LEAD_SECONDS = 1  # sound lies a little before the picture it belongs to


@dataclass(frozen=True)
class Original:
    """One file as it was when its facts were read; any change of size or time makes it another file."""

    path: Path
    size: int
    modified_ns: int
    facts: SourceFacts
    timeline: Timeline


@dataclass
class Demuxers:
    """A small pool of open files: opening costs ten times as much as cutting a segment."""

    idle_seconds: float = IDLE_SECONDS
    _idle: dict[Original, list[tuple[float, InputContainer]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _sweeper: threading.Thread | None = None

    @contextmanager
    def use(self, original: Original) -> Iterator[InputContainer]:
        """An open demuxer for this thread alone; it goes back to the pool afterwards, unless something went wrong.

        Raises SourceGone when the file is missing, is not the one it was, or cannot be read in the block.
        """
        check_unchanged(original)
        container = self._take(original) or _open(original)
        try:
            yield container
        except (av.error.FFmpegError, OSError) as error:
            container.close()
            raise SourceGone("The film's file cannot be read.") from error
        except BaseException:
            container.close()
            raise
        self._give_back(original, container)

    def close_idle(self, longer_than: float = 0.0) -> int:
        """Close files that nobody used for `longer_than` seconds; the number of files still kept open."""
        limit = time.monotonic() - longer_than
        with self._lock:
            for original, kept in list(self._idle.items()):
                for since, container in [entry for entry in kept if entry[0] <= limit]:
                    container.close()
                    kept.remove((since, container))
                if not kept:
                    del self._idle[original]
            return sum(map(len, self._idle.values()))

    def _take(self, original: Original) -> InputContainer | None:
        with self._lock:
            kept = self._idle.get(original)
            return kept.pop()[1] if kept else None

    def _give_back(self, original: Original, container: InputContainer) -> None:
        with self._lock:
            if sum(map(len, self._idle.values())) >= MOST_IDLE:
                container.close()
                return
            self._idle.setdefault(original, []).append((time.monotonic(), container))
            if self._sweeper is None:
                self._sweeper = threading.Thread(target=self._sweep, name="idle demuxers", daemon=True)
                self._sweeper.start()

    def _sweep(self) -> None:
        while True:
            time.sleep(self.idle_seconds / 4)
            self.close_idle(self.idle_seconds)
            with self._lock:
                if not self._idle:
                    self._sweeper = None
                    return


def check_unchanged(original: Original) -> None:
    """Raise SourceGone when the file is missing or is not the one whose facts were read."""
    try:
        found = original.path.stat()
    except OSError as error:
        raise SourceGone("The film's file is missing at the moment.") from error
    if (found.st_size, modified_ns(found)) != (original.size, original.modified_ns):
        raise SourceGone("The film's file was changed since it was added.")


def original_init(container: InputContainer, original: Original) -> bytes:
    """The init segment of `original`."""
    video = original.facts.video
    stream = _picture(container, video.index)
    coding = coding_of(stream.codec_context, float(video.frame_rate))
    if coding is None:
        raise MediaRefused("This film's own picture cannot be played by browsers.")
    aspect = stream.sample_aspect_ratio or Fraction(1)  # the container's word, as in the facts
    entry = coding.sample_entry(video.width, video.height, (aspect.numerator, aspect.denominator) if aspect > 0 else (1, 1))
    return init_segment(Track(original.timeline.time_base.denominator, entry, video.width, video.height, video.rotation))


def original_segment(container: InputContainer, original: Original, segment: int) -> bytes:
    """One segment of `original`: from its keyframe up to the next boundary's, in the file's own order.

    With open groups of pictures a segment begins with a keyframe whose leading pictures, shown before it, belong to it.
    Raises SegmentMissing for a number the timeline does not have, SourceGone when the file does not say what its index said.
    """
    timeline, video = original.timeline, original.facts.video
    if not 0 <= segment < timeline.count:
        raise SegmentMissing(f"There is no segment {segment}.")
    samples, end = _read_group(container, original, segment)
    zero = media_time(timeline, timeline.zero)
    if segment == 0:
        samples = _hidden_first(samples, zero)
    presented = [sample.presented for sample in samples]
    hidden = segment == 0 and min(presented) < zero
    delay = decode_delay(video.reorder_frames, 1 / video.frame_rate / timeline.time_base, timeline, hidden)
    decoded = decode_times(presented, min(presented), delay)
    return fragment(segment + 1, samples, decoded, delay.decoded(media_time(timeline, end)))


def sound_init(container: InputContainer, sound: Sound) -> bytes:
    """The init segment of a copied sound track."""
    config = bytes(container.streams[sound.track.index].codec_context.extradata or b"")
    config = config or audio.specific_config(sound.track.sample_rate, sound.track.channels)
    return init_segment(Track(sound.sample_rate, aac_entry(sound.sample_rate, sound.channels, config)))


def sound_segment(container: InputContainer, original: Original, sound: Sound, segment: int) -> bytes:
    """One segment of a copied sound track: the frames that begin in it, on the track's own grid. Errors as `original_segment`."""
    timeline, rate = original.timeline, sound.sample_rate
    if not 0 <= segment < timeline.count:
        raise SegmentMissing(f"There is no segment {segment}.")
    track = sound.track
    zero = timeline.zero * timeline.time_base
    offset = round((track.first * track.time_base - zero) * rate)
    first, stop = (math.ceil((timeline.seconds(edge) * rate - offset) / audio.FRAME) for edge in (segment, segment + 1))
    frames: dict[int, bytes] = {}
    _seek_sound(container, original, sound, segment)
    for packet in container.demux(_only(container, track.index)):
        if packet.pts is None:
            continue
        number = round((packet.pts - track.first) * track.time_base * rate / audio.FRAME)
        if number >= stop:
            break
        if number >= first:
            frames.setdefault(number, bytes(packet))
    origin = ORIGIN_SECONDS * rate + offset
    silence = audio.silent_frame(rate, sound.channels)  # before the sound begins, after it ends, and where it has a hole
    samples = [Sample(frames.get(number, silence), origin + number * audio.FRAME, sync=True) for number in range(first, stop)]
    return fragment(segment + 1, samples, [sample.presented for sample in samples], origin + stop * audio.FRAME)


def _open(original: Original) -> InputContainer:
    try:
        return open_local(original.path)
    except (av.error.FFmpegError, OSError) as error:
        raise SourceGone("The film's file cannot be opened.") from error


def _picture(container: InputContainer, index: int) -> VideoStream:
    stream = container.streams[index]
    if not isinstance(stream, VideoStream):
        raise SourceGone("The film's file does not hold what it did.")
    return stream


def _only(container: InputContainer, index: int) -> Stream:
    """Let the demuxer skip every other stream."""
    for stream in container.streams:
        stream.discard = Discard.default if stream.index == index else Discard.all
    return container.streams[index]


def _read_group(container: InputContainer, original: Original, segment: int) -> tuple[list[Sample], int]:
    """A segment's samples in decode order, and the tick at which the first frame of the next one is shown."""
    timeline, video = original.timeline, original.facts.video
    boundaries = timeline.boundaries
    last = segment + 1 == timeline.count
    stream = _only(container, video.index)
    container.seek(boundaries[segment], stream=stream, backward=True)
    samples: list[Sample] = []
    next_key: int | None = None
    end = boundaries[segment + 1]
    for packet in container.demux(stream):
        if packet.pts is None or not packet.size:
            continue
        if not samples:
            if segment > 0 and packet.pts < boundaries[segment]:
                continue  # the seek landed a group of pictures early: MP4 looks for decode times
            if not packet.is_keyframe or (segment > 0 and packet.pts != boundaries[segment]):
                raise SourceGone("The film's file does not hold what its index says.")
        elif next_key is not None:
            if packet.pts > next_key:
                return samples, end
            end = min(end, packet.pts)  # a leading picture of the next segment
            continue
        elif not last and packet.is_keyframe and packet.pts >= end:
            next_key = packet.pts
            continue
        samples.append(Sample(bytes(packet), media_time(timeline, packet.pts), packet.is_keyframe))
    if not samples or (next_key is None and not last):
        raise SourceGone("The film's file ends before its index says.")
    return samples, end


def _hidden_first(samples: list[Sample], start: int) -> list[Sample]:
    """Pictures before the first one that is shown (an edit list cuts into a group of pictures), a tick each: decoded, not watched."""
    hidden = sorted(sample.presented for sample in samples if sample.presented < start)
    moved = {time: start - len(hidden) + rank for rank, time in enumerate(hidden)}
    return [replace(sample, presented=moved.get(sample.presented, sample.presented)) for sample in samples]


def _seek_sound(container: InputContainer, original: Original, sound: Sound, segment: int) -> None:
    timeline = original.timeline
    at = (timeline.zero * timeline.time_base) + timeline.seconds(segment) - SOUND_LEAD_SECONDS
    # Matroska's index names pictures only: a seek by its sound would read the film from the start.
    by = sound.track if original.facts.container == MOV else original.facts.video
    go_back(container, int(at / by.time_base), _only(container, by.index))
