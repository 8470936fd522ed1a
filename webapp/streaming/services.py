"""Filling: claiming and making runs, so that nothing is ever encoded twice."""

import logging
import os
import time
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from appliance.media import encode, hardware, remux
from appliance.media.encoders import Encoder
from appliance.media.errors import RunFailed, SegmentMissing, SourceGone
from appliance.media.hls.names import INIT, segment_number
from appliance.media.remux import Demuxers
from appliance.media.renditions import Rendition, bandwidth
from webapp.accounts.access import Viewer
from webapp.accounts.callers import Caller
from webapp.jobs import enqueue
from webapp.library.models import Folder, Source
from webapp.library.services import check_source
from webapp.streaming import companions, copies, disk, policy, queries
from webapp.streaming.choosing import WantedRun, missing_segments, remaining_runs, run_from, urgent_runs
from webapp.streaming.hearts import RunHeart, ViewersHeart
from webapp.streaming.leases import Heart, carry_out, note_gone
from webapp.streaming.models import LEASE, PLAYBACK_KEPT, Playback, Preparation, RunLease, Wait
from webapp.streaming.policy import Plan
from webapp.streaming.queries import Playable
from webapp.streaming.waiting import Growing, wait_for

log = logging.getLogger(__name__)

PLAY_VIDEO_SEGMENTS, PLAY_SOUND_SEGMENTS = 150, 15  # at most: a viewer's run goes on while it is wanted
ROOM_SEGMENTS = 24  # that a viewer's run makes room for before it begins
ASK_SECONDS = 2.0  # after which a segment that nobody makes is asked for again
MISSING = "The film's file is missing at the moment."
MAKE_WANTED, MAKE_INIT = "webapp.streaming.tasks.make_wanted", "webapp.streaming.tasks.make_init"


def prepare_step(plan: Plan | None = None) -> bool:
    """Do the most wanted piece of work ahead; False when there is nothing left to make at this moment, or no place to keep it."""
    if not disk.has_room_ahead():
        return False
    plan = plan or policy.plan()
    begun = _make_first(urgent_runs(plan))
    if begun is None and companions.make_next(plan):
        return True
    return bool(_make_first(remaining_runs(plan)) if begun is None else begun)


def _make_first(runs: Iterable[WantedRun]) -> bool | None:
    """Make the first run that nobody else makes; None when there is none."""
    for wanted in runs:
        heart = _claim(wanted, RunHeart)
        if heart is not None:
            return _make(heart)
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
    if segment in missing_segments(playable, rendition):
        Preparation.objects.filter(source=source).delete()
        # The first picture run is a short one: an encoder that knows of no more gives its last pictures at once.
        if _make_from(playable, rendition, segment, 1 if rendition.is_video else PLAY_SOUND_SEGMENTS) and rendition.is_video:
            _make_from(playable, rendition, segment + 1, PLAY_VIDEO_SEGMENTS)


def _make_from(playable: Playable, rendition: Rendition, segment: int, most: int) -> bool:
    """Make a viewer's run of at most so many segments; whether its first one was made now."""
    run = run_from(segment, missing_segments(playable, rendition), most)
    heart = _claim(WantedRun(playable, (rendition,), run), ViewersHeart) if segment < playable.timeline.count else None
    return heart is not None and _make(heart) and queries.has_segment(playable.folder, rendition.name, segment)


def make_init(source_id: int, name: str) -> None:
    """Make the init segment of a rung, and no segment: nobody knows yet where the viewer begins. Quiet as `make_wanted`."""
    source = Source.objects.filter(pk=source_id).first()
    playable = queries.playable(source) if source is not None else None
    rendition = playable.rendition(name) if playable is not None else None
    if playable is None or rendition is None or rendition.rung is None or (playable.folder / name / INIT).exists():
        return
    original = playable.original
    try:
        encode.encode_init(original.path, original.facts, original.timeline, rendition.rung, playable.folder, encoder())
    except (RunFailed, OSError) as error:
        log.warning("%s: %s\n%s", source, error, getattr(error, "tail", ""))


def encoder() -> Encoder:
    """What this machine encodes with; the first time, its encoders are tested."""
    return hardware.chosen(settings.PATHS.encoders)


def is_being_filled() -> bool:
    """Whether some worker makes a run now."""
    return any(lease.is_held for lease in RunLease.objects.active())


def _claim(wanted: WantedRun, kind: type[RunHeart]) -> RunHeart | None:
    """Take the lease on the beginning of a run, as far as nobody else has it; None when somebody has its first segment.

    The source's row is locked meanwhile (SQLite locks the database), so that no two leases ever overlap.
    """
    playable, names = wanted.playable, [rendition.name for rendition in wanted.renditions]
    with transaction.atomic():
        if not Source.objects.select_for_update().filter(pk=playable.source_id).exists():
            return None
        free = set(range(wanted.run.first, wanted.run.stop)) - queries.taken(playable, names)
        if wanted.run.first not in free:
            return None
        run = run_from(wanted.run.first, free, wanted.run.count)
        claimed = 1 if wanted.renditions[0].is_video else run.count  # pictures one by one, as they come; sound is quick
        lease = RunLease.objects.take(playable.source_id, names, range(run.first, run.first + claimed))
    return kind(playable, wanted.renditions, run, lease)


def _make(heart: RunHeart) -> bool:
    """Encode a claimed run. False when the disk takes no segments."""

    def encode_run(_: Heart) -> None:
        if isinstance(heart, ViewersHeart):
            disk.make_room(_most_bytes(heart))
        _remove_drafts(heart)
        _encode(heart)

    made = carry_out(heart.playable, heart, encode_run)
    _end_made_up_for(heart.playable)
    return made


def _remove_drafts(heart: RunHeart) -> None:
    """Remove what killed workers left half done, where this run begins to work."""
    drafts = [draft for name in heart.lease.names for draft in (heart.playable.folder / name).glob(".*.m4s.*")]
    # Asked last: whoever wrote one of them had its lease by then.
    at_work = {lease.worker.hex for lease in RunLease.objects.active().filter(source_id=heart.playable.source_id) if lease.is_held}
    for draft in drafts:
        if draft.suffix.removeprefix(".") not in at_work:
            draft.unlink(missing_ok=True)


def _most_bytes(heart: RunHeart) -> int:
    """What the first segments of a run can take."""
    timeline = heart.playable.timeline
    stop = min(heart.run.stop, heart.run.first + ROOM_SEGMENTS)
    seconds = timeline.seconds(stop) - timeline.seconds(heart.run.first)
    return int(seconds * sum(bandwidth(rendition, timeline) for rendition in heart.renditions) / 8)


def _end_made_up_for(playable: Playable) -> None:
    """End the leases of runs that broke off, once other runs have made their segments."""
    for lease in RunLease.objects.filter(source_id=playable.source_id, expires_at__lte=timezone.now()):
        if all(queries.made_segments(playable.folder, name).issuperset(lease.segments) for name in lease.names):
            lease.end()


def _encode(heart: RunHeart) -> None:
    playable, original, run = heart.playable, heart.playable.original, heart.run
    sound = heart.renditions[0].sound
    if sound is not None:
        encode.encode_audio(original.path, original.facts, original.timeline, sound, run, playable.folder, heart)
    else:
        rungs = [rendition.rung for rendition in heart.renditions if rendition.rung is not None]
        threads = _threads(heart)
        encode.encode_video(original.path, original.facts, original.timeline, rungs, run, playable.folder, threads, heart, encoder())


def _threads(heart: RunHeart) -> int:
    """How many threads each encoder, and the decoder, may have: work ahead leaves a quarter of a larger machine to its owner."""
    if settings.CONFIG.ffmpeg_threads or isinstance(heart, ViewersHeart):
        return int(settings.CONFIG.ffmpeg_threads)
    cores = os.cpu_count() or 1
    return max(2, (cores - cores // 4) // len(heart.renditions))


_demuxers = Demuxers()


def stored_segment(
    found: Playable, rendition: Rendition, name: str, has_left: Callable[[], bool] = lambda: False, in_parts: bool = True
) -> Path | Growing | bytes | None:
    """An encoded segment, or init segment; when it is missing a worker makes it now. None when that takes too long.

    `has_left`: whether nobody waits for the answer any more; `in_parts`: whether it may be sent while it is made. Raises SourceGone
    when it would have to be made from a film that is not there, SegmentMissing when making it was given up.
    """
    disk.note_watched(found.folder)
    path = found.folder / rendition.name / name
    if path.is_file():
        return path
    if rendition.sound is not None and name == INIT:
        return encode.sound_init(rendition.sound)
    if not found.ready and not _is_back(found.source_id):
        raise SourceGone(MISSING)
    number = segment_number(name)
    wish = _Wish(found, rendition.name, number, has_left)
    return wait_for(path, wish.renew, wish.grows) if in_parts else wait_for(path, wish.renew)


def _is_back(source_id: int) -> bool:
    """Whether an original that was missing is there again."""
    source = Source.objects.filter(pk=source_id).first()
    back = source is not None and check_source(source) == Source.State.READY
    if back:
        queries.forget_playables()
    return back


class _Wish:
    """One request for a segment (None: the init segment) that is not there: has it made, and says that somebody waits."""

    def __init__(self, found: Playable, name: str, number: int | None, has_left: Callable[[], bool]) -> None:
        self._found, self._name, self._number, self._has_left = found, name, number, has_left
        self._asked = float("-inf")

    def renew(self) -> None:
        """Say so again. Raises SegmentMissing when it was given up, or when nobody waits any more; SourceGone when the film is gone."""
        if self._has_left():
            raise SegmentMissing("Nobody waits for this part of the film any more.")
        source = self._found.source_id
        if not Source.objects.filter(pk=source, state=Source.State.READY).exists():  # a worker may have found out meanwhile
            raise SourceGone(MISSING)
        failed = queries.given_up(source, self._name, self._number or 0)
        if failed is not None:
            raise SegmentMissing(failed.reason)
        if self._number is not None:
            now = {"renewed_at": timezone.now()}
            with suppress(IntegrityError), transaction.atomic():  # the film was deleted meanwhile
                Wait.objects.update_or_create(source_id=source, rendition=self._name, segment=self._number, defaults=now)
        if self.grows() is None and time.monotonic() - self._asked > ASK_SECONDS:
            self._asked = time.monotonic()
            if self._number is None:
                enqueue(MAKE_INIT, source, self._name, queue="play")
            else:
                enqueue(MAKE_WANTED, source, self._name, self._number, queue="play")

    def grows(self) -> Path | None:
        """Where a worker writes it now."""
        return None if self._number is None else queries.growing_segment(self._found, self._name, self._number)


def cut_segment(found: Playable, rendition: Rendition, number: int | None) -> bytes:
    """A segment (None: the init segment) of `original` or of copied sound, read from the source now, or kept from when it was there.

    Raises SourceGone when the file is missing or changed, SegmentMissing for a number that does not exist.
    """
    kept = None if found.ready else copies.kept(found, rendition, number)
    if kept is not None:
        return kept
    try:
        return _cut(found, rendition, number)
    except SourceGone as error:
        if note_gone(found.source_id, error) != Source.State.READY:
            kept = copies.kept(found, rendition, number)
            if kept is None:
                raise
            return kept
    queries.forget_playables()  # only its time changed: the content is what it was
    return _cut(queries.playable(Source.objects.get(pk=found.source_id)), rendition, number)


def _cut(found: Playable, rendition: Rendition, number: int | None) -> bytes:
    sound, original = rendition.sound, found.original
    with _demuxers.use(original) as container:
        if sound is not None:
            return remux.sound_init(container, sound) if number is None else remux.sound_segment(container, original, sound, number)
        return remux.original_init(container, original) if number is None else remux.original_segment(container, original, number)


def look_for_missing() -> None:
    """See whether originals that were missing are back; while a whole folder is, its next scan will tell."""
    missing = Source.objects.filter(state=Source.State.MISSING).exclude(folder__state=Folder.State.MISSING)
    for source in missing.defer("timeline_json", "facts_json").iterator():
        check_source(source)


def forget_waits() -> None:
    """Remove what said that somebody waited, long ago."""
    Wait.objects.filter(renewed_at__lt=timezone.now() - LEASE).delete()


def forget_playbacks() -> None:
    """Remove what was played long ago by players that never said so."""
    Playback.objects.filter(updated_at__lt=timezone.now() - PLAYBACK_KEPT).delete()


def close_originals() -> None:
    """Let go of every original that nobody reads at this moment, so that its drive can be unmounted."""
    _demuxers.close_idle()


def note_playback(
    viewer: Viewer,
    caller: Caller,
    video_id: int,
    key: uuid.UUID,
    position: float,
    rendition: str = "",
    paused: bool = False,
    ended: bool = False,
) -> None:
    """Keep where a player is; a player that ended is forgotten. A key belongs to the user who first used it."""
    of_player = Playback.objects.filter(key=key, user=viewer.user_id)
    if ended:
        of_player.delete()
        return
    report = {"video_id": video_id, "position": position, "rendition": rendition, "paused": paused, "updated_at": timezone.now()}
    report |= {"address": caller.address, "client": caller.client}
    report |= {"profile_id": viewer.profile_id, "sign_in_id": uuid.UUID(viewer.sign_in) if viewer.sign_in else None}
    if not of_player.update(**report):
        with suppress(IntegrityError), transaction.atomic():
            Playback.objects.create(key=key, user_id=viewer.user_id, **report)
