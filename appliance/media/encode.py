"""Runs ffmpeg, packages what it says, checks it, and renames whole segments into place."""

import logging
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import av
from av.packet import Packet
from av.stream import Stream

from appliance.media import arguments, audio, h264
from appliance.media.arguments import OUTPUT_OFFSET, Run
from appliance.media.audio import Grid, Sound
from appliance.media.drafts import Draft, write_whole
from appliance.media.encoders import X264, X264_BESIDE, Encoder
from appliance.media.errors import RunFailed
from appliance.media.ffmpeg import open_local
from appliance.media.hls.names import INIT, segment_name
from appliance.media.ladder import Rung
from appliance.media.packager import (
    ORIGIN_SECONDS,
    Delay,
    Fragmenter,
    Sample,
    Track,
    aac_entry,
    box,
    fragment,
    init_segment,
    video_entry,
)
from appliance.media.packets import encoded_packets
from appliance.media.source import SourceFacts
from appliance.media.timeline import Timeline

log = logging.getLogger(__name__)

SEEKING_ANYWHERE = ("mpegts", "mpeg")  # containers in which a seek does not land on a keyframe
FINE_TICK = Fraction(1, 1000)  # seconds
HELD_BACK_FRAMES = 2  # what a decoder of our encodes reorders at most, with two B-frames and a pyramid
TORN_SECONDS = Fraction(1, 4)  # so much may be missing where a run ends before the film is looked at again


class Watch(Protocol):
    """Whoever has a run made. It is told how the run goes, and may stop it by raising."""

    @property
    def worker(self) -> str:
        """Part of the names of the run's drafts, which are nobody else's."""

    def alive(self, segment: int | None) -> None:
        """Called with every packet, and now and then while none comes (None). It may take its time: the encoder waits."""

    def keep(self) -> None:
        """Called before a whole segment gets its name."""


def encode_video(
    path: Path,
    facts: SourceFacts,
    timeline: Timeline,
    rungs: Sequence[Rung],
    run: Run,
    folder: Path,
    threads: int,
    watch: Watch,
    encoder: Encoder = X264,
) -> None:
    """Make a run of every rung below `folder/<rung>/`; segments that exist are left alone.

    A segment grows in its draft, fragment by fragment, for those who cannot wait.
    Rungs that were begun keep what they began with; `encoder` begins new ones. Where it fails x264 does this run.
    Raises RunFailed when ffmpeg fails or gives other segments than it was asked for.
    """
    film = _Film(path, facts, timeline, threads)
    for chosen, together in _by_encoder(folder, rungs, encoder).items():
        try:
            _encode_with(film, chosen, together, run, folder, watch)
        except RunFailed as error:
            if chosen in (X264, X264_BESIDE):
                raise
            log.warning("%s failed, x264 takes over this run: %s\n%s", chosen.label, error, error.tail)
            for software, rest in _by_encoder(folder, together, X264).items():
                _encode_with(film, software, rest, run, folder, watch)


def encode_init(path: Path, facts: SourceFacts, timeline: Timeline, rung: Rung, folder: Path, encoder: Encoder = X264) -> None:
    """Make a rung's init segment and nothing else: it is told by the first packet that the encoder gives. Errors as in `encode_video`."""
    with suppress(_Enough):
        encode_video(path, facts, timeline, [rung], Run(0, 1), folder, 0, _UntilFirstPacket(), encoder)


def encode_audio(path: Path, facts: SourceFacts, timeline: Timeline, sound: Sound, run: Run, folder: Path, watch: Watch) -> None:
    """Make a run of one sound rendition below `folder/<name>/`. Errors as in `encode_video`."""
    grid = Grid(timeline)
    target = folder / sound.name
    write_init(target, sound_init(sound))
    zero = grid.sample(0)
    pending: dict[int, bytes] = {}
    segment = run.first
    with encoded_packets(arguments.audio_run(path, facts, sound.track, grid, sound.channels, run), lambda: watch.alive(None)) as packets:
        for packet in packets:
            watch.alive(segment)
            position = (Fraction(packet.pts or 0) * (packet.time_base or 0) - OUTPUT_OFFSET) * audio.SAMPLE_RATE - zero
            frame, off = divmod(round(position), audio.FRAME)
            if off:
                raise RunFailed("The sound could not be cut exactly.", f"{position} is on no frame of the grid")
            pending[frame] = bytes(packet)
            while segment < run.stop and frame >= grid.frames(segment)[1]:
                _write_sound(target, segment, grid, pending, watch)
                segment += 1
    for rest in range(segment, run.stop):
        _write_sound(target, rest, grid, pending, watch)


def sound_init(sound: Sound) -> bytes:
    """The init segment of an encoded sound: nothing has to be encoded for it."""
    entry = aac_entry(audio.SAMPLE_RATE, sound.channels, audio.specific_config(audio.SAMPLE_RATE, sound.channels))
    return init_segment(Track(audio.SAMPLE_RATE, entry))


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


def _encode_with(film: _Film, encoder: Encoder, rungs: Sequence[Rung], run: Run, folder: Path, watch: Watch) -> None:
    leads = arguments.NOT_INDEXED_LEADS if film.facts.container in SEEKING_ANYWHERE and run.first > 0 else (0,)
    beside = _sets_beside(film, encoder, rungs, run, folder, watch)
    for lead in leads:
        argv = film.arguments(encoder, rungs, run, lead or arguments.NOT_INDEXED_LEADS[0])
        writers = [
            _RungWriter(film, folder / rung.name, rung, run, watch, strict=lead != leads[-1], beside=sets)
            for rung, sets in zip(rungs, beside, strict=True)
        ]
        try:
            with encoded_packets(argv, lambda: watch.alive(None)) as packets:
                for packet in packets:
                    writer = writers[packet.stream_index]
                    writer.add(packet)
                    watch.alive(writer.segment)
            for writer in writers:
                writer.finish()
        except _BeganLate:
            continue  # the seek landed inside a long group of pictures: nothing was written yet
        finally:
            for writer in writers:
                writer.discard()
        return


def _sets_beside(film: _Film, encoder: Encoder, rungs: Sequence[Rung], run: Run, folder: Path, watch: Watch) -> list[bytes]:
    """x264's parameter sets for the init segment of each rung, where another encoder begins one: so x264 can take over at any segment."""
    if encoder in (X264, X264_BESIDE) or all((folder / rung.name / INIT).exists() for rung in rungs):
        return [b""] * len(rungs)
    with encoded_packets(film.arguments(X264_BESIDE, rungs, Run(run.first, 1)), lambda: watch.alive(None)) as packets:
        first = next(packets, None)
        sets = [bytes(stream.codec_context.extradata or b"") for stream in first.stream.container.streams] if first else []
    if not sets:
        raise RunFailed("The film could not be read here.")
    return sets


class _BeganLate(Exception):
    """The first frame is later than the run's first boundary."""


class _Enough(Exception):
    """What comes now is not needed."""


class _UntilFirstPacket:
    """Watches over a run of which only the beginning is wanted."""

    def __init__(self) -> None:
        self.worker = secrets.token_hex(4)

    def alive(self, segment: int | None) -> None:
        """Stop at the first packet."""
        if segment is not None:
            raise _Enough

    def keep(self) -> None:
        """Nothing is kept."""


class _RungWriter:
    """Packages one rung's packets, and begins a segment wherever the next one begins."""

    def __init__(self, film: "_Film", folder: Path, rung: Rung, run: Run, watch: Watch, strict: bool, beside: bytes) -> None:
        self._film, self._watch, self._strict, self._beside = film, watch, strict, beside
        facts, timeline = film.facts, film.timeline
        self.folder, self.rung, self.timeline, self.run = folder, rung, timeline, run
        self.segment = run.first
        self._began = False
        self._fragmenter: Fragmenter | None = None  # of the segment that is being made
        self._draft: Draft | None = None  # its file; None where it exists already
        self._latest = timeline.boundaries[run.first]  # the last tick shown so far
        base = timeline.time_base
        frame = 1 / facts.video.frame_rate / base
        self._frame = frame
        self._delay = decode_delay(HELD_BACK_FRAMES, frame, timeline)

    def add(self, packet: "Packet[Stream]") -> None:
        """Take the next packet in decode order."""
        if packet.pts is None or packet.time_base is None:
            raise RunFailed("The encoder gave a frame without a time.")
        tick = round((packet.pts * packet.time_base - OUTPUT_OFFSET) / self.timeline.time_base)
        if not self._began:
            if self._strict and tick > self.timeline.boundaries[self.run.first] + self._frame * 3 / 2:
                raise _BeganLate
            self._begin(packet)
        following = self.timeline.boundaries[min(self.segment + 1, self.run.stop)]
        if packet.is_keyframe and self._fragmenter is not None and tick >= following:
            self._complete()
        if self._fragmenter is None and not packet.is_keyframe:
            raise RunFailed("The encoder began a segment without a keyframe.", f"segment {self.segment} of {self.rung.name}")
        fragmenter = self._fragmenter or self._begin_segment()
        self._latest = max(self._latest, tick)
        sample = Sample(h264.length_prefixed(bytes(packet)), self._media_time(tick), packet.is_keyframe)
        self._append(fragmenter.add(sample))

    def finish(self) -> None:
        """Complete the last segment of the run; what ends before that is not whole."""
        if self._strict and not self._began:
            raise _BeganLate
        if self.segment == self.run.stop - 1 and self._fragmenter is not None and not self._is_torn():
            self._complete()
        if self.segment != self.run.stop:
            raise RunFailed(
                "The film could not be read to the end of this part.",
                f"{self.rung.name}: segments {self.segment} to {self.run.stop - 1} of run {self.run} are missing",
            )

    def discard(self) -> None:
        """Leave nothing of a segment that is not whole."""
        if self._draft is not None:
            self._draft.discard()

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

    def _begin_segment(self) -> Fragmenter:
        path = self.folder / segment_name(self.segment)
        start = self._media_time(self.timeline.boundaries[self.segment])
        self._fragmenter = Fragmenter(self.segment, start, self._delay, HELD_BACK_FRAMES, self.timeline.time_base.denominator)
        self._draft = None if path.exists() else Draft(path, self._watch.worker)
        return self._fragmenter

    def _append(self, data: bytes) -> None:
        if self._draft is not None and data:
            self._draft.append(data)

    def _complete(self) -> None:
        """The segment is whole: let it have its name."""
        assert self._fragmenter is not None  # noqa: S101 -- callers looked
        self._append(self._fragmenter.finish(self._media_time(self.timeline.boundaries[self.segment + 1])))
        if self._draft is not None:
            self._watch.keep()
            self._draft.keep()
        self._fragmenter = self._draft = None
        self.segment += 1

    def _is_torn(self) -> bool:
        """Whether the run ended before the film did: ffmpeg calls a film that cannot be read to its end a success."""
        end = self.timeline.boundaries[self.run.stop]
        if end - self._latest <= max(self._frame * 3 / 2, TORN_SECONDS / self.timeline.time_base):
            return False
        return not _shows_nothing_between(self._film.path, self._film.facts, self._latest, end, last=self.run.stop == self.timeline.count)

    def _media_time(self, tick: int) -> int:
        return media_time(self.timeline, tick)


def decode_delay(held_back: int, frame: Fraction, timeline: Timeline, hidden: bool = False) -> Delay:
    """How much earlier pictures are decoded than shown; `frame`: the length of one in ticks of the timeline.

    A second at most: slides that stand for many would otherwise be decoded before the origin. Where ticks are coarse or pictures are
    `hidden` before the first, there is no room for it to grow.
    """
    base = timeline.time_base
    wished = min(round(held_back * frame), int(1 / base))
    grows = base <= FINE_TICK and not hidden
    return Delay(max(held_back, wished) * base.numerator, media_time(timeline, timeline.zero) if grows else None)


def media_time(timeline: Timeline, tick: int) -> int:
    """A tick of the timeline in the track's timescale (ticks/s: the time base's denominator), on the common origin."""
    return (tick - timeline.zero) * timeline.time_base.numerator + ORIGIN_SECONDS * timeline.time_base.denominator


def _shows_nothing_between(path: Path, facts: SourceFacts, after: int, end: int, last: bool) -> bool:
    """Whether the film can be read from the picture shown at tick `after` up to `end`, and has none between: one may stand long.

    `last`: the film ends there.
    """
    try:
        with open_local(path) as container:
            stream = next(stream for stream in container.streams.video if stream.index == facts.video.index)
            container.seek(after, stream=stream, backward=True)
            for packet in container.demux(stream):
                if packet.pts is None:
                    continue
                if after < packet.pts < end:
                    return False
                if packet.pts >= end or (last and packet.pts == after):
                    return True
    except av.error.FFmpegError:
        return False
    return False


def _write_sound(folder: Path, segment: int, grid: Grid, pending: dict[int, bytes], watch: Watch) -> None:
    first, stop = grid.frames(segment)
    missing = [frame for frame in range(first, stop) if frame not in pending]
    if missing:
        raise RunFailed("The sound could not be read to the end of this part.", f"frames {missing[0]}... of segment {segment}")
    origin = ORIGIN_SECONDS * audio.SAMPLE_RATE
    times = [origin + frame * audio.FRAME for frame in range(first, stop)]
    samples = [Sample(pending[frame], time, sync=True) for frame, time in zip(range(first, stop), times, strict=True)]
    path = folder / segment_name(segment)
    if not path.exists():
        watch.keep()
        write_whole(path, fragment(segment + 1, samples, times, origin + stop * audio.FRAME), watch.worker)
    for frame in [frame for frame in pending if frame < stop]:
        del pending[frame]
