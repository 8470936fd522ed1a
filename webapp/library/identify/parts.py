"""Films that lie in several files."""

import re
from collections.abc import Iterable
from pathlib import PurePath

DISC = re.compile(r"(?P<film>.+?)[ ._-]*[\[(]?(?P<word>cd|dvd|disc|disk|part|pt)[ ._-]?(?P<number>\d{1,2}|[a-d])[\])]?", re.IGNORECASE)
FILM_WORDS = frozenset({"part", "pt"})  # "Deathly Hallows Part 1" is a film of its own


def part_of(path: PurePath, beside: Iterable[str]) -> tuple[str, int] | None:
    """The common name and the number of this part; None when the file is a whole film.

    A part has another one beside it. Where "part" may be a word of the title, nothing else lies there.
    """
    own = _read(path.stem)
    if own is None:
        return None
    others = [PurePath(name).stem for name in beside if name != path.name]
    parts = [read for read in map(_read, others) if read is not None and read[:2] == own[:2] and read[2] != own[2]]
    if not parts or (own[1] in FILM_WORDS and len(parts) < len(others)):
        return None
    found = DISC.fullmatch(path.stem)
    return (found["film"] if found else path.stem), own[2]


def _read(stem: str) -> tuple[str, str, int] | None:
    found = DISC.fullmatch(stem)
    if found is None:
        return None
    number = found["number"].casefold()
    return found["film"].casefold(), found["word"].casefold(), int(number) if number.isdigit() else ord(number) - ord("a") + 1
