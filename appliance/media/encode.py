"""Runs ffmpeg, packages what it says, checks it, and renames whole segments into place."""

import logging
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import IO

import av
from av.packet import Packet
from av.stream import Stream

from appliance import child
from appliance.media import arguments, audio, h264
from appliance.media.arguments import OUTPUT_OFFSET, Run
from appliance.media.audio import Grid, Sound
from appliance.media.encoders import X264, X264_BESIDE, Encoder
from appliance.media.errors import RunFailed
from appliance.media.hls.names import INIT, segment_name
from appliance.media.ladder import Rung
from appliance.media.packager import (
    ORIGIN_SECONDS,
    Sample,
    Track,
    aac_entry,
    box,
    decode_times,
    fragment,
    init_segment,
    video_entry,
)
from appliance.media.source import SourceFacts
from appliance.media.timeline import Timeline

log = logging.getLogger(__name__)

Alive = Callable[[], None]  # called with every packet; raises to stop the run
SEEKING_ANYWHERE = ("mpegts", "mpeg")  # containers in which a seek does not land on a keyframe
HELD_BACK_FRAMES = 2  # what a decoder of our encodes reorders at most, with two B-frames and a pyramid


def encode_video(
    path: Path,
    facts: SourceFacts,
    timeline: Timeline,
    rungs: Sequence[Rung],
    run: Run,
    folder: Path,
    threads: int,
    alive: Alive,
    encoder: Encoder = X264,
) -> None:
    """Make a run of every rung below `folder/<rung>/`; segments that exist are left alone.

    Rungs that were begun keep what they began with; `encoder` begins new ones. Where it fails x264 does this run.
    Raises RunFailed when ffmpeg fails or gives other segments than it was asked for.
    """
    film = _Film(path, facts, timeline, threads)
    for chosen, together in _by_encoder(folder, rungs, encoder).items():
        try:
            _encode_with(film, chosen, together, run, folder, alive)
        except RunFailed as error:
            if chosen in (X264, X264_BESIDE):
                raise
            log.warning("%s failed, x264 takes over this run: %s\n%s", chosen.label, error, error.tail)
            for software, rest in _by_encoder(folder, together, X264).items():
                _encode_with(film, software, rest, run, folder, alive)


def encode_audio(path: Path, facts: SourceFacts, timeline: Timeline, sound: Sound, run: Run, folder: Path, alive: Alive) -> None:
    """Make a run of one sound rendition below `folder/<name>/`. Errors as in `encode_video`."""
    grid = Grid(timeline)
    target = folder / sound.name
    entry = aac_entry(audio.SAMPLE_RATE, sound.channels, audio.specific_config(audio.SAMPLE_RATE, sound.channels))
    write_init(target, init_segment(Track(audio.SAMPLE_RATE, entry)))
    zero = grid.sample(0)
    pending: dict[int, bytes] = {}
    segment = run.first
    with _packets(arguments.audio_run(path, facts, sound.track, grid, sound.channels, run)) as packets:
        for packet in packets:
            alive()
            position = (Fraction(packet.pts or 0) * (packet.time_base or 0) - OUTPUT_OFFSET) * audio.SAMPLE_RATE - zero
            frame, off = divmod(round(position), audio.FRAME)
            if off:
                raise RunFailed("The sound could not be cut exactly.", f"{position} is on no frame of the grid")
            pending[frame] = bytes(packet)
            while segment < run.stop and frame >= grid.frames(segment)[1]:
                _write_sound(target, segment, grid, pending)
                segment += 1
    for rest in range(segment, run.stop):
        _write_sound(target, rest, grid, pending)


def write_init(folder: Path, data: bytes) -> None:
    """Keep the one init segment of a rendition.

    Raises RunFailed when it differs from the one that earlier runs were made for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / INIT
    if not path.exists():
        write_whole(path, data)
    elif path.read_bytes() != data:
        raise RunFailed("The encoder changed since this rendition was begun.", f"{path} differs")


def write_whole(path: Path, data: bytes) -> None:
    """Write beside and rename: a file that exists under its name is whole."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        draft.write_bytes(data)
        os.replace(draft, path)  # noqa: PTH105 -- Path.replace says the same, this reads as the rule
    finally:
        draft.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Film:
    """What is encoded, and how many processor threads may be used for it (0: as many as are good)."""

    path: Path
    facts: SourceFacts
    timeline: Timeline
    threads: int

    def arguments(self, encoder: Encoder, rungs: Sequence[Rung], run: Run, lead: int = arguments.NOT_INDEXED_LEADS[0]) -> list[str]:
        """What ffmpeg is told."""
        return arguments.video_run(self.path, self.facts, self.timeline, rungs, run, self.threads, lead, encoder)


def _by_encoder(folder: Path, rungs: Sequence[Rung], wished: Encoder) -> dict[Encoder, list[Rung]]:
    """The encoder of each rung: `wished` for one that is not begun, else what fits its init segment.

    One that x264 began has one pair of parameter sets; one that another encoder began has x264's beside its own.
    """
    chosen: dict[Encoder, list[Rung]] = {}
    for rung in rungs:
        begun = _stored_sets(folder / rung.name)
        software = X264_BESIDE if len(begun) > 1 else X264
        chosen.setdefault(software if wished is X264 or len(begun) == 1 else wished, []).append(rung)
    return chosen


def _stored_sets(folder: Path) -> list[tuple[bytes, bytes]]:
    """The parameter sets in a rendition's init segment; none before it is begun."""
    try:
        init = (folder / INIT).read_bytes()
    except FileNotFoundError:
        return []
    return h264.configured_sets(init[init.index(b"avcC") + 4 :]) if b"avcC" in init else []


def _encode_with(film: _Film, encoder: Encoder, rungs: Sequence[Rung], run: Run, folder: Path, alive: Alive) -> None:
    leads = arguments.NOT_INDEXED_LEADS if film.facts.container in SEEKING_ANYWHERE and run.first > 0 else (0,)
    beside = _sets_beside(film, encoder, rungs, run, folder)
    for lead in leads:
        argv = film.arguments(encoder, rungs, run, lead or arguments.NOT_INDEXED_LEADS[0])
        writers = [
            _RungWriter(folder / rung.name, rung, film.facts, film.timeline, run, strict=lead != leads[-1], beside=sets)
            for rung, sets in zip(rungs, beside, strict=True)
        ]
        try:
            with _packets(argv) as packets:
                for packet in packets:
                    alive()
                    writers[packet.stream_index].add(packet)
            for writer in writers:
                writer.finish()
        except _BeganLate:
            continue  # the seek landed inside a long group of pictures: nothing was written yet
        return


def _sets_beside(film: _Film, encoder: Encoder, rungs: Sequence[Rung], run: Run, folder: Path) -> list[bytes]:
    """x264's parameter sets for the init segment of each rung, where another encoder begins one: so x264 can take over at any segment."""
    if encoder in (X264, X264_BESIDE) or all((folder / rung.name / INIT).exists() for rung in rungs):
        return [b""] * len(rungs)
    with _packets(film.arguments(X264_BESIDE, rungs, Run(run.first, 1))) as packets:
        first = next(packets, None)
        sets = [bytes(stream.codec_context.extradata or b"") for stream in first.stream.container.streams] if first else []
    if not sets:
        raise RunFailed("The film could not be read here.")
    return sets


class _BeganLate(Exception):
    """The first frame is later than the run's first boundary."""


class _RungWriter:
    """Collects one rung's packets and writes a segment whenever the next one begins."""

    def __init__(self, folder: Path, rung: Rung, facts: SourceFacts, timeline: Timeline, run: Run, strict: bool, beside: bytes) -> None:
        self._strict, self._beside = strict, beside
        self.folder, self.rung, self.timeline, self.run = folder, rung, timeline, run
        self.segment = run.first
        self._samples: list[Sample] = []
        self._began = False
        base = timeline.time_base
        frame = 1 / facts.video.frame_rate / base
        self._frame = frame
        self._delay = decode_delay(HELD_BACK_FRAMES, frame, base)

    def add(self, packet: "Packet[Stream]") -> None:
        """Take the next packet in decode order."""
        if packet.pts is None or packet.time_base is None:
            raise RunFailed("The encoder gave a frame without a time.")
        tick = round((packet.pts * packet.time_base - OUTPUT_OFFSET) / self.timeline.time_base)
        if not self._began:
            if self._strict and tick > self.timeline.boundaries[self.run.first] + self._frame * 3 / 2:
                raise _BeganLate
            self._begin(packet)
        if packet.is_keyframe and self._samples and tick >= self.timeline.boundaries[min(self.segment + 1, self.run.stop)]:
            self._write()
        if not self._samples and not packet.is_keyframe:
            raise RunFailed("The encoder began a segment without a keyframe.", f"segment {self.segment} of {self.rung.name}")
        self._samples.append(Sample(h264.length_prefixed(bytes(packet)), self._media_time(tick), packet.is_keyframe))

    def finish(self) -> None:
        """Write the last segment, and check that there were as many as the run has."""
        if self._strict and not self._began:
            raise _BeganLate
        if self._samples:
            self._write()
        if self.segment != self.run.stop:
            raise RunFailed(
                "The film could not be read to the end of this part.",
                f"{self.rung.name}: segments {self.segment} to {self.run.stop - 1} of run {self.run} are missing",
            )

    def _begin(self, packet: "Packet[Stream]") -> None:
        self._began = True
        own = bytes(packet.stream.codec_context.extradata or b"")
        try:
            sets = h264.parameter_sets(own)
            configuration = h264.configuration(own, self._beside) if self._beside else h264.configuration(own)
        except ValueError as error:
            raise RunFailed(str(error)) from error
        if sets in _stored_sets(self.folder):
            return
        entry = video_entry(b"avc1", self.rung.width, self.rung.height, box(b"avcC", configuration))
        track = Track(self.timeline.time_base.denominator, entry, self.rung.width, self.rung.height)
        write_init(self.folder, init_segment(track))

    def _media_time(self, tick: int) -> int:
        return media_time(self.timeline, tick)

    def _write(self) -> None:
        start = self._media_time(self.timeline.boundaries[self.segment])
        end = self._media_time(self.timeline.boundaries[self.segment + 1])
        decoded = decode_times([sample.presented for sample in self._samples], start, self._delay)
        path = self.folder / segment_name(self.segment)
        if not path.exists():
            write_whole(path, fragment(self.segment + 1, self._samples, decoded, end - self._delay))
        self._samples = []
        self.segment += 1


def decode_delay(held_back: int, frame: Fraction, time_base: Fraction) -> int:
    """How much earlier a picture is decoded than shown, in the timescale: a tick at least for each frame that a decoder holds back.

    A second at most: slides that stand for many would otherwise be decoded before the origin.
    """
    wished = min(round(held_back * frame), int(1 / time_base))
    return max(held_back, wished) * time_base.numerator


def media_time(timeline: Timeline, tick: int) -> int:
    """A tick of the timeline in the track's timescale (ticks/s: the time base's denominator), on the common origin."""
    return (tick - timeline.zero) * timeline.time_base.numerator + ORIGIN_SECONDS * timeline.time_base.denominator


def _write_sound(folder: Path, segment: int, grid: Grid, pending: dict[int, bytes]) -> None:
    first, stop = grid.frames(segment)
    missing = [frame for frame in range(first, stop) if frame not in pending]
    if missing:
        raise RunFailed("The sound could not be read to the end of this part.", f"frames {missing[0]}... of segment {segment}")
    origin = ORIGIN_SECONDS * audio.SAMPLE_RATE
    times = [origin + frame * audio.FRAME for frame in range(first, stop)]
    samples = [Sample(pending[frame], time, sync=True) for frame, time in zip(range(first, stop), times, strict=True)]
    path = folder / segment_name(segment)
    if not path.exists():
        write_whole(path, fragment(segment + 1, samples, times, origin + stop * audio.FRAME))
    for frame in [frame for frame in pending if frame < stop]:
        del pending[frame]


@contextmanager
def _packets(argv: Sequence[str]) -> Iterator[Iterator["Packet[Stream]"]]:
    """The packets that an encoder writes; the encoder ends with the block."""
    try:
        with child.reading(argv) as output:
            yield _demuxed(output)
    except child.ChildFailed as error:
        raise RunFailed("The film could not be converted here: ffmpeg gave up.", error.tail) from error


def _demuxed(output: IO[bytes]) -> Iterator["Packet[Stream]"]:
    try:
        with av.open(output, "r", format="nut") as container:
            for packet in container.demux():
                if packet.size:
                    yield packet
    except av.error.FFmpegError:
        return  # ffmpeg ended early: its own words say why, and what is missing is found by its absence
