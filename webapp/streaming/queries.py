"""What can be played, and what of it is on disk."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.conf import settings

from appliance.media.hls.names import SEGMENT, draft_name, parse_rendition, segment_name
from appliance.media.remux import Original
from appliance.media.renditions import Rendition, renditions
from appliance.media.source import SourceFacts
from appliance.media.timeline import Timeline
from webapp.library.models import Source
from webapp.streaming.models import Playback, RunLease

REMEMBERED_SECONDS = 5.0


@dataclass(frozen=True)
class Playable:
    """Everything that serving a source's segments needs, read from its row once."""

    source_id: int
    version: str
    number: int  # 1: the video's best source, which answers at the plain names
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
    return Playable(source.pk, source.version, number, ready, original, renditions(facts, timeline))


def playables(video_id: int) -> tuple[Playable, ...]:
    """A video's sources, the best first; also those whose file is missing, because what is encoded still plays.

    Further parts of a film come after all versions of the first, whatever is missing: a film begins at its beginning.
    """
    sources = Source.objects.filter(video_id=video_id)
    ranked = sorted(sources, key=lambda source: (source.part, source.state != Source.State.READY, -source.facts.picture_area, source.pk))
    return tuple(playable(source, number) for number, source in enumerate(ranked, start=1))


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


def prepared_parts(found: Playable) -> dict[str, float]:
    """For each rendition how much of it is ready, 0 to 1; what is read on the fly is always ready."""
    count = found.timeline.count
    return {r.name: len(made_segments(found.folder, r.name)) / count if r.stored else 1.0 for r in found.renditions}


def prepared_fraction(source: Source) -> float:
    """How much of everything that is stored for a source is on disk, 0 to 1."""
    found = playable(source)
    parts = prepared_parts(found)
    stored = [parts[rendition.name] for rendition in found.renditions if rendition.stored]
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


def wanted_places() -> list[tuple[int, float]]:
    """Video id and position (seconds) of everyone who watches now, the latest report first."""
    alive = Playback.objects.alive().filter(paused=False).order_by("-updated_at")
    return list(alive.values_list("video_id", "position"))


def ready_sources() -> Iterable[Source]:
    """Sources whose file is there, newest first."""
    return Source.objects.filter(state=Source.State.READY).order_by("-created_at", "-pk").iterator(chunk_size=100)


def unprepared(stage: int) -> Iterator[Source]:
    """Ready sources that are not known to be prepared so far, newest first."""
    known = Source.objects.filter(state=Source.State.READY).exclude(preparation__stage__gte=stage)
    for pk in known.order_by("-created_at", "-pk").values_list("pk", flat=True):
        source = Source.objects.filter(pk=pk).first()  # one at a time: a timeline is thousands of numbers
        if source is not None:
            yield source


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
