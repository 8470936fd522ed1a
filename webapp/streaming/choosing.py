"""Choosing: which runs are missing, the most wanted first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from appliance.media.arguments import Run
from appliance.media.renditions import Rendition
from webapp.streaming import companions, queries
from webapp.streaming.models import Preparation
from webapp.streaming.queries import Playable

FIRST_SECONDS = 60.0  # of every new video, before anything else of any other
PREPARE_VIDEO_SEGMENTS, PREPARE_SOUND_SEGMENTS = 8, 75  # about half a minute of picture, five minutes of sound


@dataclass(frozen=True)
class WantedRun:
    """Segments of renditions that one ffmpeg process can make together."""

    playable: Playable
    renditions: tuple[Rendition, ...]
    run: Run


def urgent_runs() -> Iterator[WantedRun]:
    """Missing runs, the most wanted first: at the playheads, then the first minute of every video."""
    for video_id, position in queries.wanted_places():
        for playable in [found for found in queries.playables(video_id)[:1] if found.ready]:
            yield from _runs_of(playable, playable.timeline.segment_at(position), playable.timeline.count)
    yield from _unprepared_runs(Preparation.Stage.BEGINNING)


def remaining_runs() -> Iterator[WantedRun]:
    """Every other missing run, newest videos first."""
    yield from _unprepared_runs(Preparation.Stage.WHOLE)


def check_prepared() -> None:
    """Look whether a Source that counts as prepared still is: the one that was looked at longest ago."""
    known = Preparation.objects.select_related("source").order_by("checked_at").first()
    if known is not None:
        if _is_prepared(queries.playable(known.source), known.stage):
            Preparation.objects.filter(pk=known.pk).update(checked_at=timezone.now())
        else:
            known.delete()


def _unprepared_runs(stage: int) -> Iterator[WantedRun]:
    """Missing runs of sources up to a stage; what turns out to be prepared is not looked at again."""
    for source in queries.unprepared(stage):
        playable = queries.playable(source)
        if _is_prepared(playable, stage):
            Preparation.objects.update_or_create(source=source, defaults={"stage": stage, "checked_at": timezone.now()})
        else:
            yield from _runs_of(playable, 0, _end_of(playable, stage))


def _end_of(playable: Playable, stage: int) -> int:
    """The first segment after a stage of preparing."""
    return playable.timeline.count if stage == Preparation.Stage.WHOLE else playable.timeline.segment_at(FIRST_SECONDS) + 1


def _is_prepared(playable: Playable, stage: int) -> bool:
    span = range(_end_of(playable, stage))
    if stage == Preparation.Stage.WHOLE and not companions.are_made(playable):
        return False
    return not any(missing_segments(playable, rendition).intersection(span) for rendition in playable.renditions if rendition.stored)


def _runs_of(playable: Playable, start: int, stop: int) -> Iterator[WantedRun]:
    """Runs of a source between two segments that nobody makes yet; sound first, because every picture needs it and it is quick."""
    span = set(range(start, stop))
    free = {r: span - queries.taken(playable, [r.name]) for r in playable.renditions if r.stored}
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
