"""The owner's policy: what is prepared ahead of each library, and when. Viewers' runs do not ask here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property

from appliance import power
from appliance.media.renditions import ORIGINAL, Rendition
from webapp.library.models import Library
from webapp.streaming import disk, queries
from webapp.streaming.models import SegmentStore
from webapp.streaming.queries import Playable

EVERYTHING = "everything"  # the scope of a library whose every rendition is prepared


@dataclass(frozen=True)
class Moment:
    """What policies look at: the clock on the wall, and whether the machine runs on its battery."""

    clock: time
    on_battery: bool


def moment() -> Moment:
    """How it is now, on this machine."""
    return Moment(datetime.now().astimezone().time(), power.on_battery())


@dataclass(frozen=True)
class Plan:
    """What is prepared ahead at a moment; `played`: the rungs that the household's devices played lately."""

    libraries: Mapping[int, Library]
    at: Moment
    played: frozenset[str] = frozenset()
    paused_by_owner: bool = False

    def why_paused(self, library: Library) -> str:
        """Why nothing is prepared of a library at this moment, for the owner; empty when nothing speaks against it."""
        if self.paused_by_owner:
            return f"Nothing of “{library}” is prepared, because you paused it."
        if library.pause_on_battery and self.at.on_battery:
            return f"Nothing of “{library}” is prepared while this machine runs on its battery."
        if not is_between(library.night_from, library.night_until, self.at.clock):
            hours = f"{library.night_from:%H:%M} and {library.night_until:%H:%M}"
            return f"“{library}” is prepared between {hours}; it is {self.at.clock:%H:%M} now."
        return ""

    def why_not_ahead(self, library: Library) -> str:
        """As `why_paused`, and for a library of which nothing is prepared ahead at any time."""
        if library.preparation == Library.Preparation.ON_DEMAND:
            return f"Of “{library}” only what somebody watches is made, as it is watched: nothing is prepared ahead."
        return self.why_paused(library)

    @cached_property
    def paused(self) -> dict[int, str]:
        """Libraries of which nothing is prepared at this moment, whatever is wanted, and why."""
        return {pk: why for pk, library in self.libraries.items() if (why := self.why_paused(library))}

    @cached_property
    def usual(self) -> dict[int, str]:
        """What counts as everything, by library, for those that are prepared ahead at some moment."""
        libraries = self.libraries.items()
        return {pk: self.scope(library) for pk, library in libraries if library.preparation != Library.Preparation.ON_DEMAND}

    @cached_property
    def scopes(self) -> dict[int, str]:
        """What counts as everything, by library, for those that are prepared ahead at this moment."""
        return {pk: self.scope(library) for pk, library in self.libraries.items() if not self.why_not_ahead(library)}

    def scope(self, library: Library) -> str:
        """What counts as everything: it changes when other renditions do."""
        return " ".join(sorted(self.played)) if library.preparation == Library.Preparation.DEVICES else EVERYTHING

    def ahead(self, library_id: int, found: Playable) -> tuple[Rendition, ...]:
        """The renditions of a source that are to be encoded before anybody asks, at this moment or at another."""
        library = self.libraries.get(library_id)  # one that was made after the plan has to wait for the next
        if library is None or library.preparation == Library.Preparation.ON_DEMAND:
            return ()
        stored = [rendition for rendition in found.renditions if rendition.stored]
        if library.preparation == Library.Preparation.DEVICES:
            needed = needed_rungs(found.renditions, self.played)
            stored = [rendition for rendition in stored if not rendition.is_video or rendition.name in needed]
        return tuple(stored)

    def at_playhead(self, library_id: int, found: Playable, watched: str) -> tuple[Rendition, ...]:
        """The renditions that are encoded on where somebody watches the rendition `watched`: that one and the sounds at any time."""
        ahead = self.ahead(library_id, found) if library_id in self.scopes else ()
        return tuple(r for r in found.renditions if r.stored and (r in ahead or r.name == watched or not r.is_video))


def plan(at: Moment | None = None, store: SegmentStore | None = None) -> Plan:
    """What is prepared ahead now (or then); `store`: for who has read the row already."""
    return Plan(Library.objects.in_bulk(), at or moment(), queries.played_rungs(), (store or SegmentStore.current()).paused)


def is_between(start: time | None, end: time | None, clock: time) -> bool:
    """Whether it is between two hours, over midnight too; always, where one is left open or both are the same."""
    if start is None or end is None or start == end:
        return True
    return start <= clock < end if start < end else clock >= start or clock < end


def needed_rungs(renditions: Iterable[Rendition], played: Collection[str]) -> set[str]:
    """The lowest step of a source, and for each rung that was played the largest step that is no larger."""
    steps = [rendition.name for rendition in renditions if rendition.is_video and rendition.name != ORIGINAL]
    needed = set(steps[:1])  # they come smallest first
    for name in played:
        needed.update([step for step in steps if _height(step) <= _height(name)][-1:])
    return needed


def standing(now: Plan, room: disk.Room) -> list[str]:
    """How far each library is, or why nothing of it is prepared at this moment: a sentence each."""
    counts = queries.prepared_counts(now.scopes)
    return [
        now.why_not_ahead(library) or _how_far(library, *counts.get(pk, (0, 0)), room.complaint) for pk, library in now.libraries.items()
    ]


def pauses(now: Plan) -> list[str]:
    """Why libraries of which something is left to prepare are paused, one sentence each."""
    counts = queries.prepared_counts({pk: scope for pk, scope in now.usual.items() if pk in now.paused})
    return [now.paused[pk] for pk, (prepared, total) in counts.items() if prepared < total]


def _how_far(library: Library, prepared: int, total: int, complaint: str) -> str:
    if prepared == total:
        return f"All of “{library}” that is to be prepared is prepared."
    return f"Of “{library}” {prepared} of {total} files are prepared. {complaint}".rstrip()


def _height(name: str) -> int:
    return int(name.removesuffix("p"))
