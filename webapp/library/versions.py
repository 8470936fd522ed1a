"""The files of one Video: which comes first, and which are played one after the other."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from webapp.library.models import Source


class File(Protocol):
    """A Source, or what is made of its row."""

    @property
    def edition(self) -> str:
        """As `Source.edition`."""

    @property
    def part(self) -> int:
        """As `Source.part`."""


AnyFile = TypeVar("AnyFile", bound=File)


def ranked(sources: Iterable[Source]) -> list[Source]:
    """A video's sources in the order of the numbers in their renditions' public names: the best one, which has number 1, first."""
    return sorted(sources, key=_rank)


def _rank(source: Source) -> tuple[int, bool, int, bool, int]:
    return (source.part, source.state != Source.State.READY, -source.facts.picture_area, bool(source.edition), source.pk)


def parts_of(found: Sequence[AnyFile], first: AnyFile) -> list[AnyFile]:
    """The files that a film is played from, one after the other: the best of each part, in the edition of `first`, which is one of them."""
    parts = {first.part: first}
    for each in found:
        if each.edition == first.edition:
            parts.setdefault(each.part, each)
    return [parts[part] for part in sorted(parts)]
