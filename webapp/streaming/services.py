"""Filling: choosing, claiming and making runs, so that nothing is ever encoded twice."""

import logging
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from appliance.media import encode, hardware, remux
from appliance.media.arguments import Run
from appliance.media.errors import SegmentMissing, SourceGone
from appliance.media.hls.names import segment_number
from appliance.media.remux import Demuxers
from appliance.media.renditions import Rendition, bandwidth
from webapp.accounts.models import User
from webapp.jobs import enqueue
from webapp.library.models import Source
from webapp.library.services import check_source
from webapp.streaming import companions, disk, queries
from webapp.streaming.leases import Heart, carry_out, note_gone
from webapp.streaming.models import Playback, RunLease
from webapp.streaming.queries import Playable
from webapp.streaming.waiting import wait_for

log = logging.getLogger(__name__)

FIRST_SECONDS = 60.0  # of every new video, before anything else of any other
PREPARE_VIDEO_SEGMENTS, PREPARE_SOUND_SEGMENTS = 8, 75  # about half a minute of picture, five minutes of sound
PLAY_VIDEO_SEGMENTS, PLAY_SOUND_SEGMENTS = 3, 15


@dataclass(frozen=True)
class WantedRun:
    """Segments of renditions that one ffmpeg process can make together."""

    playable: Playable
    renditions: tuple[Rendition, ...]
    run: Run


def prepare_step() -> bool:
    """Do the most wanted piece of work ahead; False when there is nothing left to make, or no place to keep it."""
    if not disk.has_room_ahead():
        return False
    begun = _make_first(urgent_runs())
    if begun is None and companions.make_next():
        return True
    return bool(_make_first(remaining_runs()) if begun is None else begun)


def _make_first(runs: Iterable[WantedRun]) -> bool | None:
    """Make the first run that nobody else makes; None when there is none."""
    for wanted in runs:
        lease = _claim(wanted)
        if lease is not None:
            return _make(wanted, lease)
    return None


def make_wanted(source_id: int, name: str, segment: int) -> None:
    """Make the run that begins at a segment a viewer waits for, unless it is there or being made. Quiet when the source is gone."""
    source = Source.objects.filter(pk=source_id).first()
    if source is None:
        return
    playable = queries.playable(source)
    rendition = playable.rendition(name)
    if rendition is None or not rendition.stored or not 0 <= segment < playable.timeline.count:
        return
    most = PLAY_VIDEO_SEGMENTS if rendition.is_video else PLAY_SOUND_SEGMENTS
    missing = _missing(playable, rendition)
    if segment in missing:
        wanted = WantedRun(playable, (rendition,), _run_from(segment, missing, most))
        lease = _claim(wanted)
        if lease is not None:
            _make(wanted, lease, for_viewer=True)


def is_being_filled() -> bool:
    """Whether some worker makes a run now."""
    return any(lease.is_held for lease in RunLease.objects.active())


def urgent_runs() -> Iterator[WantedRun]:
    """Missing runs, the most wanted first: at the playheads, then the first minute of every video."""
    for video_id, position in queries.wanted_places():
        for playable in [found for found in queries.playables(video_id)[:1] if found.ready]:
            yield from _runs_of(playable, playable.timeline.segment_at(position), playable.timeline.count)
    for source in queries.ready_sources():
        playable = queries.playable(source)
        yield from _runs_of(playable, 0, playable.timeline.segment_at(FIRST_SECONDS) + 1)


def remaining_runs() -> Iterator[WantedRun]:
    """Every other missing run, newest videos first."""
    for source in queries.ready_sources():
        playable = queries.playable(source)
        yield from _runs_of(playable, 0, playable.timeline.count)


def _runs_of(playable: Playable, start: int, stop: int) -> Iterator[WantedRun]:
    """Missing runs of a source between two segments; sound first, because every picture needs it and it is quick."""
    span = range(start, stop)
    pictures = {r: _missing(playable, r).intersection(span) for r in playable.renditions if r.stored and r.is_video}
    for rendition in playable.renditions:
        if rendition.stored and not rendition.is_video:
            missing = _missing(playable, rendition).intersection(span)
            while missing:
                run = _run_from(min(missing), missing, PREPARE_SOUND_SEGMENTS)
                yield WantedRun(playable, (rendition,), run)
                missing -= set(range(run.first, run.stop))
    yield from _picture_runs(playable, pictures)


def _picture_runs(playable: Playable, missing: dict[Rendition, set[int]]) -> Iterator[WantedRun]:
    """One process decodes once for all rungs that miss the same segments."""
    while any(missing.values()):
        first = min(min(segments) for segments in missing.values() if segments)
        together = tuple(rendition for rendition, segments in missing.items() if first in segments)
        common = set.intersection(*(missing[rendition] for rendition in together))
        others: set[int] = set().union(*(segments for rendition, segments in missing.items() if rendition not in together))
        run = _run_from(first, common - others, PREPARE_VIDEO_SEGMENTS)
        yield WantedRun(playable, together, run)
        for rendition in together:
            missing[rendition] -= set(range(run.first, run.stop))


def _missing(playable: Playable, rendition: Rendition) -> set[int]:
    return set(range(playable.timeline.count)) - queries.made_segments(playable.folder, rendition.name)


def _run_from(first: int, missing: Iterable[int], most: int) -> Run:
    """The longest run of missing segments from `first` on, at most `most` long."""
    wanted = set(missing)
    count = 1
    while count < most and first + count in wanted:
        count += 1
    return Run(first, count)


def _claim(wanted: WantedRun) -> RunLease | None:
    """Take the lease on a run, as far as nobody else has it; None when somebody has its first segment.

    The source's row is locked meanwhile (SQLite locks the database), so that no two leases ever overlap.
    """
    names = frozenset(rendition.name for rendition in wanted.renditions)
    with transaction.atomic():
        if not Source.objects.select_for_update().filter(pk=wanted.playable.source_id).exists():
            return None
        taken: set[int] = set()
        for lease in queries.leased(wanted.playable.source_id):
            if lease.names & names:
                taken.update(lease.segments)
        for name in names:
            taken |= queries.made_segments(wanted.playable.folder, name)
        free = set(range(wanted.run.first, wanted.run.stop)) - taken
        if wanted.run.first not in free:
            return None
        run = _run_from(wanted.run.first, free, wanted.run.count)
        return RunLease.objects.take(wanted.playable.source_id, names, range(run.first, run.stop))


def _make(wanted: WantedRun, lease: RunLease, for_viewer: bool = False) -> bool:
    """Encode a claimed run. False when the disk takes no segments."""
    run = Run(lease.first_segment, lease.segment_count)

    def encode_run(watch: Heart) -> None:
        if for_viewer:
            disk.make_room(_most_bytes(wanted))
        _encode(wanted.playable, wanted.renditions, run, watch)
        _end_made_up_for(wanted.playable)

    return carry_out(wanted.playable, lease, encode_run)


def _most_bytes(wanted: WantedRun) -> int:
    """What the segments of a run can take."""
    seconds = sum(wanted.playable.timeline.duration(segment) for segment in range(wanted.run.first, wanted.run.stop))
    return int(seconds * sum(bandwidth(rendition, wanted.playable.timeline) for rendition in wanted.renditions) / 8)


def _end_made_up_for(playable: Playable) -> None:
    """End the leases of runs that broke off, once other runs have made their segments."""
    for lease in RunLease.objects.filter(source_id=playable.source_id, expires_at__lte=timezone.now()):
        if all(queries.made_segments(playable.folder, name).issuperset(lease.segments) for name in lease.names):
            lease.end()


def _encode(playable: Playable, wanted: Sequence[Rendition], run: Run, watch: Heart) -> None:
    original = playable.original
    sound = wanted[0].sound
    if sound is not None:
        encode.encode_audio(original.path, original.facts, original.timeline, sound, run, playable.folder, watch)
    else:
        rungs = [rendition.rung for rendition in wanted if rendition.rung is not None]
        threads = settings.CONFIG.ffmpeg_threads
        encoder = hardware.chosen(settings.PATHS.encoders)
        encode.encode_video(original.path, original.facts, original.timeline, rungs, run, playable.folder, threads, watch, encoder)


_demuxers = Demuxers()


def stored_segment(found: Playable, rendition: Rendition, name: str) -> Path | None:
    """The file of an encoded segment; when it is missing a worker makes it now. None when that takes too long.

    Raises SourceGone when it would have to be made from a film that is not there, SegmentMissing when making it was given up.
    """
    disk.note_watched(found.folder)
    path = found.folder / rendition.name / name
    if path.is_file():
        return path
    if not found.ready:
        raise SourceGone("The film's file is missing at the moment.")
    number = segment_number(name) or 0
    failed = queries.given_up(found.source_id, rendition.name, number)
    if failed is not None:
        raise SegmentMissing(failed.reason)
    enqueue("webapp.streaming.tasks.make_wanted", found.source_id, rendition.name, number, queue="play")
    return path if wait_for(path) else None


def cut_segment(found: Playable, rendition: Rendition, number: int | None) -> bytes:
    """A segment (None: the init segment) of `original` or of copied sound, read from the source now.

    Raises SourceGone when the file is missing or changed, SegmentMissing for a number that does not exist.
    """
    sound, original = rendition.sound, found.original
    try:
        with _demuxers.use(original) as container:
            if sound is not None:
                return remux.sound_init(container, sound) if number is None else remux.sound_segment(container, original, sound, number)
            return remux.original_init(container, original) if number is None else remux.original_segment(container, original, number)
    except SourceGone as error:
        note_gone(found.source_id, error)
        raise


def look_for_missing() -> None:
    """See whether originals that were missing are back."""
    for source in Source.objects.filter(state=Source.State.MISSING).iterator():
        check_source(source)


def close_originals() -> None:
    """Let go of every original that nobody reads at this moment, so that its drive can be unmounted."""
    _demuxers.close_idle()


def note_playback(
    user: User, video_id: int, key: uuid.UUID, position: float, rendition: str = "", paused: bool = False, ended: bool = False
) -> None:
    """Keep where a player is; a player that ended is forgotten. A key belongs to the user who first used it."""
    if ended:
        Playback.objects.filter(key=key, user=user).delete()
        return
    report = {"video_id": video_id, "position": position, "rendition": rendition, "paused": paused, "updated_at": timezone.now()}
    if not Playback.objects.filter(key=key, user=user).update(**report):
        with suppress(IntegrityError), transaction.atomic():
            Playback.objects.create(key=key, user=user, **report)
