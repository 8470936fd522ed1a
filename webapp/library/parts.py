"""Films that lie in several files: which part a file is, told from its name as Kodi, Plex and Jellyfin write them."""

import re
from pathlib import Path

# "Film cd1.avi", "Film - part2.mkv", "Film (2010)-disc 1.mkv"; at the end of the name, after a separator.
MARK = re.compile(r"(?P<film>.+?)[\s._(\[-]+(?P<word>cd|dvd|disc|disk|part|pt)[\s._-]*(?P<number>[1-9])[)\]]?", re.IGNORECASE)
TITLES_TOO = frozenset({"part", "pt"})  # films are called so, too: "Dune Part 2"


def split(path: Path) -> tuple[Path, int] | None:
    """The path that the film would have in one file, and which part of it this is; None where the name says none."""
    found = MARK.fullmatch(path.stem)
    return (path.with_name(found["film"] + path.suffix), int(found["number"])) if found is not None else None


def is_sure(path: Path) -> bool:
    """Whether the word for the part is none that titles have: then files are parts wherever they lie."""
    found = MARK.fullmatch(path.stem)
    return found is not None and found["word"].lower() not in TITLES_TOO
