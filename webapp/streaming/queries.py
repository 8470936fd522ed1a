"""What can be played, and what of it is on disk."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from appliance.media.hls.names import SEGMENT, draft_name, parse_rendition, segment_name
from appliance.media.remux import Original
from appliance.media.renditions import Rendition, renditions
from appliance.media.source import SourceFacts
from appliance.media.timeline import Timeline
from webapp.library.models import Source
from webapp.library.versions import parts_of, ranked
from webapp.streaming.models import NEEDED, Playback, PlayedRung, Preparation, Priority, RunLease
from webapp.watching.models import ListEntry, WatchProgress

REMEMBERED_SECONDS = 5.0
MOST_FAVOURED = 200


@dataclass(frozen=True)
class Playable:
    """Everything that serving a source's segments needs, read from its row once."""

    source_id: int
    version: str
    number: int  # 1: the video's best source, which answers at the plain names
    edition: str  # director's cut, extended, and so on; empty: the usual one
    part: int  # of a film that lies in several files
    ready: bool  # whether its file is there; while it is missing, what is encoded still plays
    original: Original
    renditions: tuple[Rendition, ...]

    @property
    def timeline(self) -> Timeline:
        """The segment boundaries."""
        return self.original.timeline

    @property
    def facts(self) -> SourceFacts:
        """What is known of the file."""
        return self.original.facts

    @cached_property
    def folder(self) -> Path:
        """Where its encoded segments are kept."""
        return Path(settings.PATHS.segments) / f"{self.source_id}-{self.version}"

    def rendition(self, name: str) -> Rendition | None:
        """The rendition with that plain name."""
        return next((rendition for rendition in self.renditions if rendition.name == name), None)


def playable(source: Source, number: int = 1) -> Playable:
    """What a source's row says, as values."""
    facts, timeline = source.facts, source.timeline
    original = Original(Path(source.path), source.size, source.modified_ns, facts, timeline)
    ready = source.state == Source.State.READY
    return Playable(source.pk, source.version, number, source.edition, source.part, ready, original, renditions(facts, timeline))


def playables(video_id: int) -> tuple[Playable, ...]:
    """A video's sources, the best first; also those whose file is missing, because what is encoded still plays.

    Further parts of a film come after all versions of the first, whatever is missing: a film begins at its beginning.
    """
    found = ranked(Source.objects.filter(video_id=video_id))
    return tuple(playable(source, number) for number, source in enumerate(found, start=1))


def played_one(found: Sequence[Playable], rendition: str) -> Playable | None:
    """Which of a film's sources plays as this public rendition name; the best one where the name says nothing, None: there is none."""
    parsed = parse_rendition(rendition)
    number = parsed[1] if parsed is not None else 1
    return next((each for each in found if each.number == number), next(iter(found), None))


def place_in_film(video_id: int, rendition: str, position: float) -> tuple[float, float] | None:
    """Where `position` in the file of a public rendition name is in the whole film, and how long that is, in seconds; None: no film."""
    found = remembered_playables(video_id)
    played = played_one(found, rendition)
    if played is None:
        return None
    parts = parts_of(found, played)
    before = sum(each.facts.duration for each in parts if each.part < played.part)
    return before + position, sum(each.facts.duration for each in parts)


_remembered: dict[int, tuple[float, tuple[Playable, ...]]] = {}


def remembered_playables(video_id: int) -> tuple[Playable, ...]:
    """`playables`, asked of the database every few seconds only: in the steady state a segment costs no query."""
    now = time.monotonic()
    since, found = _remembered.get(video_id, (0.0, ()))
    if not found or now - since > REMEMBERED_SECONDS:
        found = playables(video_id)
        if len(_remembered) > 1000:
            _remembered.clear()
        _remembered[video_id] = (now, found)
    return found


def are_remembered(video_id: int) -> bool:
    """Whether `remembered_playables` would ask no database now."""
    since, found = _remembered.get(video_id, (0.0, ()))
    return bool(found) and time.monotonic() - since <= REMEMBERED_SECONDS


def forget_playables() -> None:
    """Ask the database again the next time."""
    _remembered.clear()


def find_rendition(video_id: int, name: str, version: str | None = None) -> tuple[Playable, Rendition] | None:
    """The source and rendition behind a public rendition name; None when there is none such.

    A `version` tells the source, whatever its number is by now: another is the best one as soon as its file is missing.
    """
    parsed = parse_rendition(name)
    if parsed is None:
        return None
    plain, number = parsed
    for found in remembered_playables(video_id):
        if found.number == number if version is None else found.version == version:
            rendition = found.rendition(plain)
            return (found, rendition) if rendition is not None else None
    return None


def made_segments(folder: Path, name: str) -> set[int]:
    """The numbers of a rendition's segments on disk; a file under its name is whole."""
    try:
        entries = list((folder / name).iterdir())
    except FileNotFoundError:
        return set()
    return {int(match[1]) for entry in entries if (match := SEGMENT.fullmatch(entry.name))}


def has_segment(folder: Path, name: str, segment: int) -> bool:
    """Whether one segment is on disk."""
    return (folder / name / segment_name(segment)).is_file()


def is_kept(found: Playable, rendition: Rendition) -> bool:
    """Whether all of a copied sound lies beside the segments (`copies.py`): its last segment is written last, and evicted first."""
    return rendition.sound is not None and has_segment(found.folder, rendition.name, found.timeline.count - 1)


def prepared_parts(found: Playable) -> dict[str, float]:
    """For each rendition how much of it is ready, 0 to 1; what is read on the fly is while its file is there, or a copy is kept."""
    return {rendition.name: _prepared_part(found, rendition) for rendition in found.renditions}


def _prepared_part(found: Playable, rendition: Rendition) -> float:
    if rendition.stored:
        return len(made_segments(found.folder, rendition.name)) / found.timeline.count
    return float(found.ready or is_kept(found, rendition))


def prepared_fraction(source: Source) -> float:
    """How much of all that is stored of a source is on disk, 0 to 1."""
    found = playable(source)
    return prepared_share(found, found.renditions)


def prepared_share(found: Playable, renditions: Iterable[Rendition]) -> float:
    """How much of these renditions is on disk, 0 to 1."""
    parts = prepared_parts(found)
    stored = [parts[each.name] for each in renditions if each.stored]
    return sum(stored) / len(stored) if stored else 1.0


def average_bit_rate(found: Playable, rendition: Rendition) -> int | None:
    """Bits/s of a whole rendition; None until every segment is made."""
    if not rendition.stored:
        return found.facts.bit_rate or None
    paths = [found.folder / rendition.name / segment_name(number) for number in range(found.timeline.count)]
    try:
        total = sum(path.stat().st_size for path in paths)
    except FileNotFoundError:
        return None
    return int(total * 8 / found.facts.duration)


@dataclass(frozen=True)
class Playhead:
    """Where somebody watches now: position in seconds; the rendition by its public name, empty where the player does not say."""

    video_id: int
    library_id: int
    position: float
    rendition: str


def playheads() -> list[Playhead]:
    """Of everyone who watches now, the latest report first."""
    alive = Playback.objects.alive().filter(paused=False).order_by("-updated_at")
    return [Playhead(*row) for row in alive.values_list("video_id", "video__library_id", "position", "rendition")]


def favoured() -> list[int]:
    """Videos that people are in the middle of, the latest first, then what they listed: they come before what nobody wants yet."""
    begun = WatchProgress.objects.history().filter(watched=False, position__gt=0, played_at__gt=timezone.now() - NEEDED)
    listed = ListEntry.objects.order_by("-added_at", "-id")
    wanted = [*begun.values_list("video_id", flat=True)[:MOST_FAVOURED], *listed.values_list("video_id", flat=True)[:MOST_FAVOURED]]
    return list(dict.fromkeys(wanted))


def put_first() -> list[int]:
    """Videos that the owner wants prepared before others, the latest wish first."""
    return list(dict.fromkeys(Priority.objects.order_by("-since", "-pk").values_list("source__video", flat=True)))


def played_rungs() -> frozenset[str]:
    """The rungs that the household's devices played lately."""
    return frozenset(PlayedRung.objects.filter(played_at__gt=timezone.now() - NEEDED).values_list("name", flat=True))


def left_to_prepare(stage: int, scopes: Mapping[int, str]) -> QuerySet[Source]:
    """Ready sources of these libraries that are not known to be prepared so far, with what counts as everything there."""
    ready = Source.objects.filter(state=Source.State.READY, video__library__in=scopes)
    return ready.exclude(pk__in=_prepared(stage, scopes).values("source"))


def unprepared(stage: int, scopes: Mapping[int, str], among: Sequence[int] | None = None) -> Iterator[Source]:
    """Ready sources that are not known to be prepared so far, newest first; of these libraries, with what counts as everything there.

    `among`: only of these videos, in their order.
    """
    left = left_to_prepare(stage, scopes)
    if among is not None:
        left = left.filter(video__in=among)
    found = list(left.order_by("-created_at", "-pk").values_list("pk", "video"))
    if among is not None:
        found.sort(key=lambda row: among.index(row[1]))
    for pk, _ in found:
        source = Source.objects.select_related("video").filter(pk=pk).first()  # one at a time: a timeline is thousands of numbers
        if source is not None:
            yield source


def watched_sources(paused: Iterable[int]) -> Iterator[Source]:
    """Ready sources of what somebody watches now, but for those of paused libraries."""
    alive = Playback.objects.alive().exclude(video__library__in=paused).values("video")
    yield from Source.objects.select_related("video").filter(state=Source.State.READY, video__in=alive)


def prepared_counts(scopes: Mapping[int, str]) -> dict[int, tuple[int, int]]:
    """By library: how many ready sources are known to be prepared, and how many there are."""
    ready = Source.objects.filter(state=Source.State.READY, video__library__in=scopes)
    totals = dict(ready.values_list("video__library").annotate(Count("pk")))
    prepared = _prepared(Preparation.Stage.WHOLE, scopes).filter(source__state=Source.State.READY)
    done = dict(prepared.values_list("source__video__library").annotate(Count("pk")))
    return {pk: (done.get(pk, 0), total) for pk, total in totals.items()}


def _prepared(stage: int, scopes: Mapping[int, str]) -> QuerySet[Preparation]:
    covered = Q(pk__in=[])
    for scope in set(scopes.values()):
        covered |= Q(scope=scope, source__video__library__in=[pk for pk, each in scopes.items() if each == scope])
    return Preparation.objects.filter(covered, stage__gte=stage)


def given_up(source_id: int, name: str, segment: int) -> RunLease | None:
    """The run with this segment of a rendition that failed too often to be tried again."""
    failed = RunLease.objects.given_up().filter(source_id=source_id)
    return next((lease for lease in failed if name in lease.names and segment in lease.segments), None)


def leased(source_id: int) -> list[RunLease]:
    """Runs of a source that are being made, and those that failed too often: neither is to be begun."""
    active = RunLease.objects.active().filter(source_id=source_id)
    return [*(lease for lease in active if lease.is_held), *RunLease.objects.filter(source_id=source_id).given_up()]


def taken(found: Playable, names: Iterable[str], apart_from: RunLease | None = None) -> set[int]:
    """Segments that are there for one of these renditions, or are being made, or were given up."""
    segments: set[int] = set()
    for lease in leased(found.source_id):
        if lease != apart_from and lease.names.intersection(names):
            segments.update(lease.segments)
    return segments.union(*(made_segments(found.folder, name) for name in names))


def growing_segment(found: Playable, name: str, segment: int) -> Path | None:
    """Where a worker writes a segment now, or will soon; None when nobody is at it."""
    begun = RunLease.objects.active().filter(source_id=found.source_id, first_segment__lte=segment)
    for lease in begun:
        if name in lease.names and segment in lease.segments and lease.is_held:
            return found.folder / name / draft_name(segment_name(segment), lease.worker.hex)
    return None
