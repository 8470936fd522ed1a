"""What is being prepared, how fast, and what comes next."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from appliance.media.hls.names import segment_name
from appliance.media.renditions import Rendition
from webapp.library.models import Source
from webapp.streaming import copies, policy, queries, subtitles, trickplay
from webapp.streaming.choosing import missing_segments
from webapp.streaming.models import Preparation, Priority, RunLease
from webapp.streaming.policy import Plan
from webapp.streaming.queries import Playable

SPEED_SEGMENTS = 24  # by which the speed is told
STEADY_SECONDS = 300.0  # further back somebody may have paused
NEXT = 8
ALMOST = 99  # until its subtitles and the seek bar's pictures are there, too
COMPANIONS = {subtitles.LEASE_NAME: "subtitles", trickplay.LEASE_NAME: "pictures of the seek bar", copies.LEASE_NAME: "copies of the sound"}


@dataclass(frozen=True)
class Preparing:
    """One film that is being prepared, or waits for it."""

    source_id: int
    video_id: int
    title: str
    percent: int
    making: str = ""  # what of it is made now; empty: it waits
    speed: float | None = None  # seconds of film in a second; None: nobody knows yet
    seconds_left: float | None = None
    is_first: bool = False  # because the owner said so
    why_not: str = ""  # why it has to wait, beside its turn

    @property
    def button(self) -> str:
        """The id of its button on the page."""
        return f"first-{self.source_id}"


@dataclass(frozen=True)
class Standing:
    """How far preparing is, in all."""

    paused: bool
    prepared: int
    total: int
    now: Sequence[Preparing]
    next: Sequence[Preparing]

    @property
    def waiting(self) -> int:
        """How many more there are than are shown."""
        return max(0, self.total - self.prepared - len(self.now) - len(self.next))


def standing() -> Standing:
    """What is made now, what comes next, and how much there is in all."""
    plan = policy.plan()
    first = set(Priority.objects.values_list("source_id", flat=True))
    active = defaultdict(list)
    for lease in RunLease.objects.active().select_related("source__video__series").order_by("claimed_at"):
        if lease.is_held:
            active[lease.source].append(lease)
    now = [_being_made(source, leases, plan, source.pk in first) for source, leases in active.items()]
    counts = queries.prepared_counts(plan.usual).values()
    waiting = islice((source for source in _next(plan) if source not in active), NEXT)
    coming = [
        _entry(source, queries.playable(source), plan, is_first=source.pk in first, why_not=plan.paused.get(source.video.library_id, ""))
        for source in waiting
    ]
    return Standing(plan.paused_by_owner, sum(done for done, _ in counts), sum(total for _, total in counts), now, coming)


def _next(plan: Plan) -> Iterator[Source]:
    """The sources whose turn comes next: what the owner put first, what people are in the middle of or listed, the newest."""
    left = queries.left_to_prepare(Preparation.Stage.WHOLE, plan.usual)
    wanted = [*queries.put_first(), *queries.favoured()]
    place = {video: number for number, video in reversed(list(enumerate(wanted)))}
    favoured = sorted(left.filter(video__in=place).values_list("pk", "video"), key=lambda row: place[row[1]])
    newest = left.order_by("-created_at", "-pk").values_list("pk", flat=True)[: 2 * NEXT]
    numbers = list(dict.fromkeys([*(pk for pk, _ in favoured), *newest]))[: 2 * NEXT]  # some of them are being made
    found = Source.objects.select_related("video__series").in_bulk(numbers)
    return (found[number] for number in numbers if number in found)


def _being_made(source: Source, leases: Sequence[RunLease], plan: Plan, is_first: bool) -> Preparing:
    found = queries.playable(source)
    picture = next((lease for lease in leases if _is_picture(found, lease)), leases[0])
    speed = speed_of(found, picture)
    left = _picture_left(found, plan.ahead(source.video.library_id, found)) / speed if speed and _is_picture(found, picture) else None
    making = ", ".join(sorted({_plainly(name) for lease in leases for name in lease.names}))
    return _entry(source, found, plan, making=making, speed=speed, seconds_left=left, is_first=is_first)


def _entry(source: Source, found: Playable, plan: Plan, **more: object) -> Preparing:
    video = source.video
    title = f"{video.series}: {video}" if video.series else str(video)
    percent = min(ALMOST, int(100 * queries.prepared_share(found, plan.ahead(video.library_id, found))))
    return Preparing(source.pk, video.pk, title, percent, **more)  # type: ignore[arg-type]


def speed_of(found: Playable, lease: RunLease) -> float | None:
    """How many seconds of film were made in a second lately, by the times at which the last segments were written."""
    name = min(lease.names)
    written = []
    for number in range(max(0, lease.segments.stop - SPEED_SEGMENTS), min(lease.segments.stop, found.timeline.count)):
        with suppress(OSError):  # not made yet, or by nobody
            written.append(((found.folder / name / segment_name(number)).stat().st_mtime, number))
    newest, _ = max(written, default=(0.0, 0))
    steady = sorted(each for each in written if each[0] > newest - STEADY_SECONDS)
    if len(steady) < 2 or newest < time.time() - STEADY_SECONDS:
        return None
    elapsed = newest - steady[0][0]
    film = float(sum(found.timeline.duration(number) for _, number in steady[1:]))
    return film / elapsed if elapsed > 0 else None


def _picture_left(found: Playable, ahead: Sequence[Rendition]) -> float:
    """Seconds of film whose picture is missing in the rung that misses most: the others are made with it."""
    missing = [missing_segments(found, rendition) for rendition in ahead if rendition.is_video]
    return max((float(sum(map(found.timeline.duration, numbers))) for numbers in missing), default=0.0)


def _is_picture(found: Playable, lease: RunLease) -> bool:
    return any(rendition.is_video for rendition in found.renditions if rendition.name in lease.names)


def _plainly(name: str) -> str:
    return COMPANIONS.get(name, name.replace("audio-", "sound "))
