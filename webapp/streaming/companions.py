"""What is made once for a Source beside its segments, in one piece each: the texts of subtitles inside it, the seek bar's pictures, copies
of its sound."""

from itertools import chain
from types import ModuleType

from webapp.library.models import Source
from webapp.streaming import copies, leases, policy, queries, subtitles, trickplay
from webapp.streaming.models import Preparation
from webapp.streaming.policy import Plan
from webapp.streaming.queries import Playable

KINDS: tuple[ModuleType, ...] = (subtitles, trickplay, copies)  # each says `LEASE_NAME`, `are_missing` and `make`

ALMOST = 0.99


def make_next(plan: Plan | None = None) -> bool:
    """Make what one Source lacks, of what somebody watches first, then newest first; False when none lacks anything that can be made."""
    plan = plan or policy.plan()
    for source in chain(queries.watched_sources(plan.paused), queries.unprepared(Preparation.Stage.WHOLE, plan.scopes)):
        found = queries.playable(source)
        if any(_make(found, kind) for kind in KINDS):
            return True
    return False


def make_subtitles(source_id: int) -> None:
    """Read the subtitles inside a film, unless they are there or being read. Quiet when the source is gone."""
    source = Source.objects.filter(pk=source_id).first()
    if source is not None:
        _make(queries.playable(source), subtitles)


def prepared_fraction(source: Source, plan: Plan) -> float:
    """How much of all that is to be prepared is made, segments and these, 0 to 1; of these, what was given up is not waited for."""
    found = queries.playable(source)
    ahead = plan.ahead(source.video.library_id, found)
    if not ahead:
        return 1.0
    segments = queries.prepared_share(found, ahead)
    return segments if are_made(found) else min(segments, ALMOST)


def are_made(found: Playable) -> bool:
    """Whether nothing is missing but what was given up."""
    return not any(kind.are_missing(found) and queries.given_up(found.source_id, kind.LEASE_NAME, 0) is None for kind in KINDS)


def _make(found: Playable, kind: ModuleType) -> bool:
    """Whether something was made now."""
    if not kind.are_missing(found):
        return False
    lease = leases.claim_whole(found.source_id, kind.LEASE_NAME)
    return lease is not None and leases.carry_out(found, leases.Heart(lease, found.original), lambda watch: kind.make(found, watch))
