"""Choosing: which runs are missing, the most wanted first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from appliance.media.arguments import Run
from appliance.media.hls.names import parse_rendition
from appliance.media.renditions import Rendition
from webapp.library.models import Source
from webapp.streaming import companions, policy, queries
from webapp.streaming.models import Preparation, Priority
from webapp.streaming.policy import Plan
from webapp.streaming.queries import Playable

FIRST_SECONDS = 60.0  # of every new video, before anything else of any other
PREPARE_VIDEO_SEGMENTS, PREPARE_SOUND_SEGMENTS = 16, 75  # about a minute of picture, five minutes of sound


@dataclass(frozen=True)
class WantedRun:
    """Segments of renditions that one ffmpeg process can make together."""

    playable: Playable
    renditions: tuple[Rendition, ...]
    run: Run


def urgent_runs(plan: Plan | None = None) -> Iterator[WantedRun]:
    """Missing runs, the most wanted first: at the playheads, then what the owner put first, then the first minute of every video."""
    plan = plan or policy.plan()
    for playhead in queries.playheads():
        name, _ = parse_rendition(playhead.rendition) or ("", 1)
        playable = queries.played_one(queries.playables(playhead.video_id), playhead.rendition)
        if playable is not None and playable.ready:
            wanted = plan.at_playhead(playhead.library_id, playable, name)
            yield from _runs_of(playable, wanted, playable.timeline.segment_at(playhead.position), playable.timeline.count)
    yield from _unprepared_runs(plan, Preparation.Stage.WHOLE, queries.put_first())
    yield from _unprepared_runs(plan, Preparation.Stage.BEGINNING)


def remaining_runs(plan: Plan | None = None) -> Iterator[WantedRun]:
    """Every other missing run: of videos that people are in the middle of, then of the newest ones."""
    plan = plan or policy.plan()
    yield from _unprepared_runs(plan, Preparation.Stage.WHOLE, queries.favoured())
    yield from _unprepared_runs(plan, Preparation.Stage.WHOLE)


def check_prepared() -> None:
    """Look whether a Source that counts as prepared still is: the one that was looked at longest ago."""
    known = Preparation.objects.select_related("source__video").order_by("checked_at").first()
    if known is not None:
        if _is_prepared(policy.plan(), known.source, known.stage):
            Preparation.objects.filter(pk=known.pk).update(checked_at=timezone.now())
        else:
            known.delete()


def _unprepared_runs(plan: Plan, stage: int, among: Sequence[int] | None = None) -> Iterator[WantedRun]:
    """Missing runs of sources up to a stage; what turns out to be prepared is not looked at again."""
    for source in queries.unprepared(stage, plan.scopes, among):
        scope = plan.scopes.get(source.video.library_id)
        if scope is None:  # its video was moved to another library meanwhile
            continue
        if _is_prepared(plan, source, stage):
            known = {"stage": stage, "scope": scope, "checked_at": timezone.now()}
            Preparation.objects.update_or_create(source=source, defaults=known)
            if stage == Preparation.Stage.WHOLE:
                Priority.objects.filter(source=source).delete()
        else:
            playable = queries.playable(source)
            yield from _runs_of(playable, plan.ahead(source.video.library_id, playable), 0, _end_of(playable, stage))


def _end_of(playable: Playable, stage: int) -> int:
    """The first segment after a stage of preparing."""
    return playable.timeline.count if stage == Preparation.Stage.WHOLE else playable.timeline.segment_at(FIRST_SECONDS) + 1


def _is_prepared(plan: Plan, source: Source, stage: int) -> bool:
    playable = queries.playable(source)
    span = range(_end_of(playable, stage))
    if stage == Preparation.Stage.WHOLE and not companions.are_made(playable):
        return False
    wanted = plan.ahead(source.video.library_id, playable)
    return not any(missing_segments(playable, rendition).intersection(span) for rendition in wanted)


def _runs_of(playable: Playable, renditions: Iterable[Rendition], start: int, stop: int) -> Iterator[WantedRun]:
    """Runs of these renditions between two segments that nobody makes yet; sound first: every picture needs it, and it is quick."""
    span = set(range(start, stop))
    free = {rendition: span - queries.taken(playable, [rendition.name]) for rendition in renditions}
    for rendition, missing in free.items():
        while not rendition.is_video and missing:
            run = run_from(min(missing), missing, PREPARE_SOUND_SEGMENTS)
            yield WantedRun(playable, (rendition,), run)
            missing -= set(range(run.first, run.stop))
    yield from _picture_runs(playable, {rendition: missing for rendition, missing in free.items() if rendition.is_video})


def _picture_runs(playable: Playable, missing: dict[Rendition, set[int]]) -> Iterator[WantedRun]:
    """One process decodes once for all rungs that miss the same segments."""
    while any(missing.values()):
        first = min(min(segments) for segments in missing.values() if segments)
        together = tuple(rendition for rendition, segments in missing.items() if first in segments)
        common = set.intersection(*(missing[rendition] for rendition in together))
        others: set[int] = set().union(*(segments for rendition, segments in missing.items() if rendition not in together))
        run = run_from(first, common - others, PREPARE_VIDEO_SEGMENTS)
        yield WantedRun(playable, together, run)
        for rendition in together:
            missing[rendition] -= set(range(run.first, run.stop))


def missing_segments(playable: Playable, rendition: Rendition) -> set[int]:
    """The segments of a rendition that are not on disk."""
    return set(range(playable.timeline.count)) - queries.made_segments(playable.folder, rendition.name)


def run_from(first: int, missing: Iterable[int], most: int) -> Run:
    """The longest run of missing segments from `first` on, at most `most` long."""
    wanted = set(missing)
    count = 1
    while count < most and first + count in wanted:
        count += 1
    return Run(first, count)
