"""The films in a folder and below: names, sizes and times, without opening any of them."""

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from appliance.errors import why
from appliance.media.sidecars import FILM_SUFFIXES

LEFT_OUT = frozenset({"$recycle.bin", "#recycle", "@eadir", "lost+found", "system volume information"})  # of systems and of network drives
MARKS = frozenset({".ignore", ".nomedia"})  # a folder with one of these is left out, as other media servers do it

LATEST_NS = 2**63 - 1  # in the year 2262
LONGEST_PATH = 2600  # bytes; PostgreSQL indexes no more than 2704


@dataclass(frozen=True, slots=True)
class ListedFilm:
    """A film on disk: `path` as a database can keep it, bytes, and nanoseconds since 1970."""

    path: str
    size: int
    modified_ns: int
    can_be_opened: bool = True  # by `path`; a name that is no Unicode is only written down, as well as it goes


@dataclass(frozen=True, slots=True)
class Unread:
    """A folder, or a file, that could not be looked at: nobody knows what is at `path` and below."""

    path: str
    reason: str


@dataclass
class Links:
    """Where links led to, out of the folders that were walked, each place once: films, and further folders."""

    targets: set[str] = field(default_factory=set)


def walk(root: str, links: Links, apart_from: Collection[str] = ()) -> Iterator[ListedFilm | Unread]:
    """Films in `root` and below, in the order of their paths' characters; one directory read per folder.

    In memory are the names of the folders that are under way, from `root` down to one.

    Links are not followed but noted, so that none can lead round in a circle. What systems hide, and folders in `apart_from`,
    are left out. Raises OSError when `root` itself cannot be read.
    """
    under_way = [_entries(root, apart_from)]  # no recursion: folders may lie deeper in each other than Python calls functions
    while under_way:
        entry = next(under_way[-1], None)
        if entry is None:
            under_way.pop()
            continue
        try:
            if entry.is_symlink() or _is_junction(entry):
                links.targets.add(os.path.realpath(entry.path))
            elif entry.is_dir(follow_symlinks=False):
                under_way.append(_entries(entry.path, apart_from))
            elif is_film(entry.name):
                yield from film_at(entry.path, entry.stat(follow_symlinks=False))
        except OSError as error:
            yield Unread(storable(entry.path), why(error))


def storable(path: str) -> str:
    """A path as text that a database takes: bytes that are no Unicode become `\\x..`."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def below(folder: str) -> str:
    """What every path below a folder begins with."""
    return folder.rstrip(os.sep) + os.sep


def is_within(path: str, folder: str) -> bool:
    """Whether a path is a folder, or lies below it."""
    return path == folder or path.startswith(below(folder))


def _entries(folder: str, apart_from: Collection[str]) -> "Iterator[os.DirEntry[str]]":
    """What may be or hold films in a folder, in the order of the paths' characters; read at once. Raises OSError.

    The system gives names in no order, and the rows to compare with come in theirs: so the names of one folder are held, each until it is
    its turn. What `stat` finds goes with them.
    """
    with os.scandir(folder) as entries:
        found = list(entries)
    if not MARKS.isdisjoint(entry.name for entry in found):
        return iter(())
    wanted = sorted((entry for entry in found if _is_wanted(entry, apart_from)), key=_sort_key, reverse=True)
    return (wanted.pop() for _ in range(len(wanted)))


def film_at(path: str, found: os.stat_result) -> Iterator[ListedFilm | Unread]:
    """The film of these facts; a device or a pipe is none."""
    if stat.S_ISREG(found.st_mode):
        name = storable(path)
        if is_too_long(name):
            yield Unread(name, "its path is too long")
            return
        yield ListedFilm(name, found.st_size, modified_ns(found), name == path)


def is_too_long(path: str) -> bool:
    """Whether a path is longer than every database takes."""
    return len(path.encode()) > LONGEST_PATH


def modified_ns(found: os.stat_result) -> int:
    """When a file was changed last, in nanoseconds since 1970, as a database can keep it: a broken clock may have said the year 2300."""
    return max(-LATEST_NS, min(found.st_mtime_ns, LATEST_NS))


def is_film(name: str) -> bool:
    """Whether a file is called as films are."""
    return not name.startswith(".") and os.path.splitext(name)[1].lower() in FILM_SUFFIXES  # noqa: PTH122 -- 10,000 times


def _sort_key(entry: "os.DirEntry[str]") -> str:
    """So that paths come in the order of their characters: what is below a folder is told by the separator after its name."""
    name = storable(entry.name)
    return name if entry.is_symlink() or not entry.is_dir(follow_symlinks=False) else name + os.sep


def _is_wanted(entry: "os.DirEntry[str]", apart_from: Collection[str]) -> bool:
    if entry.name.startswith(".") or entry.name.lower() in LEFT_OUT or entry.path in apart_from:
        return False
    return is_film(entry.name) or entry.is_symlink() or entry.is_dir(follow_symlinks=False) or _is_junction(entry)


def _is_junction(entry: "os.DirEntry[str]") -> bool:
    """Windows' own kind of link; Python 3.12 knows it."""
    return bool(getattr(entry, "is_junction", lambda: False)())
