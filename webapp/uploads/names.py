"""Names of files that come from anywhere: safe on every disk, and still what people called their film."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath

from appliance.media.sidecars import FILM_SUFFIXES

LONGEST_BYTES = 200  # of 255 that file systems take: room for " (2)" and for what others put behind
LONGEST_NAME = 255  # characters, as many as `Upload.file_name` holds
FORBIDDEN = re.compile(r'[<>:"/\\|?*]')  # on one system or another
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # Windows opens the device, whatever comes after the dot


def own_name(sent: str) -> str:
    """The file's own name, without folders and control characters: what people read."""
    last = re.split(r"[/\\]", sent)[-1]
    printable = "".join(character for character in unicodedata.normalize("NFC", last) if character.isprintable())
    return printable.strip()[-LONGEST_NAME:]


def is_of_a_film(name: str) -> bool:
    """Whether the name ends as those of films do."""
    return PurePosixPath(name).suffix.lower() in FILM_SUFFIXES


def safe_name(name: str) -> str:
    """The name under which a film called `name` (see `own_name`) is stored: no system stumbles over it, and none hides it."""
    harmless = PurePosixPath(FORBIDDEN.sub("_", name))
    suffix = harmless.suffix
    room = LONGEST_BYTES - len(suffix.encode())
    stem = harmless.stem.lstrip(". ").encode()[:room].decode(errors="ignore").rstrip(". ")
    return f"_{stem}{suffix}" if not stem or DEVICES.match(stem) else f"{stem}{suffix}"


def candidates(name: str) -> Iterator[str]:
    """The name, and others to take when it is taken: "Film (2).mkv", "Film (3).mkv" and so on."""
    yield name
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    number = 2
    while True:
        yield f"{stem} ({number}){suffix}"
        number += 1
