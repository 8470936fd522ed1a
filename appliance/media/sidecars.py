"""Files beside a film that belong to it: which ones are its subtitles, told from their names as Kodi, Plex and Jellyfin write them."""

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from appliance.media.languages import language_tag

# What films are called, for walking through folders. A file that is named outright is tried whatever it is called.
FILM_NAMES = "3g2 3gp asf avi divx f4v flv m2ts m2v m4v mkv mov mp4 mpeg mpg mts mxf ogm ogv ts vob webm wmv"
FILM_SUFFIXES = frozenset(f".{name}" for name in FILM_NAMES.split())
TEXT_SUFFIXES = frozenset({".srt", ".vtt", ".ass", ".ssa"})
PICTURE_SUFFIXES = {".idx": "DVD (VobSub)", ".sup": "Blu-ray (PGS)"}
FOLDERS = frozenset({"subs", "subtitles", "untertitel"})  # below the film's folder
FORCED = frozenset({"forced", "foreign"})
HEARING_IMPAIRED = frozenset({"sdh", "cc", "hi"})
DEFAULT = frozenset({"default"})
HINDI = "hi"  # the language, unless another one is named
BEGINNINGS = ("", ".", "[")  # of what follows the film's name
SEPARATORS = re.compile(r"[.\s\[\]()]+")


EPISODE = re.compile(r"s\d{1,4}[ ._-]*e\d|\d{1,3}x\d", re.IGNORECASE)


def are_one_film(folder: str, films: Sequence[str]) -> bool:
    """Whether the films in a folder are parts and versions of one, going by their names (with suffix) and that of the folder.

    So they are where each begins with the folder's name ("Film (2010)/Film (2010) - 1080p.mkv"), as Plex and Jellyfin want it of versions.
    """
    if len(films) <= 1:
        return True
    name = _same_letters(folder).casefold()
    called = [_same_letters(film).casefold() for film in films]
    return all(film.startswith(name) and not EPISODE.search(film.removeprefix(name)) for film in called)


@dataclass(frozen=True)
class Sidecar:
    """One subtitle file beside a film; size in bytes, and when it was written, tell its version."""

    path: Path
    size: int
    modified_ns: int
    language: str = ""  # BCP 47; "" where the name says none
    title: str = ""  # what else the name says: "Commentary"
    forced: bool = False
    hearing_impaired: bool = False
    default: bool = False

    @property
    def why_not_shown(self) -> str:
        """Why it cannot be shown yet, as a sentence; "" where it can."""
        kind = PICTURE_SUFFIXES.get(self.path.suffix.lower())
        return f"These subtitles are pictures, as on {kind}, not text: they cannot be shown yet." if kind else ""


def subtitles_beside(film: Path) -> tuple[Sidecar, ...]:
    """The subtitle files of a film, in its folder or in one called "Subs" below it, in the order of their names.

    A folder that cannot be read has none.
    """
    entries = _entries(film.parent)
    rivals = [_stem(entry) for entry in entries if Path(entry.name).suffix.lower() in FILM_SUFFIXES]
    below = [entry for folder in entries if folder.name.casefold() in FOLDERS and folder.is_dir() for entry in _entries(Path(folder.path))]
    found = (_sidecar(entry, _same_letters(film.stem), rivals) for entry in [*entries, *below])
    return tuple(sidecar for sidecar in found if sidecar is not None)


def _sidecar(entry: "os.DirEntry[str]", film: str, rivals: Iterable[str]) -> Sidecar | None:
    name = _stem(entry)
    if Path(entry.name).suffix.lower() not in TEXT_SUFFIXES | PICTURE_SUFFIXES.keys() or not _belongs(name, film):
        return None
    if any(len(rival) > len(film) and _belongs(name, rival) for rival in rivals):
        return None  # of "Film.Extended.mkv", which lies there too
    try:
        found = entry.stat()
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    words = [word for word in SEPARATORS.split(name[len(film) :]) if word]
    return _said(Sidecar(Path(entry.path), found.st_size, found.st_mtime_ns), words)


def _belongs(name: str, film: str) -> bool:
    """Whether a name is the film's, or goes on after it with a new word."""
    return name[: len(film)].casefold() == film.casefold() and name[len(film) : len(film) + 1] in BEGINNINGS


def _said(sidecar: Sidecar, words: Iterable[str]) -> Sidecar:
    """With what the words after the film's name say: the last language, flags, and the rest as a title."""
    language = ""
    flags: set[str] = set()
    title: list[str] = []
    for word in reversed(list(words)):
        small = word.casefold()
        if small in FORCED | HEARING_IMPAIRED | DEFAULT:
            flags.add(small)
        elif not language and (tag := language_tag(word)):
            language = tag
        else:
            title.insert(0, word)
    if HINDI in flags and not language:
        flags.remove(HINDI)
        language = HINDI
    return replace(
        sidecar,
        language=language,
        title=" ".join(title),
        forced=bool(flags & FORCED),
        hearing_impaired=bool(flags & HEARING_IMPAIRED),
        default=bool(flags & DEFAULT),
    )


def _entries(folder: Path) -> "list[os.DirEntry[str]]":
    """What lies in a folder and is not hidden."""
    try:
        with os.scandir(folder) as entries:
            return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError:
        return []


def _stem(entry: "os.DirEntry[str]") -> str:
    return _same_letters(Path(entry.name).stem)


def _same_letters(name: str) -> str:
    """Systems write the same letters in different ways."""
    return unicodedata.normalize("NFC", name)
