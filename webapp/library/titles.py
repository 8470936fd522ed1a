"""What a film is called, told from its file."""

import re
from pathlib import Path

LONGEST = 300  # characters, as many as `Video.title` holds

# What release names carry after the title. Words that films are called too ("Web", "Extended", "DTS") are no marks.
RELEASE_MARK = re.compile(
    r"""\b(
        \d{3,4}[pi] | 4k | uhd | hdr(10)?(\+|\b) | 10bit
        | [xh][\s.]?26[45] | hevc | avc | av1 | xvid | divx
        | blu-?ray | brrip | bdrip | dvdrip | webrip | web-dl | webdl | hdtv | hdrip | remux
        | aac(\d|\b) | ac3 | e-?ac-?3 | ddp?5 | truehd
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
TAG_IN_BRACKETS = re.compile(r"\[[^\]]*\]")


def title_of(path: Path, embedded: str | None) -> str:
    """The title that the file carries (`embedded`), else the one that its name tells."""
    return one_line(embedded or "") or from_file_name(path.name)


def from_file_name(name: str) -> str:
    """ "Big.Buck.Bunny.1080p.x264-GROUP.mkv" -> "Big Buck Bunny"; a year in parentheses stays."""
    stem = Path(name).stem.replace("_", " ")
    found = cleaned(stem) or one_line(stem) or one_line(name)
    return " ".join(word[:1].upper() + word[1:] for word in found.split(" ")) if found.islower() else found


def cleaned(text: str) -> str:
    """The words of a name without what releases add; "" when there are none."""
    words = TAG_IN_BRACKETS.sub(" ", text.replace("_", " ")).strip()
    if " " not in words:  # dots stand for spaces only where there are none: "Dr. Strange" keeps its dot
        words = words.replace(".", " ")
    mark = RELEASE_MARK.search(words)
    title = words[: mark.start()] if mark is not None else words
    return one_line(title.rstrip(" -([{.")).lstrip("-. ")


def one_line(text: str) -> str:
    """Without line breaks and other control characters, no longer than a title may be."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())[:LONGEST].rstrip()
