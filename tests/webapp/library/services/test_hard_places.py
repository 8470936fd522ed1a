"""Whole scans of folders in which something is wrong: they go on, the films come in, and somebody says what it was."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.permissions import as_everybody
from webapp.library import services
from webapp.library.identify import nfo
from webapp.library.models import Folder, FoundFile, Source, Video

Put = Callable[..., list[Path]]
TakeIn = Callable[[], list[Source]]

BOMB = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><movie><title>&b;</title></movie>'
COMPANY = {  # what lies beside a film, and what is said of it
    "Film.nfo (a bomb)": (BOMB.encode(), "it declares entities of its own"),
    "Film.nfo (torn)": (b"<movie><title>Film</title", "it is no XML that can be read"),
    "Film.nfo (huge)": (b"<movie>" + b" " * nfo.LARGEST_BYTES + b"</movie>", "it is too large for an NFO file"),
    "Film-poster.jpg (empty)": (b"", "The picture is empty."),
    "Film-poster.jpg (broken)": (b"\xff\xd8\xff\xe0 and so on", "The picture is damaged."),
    "Film-poster.jpg (no picture)": (b"Dear diary", "This is no picture in JPEG, PNG or WebP."),
    "Film-poster.jpg (large)": (b"\xff\xd8\xff" + bytes(40 * 1024**2), "The picture is too large"),
}


class Disk:
    """A stand-in at the one door of a scan to the disk, `os.scandir`: it counts, and fails where it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: list[str] = []  # folders
        self.looked_at: list[str] = []  # files
        self.failing: set[str] = set()  # folders whose listing breaks off, and files that cannot be looked at
        self._scandir = os.scandir
        monkeypatch.setattr(os, "scandir", self._list)
        monkeypatch.setattr(os, "listdir", self._refuse)

    def _list(self, folder: str) -> Any:
        self.read.append(str(folder))
        return _Listing(self, str(folder), self._scandir(folder))

    def _refuse(self, folder: str) -> None:
        raise AssertionError(f"{folder} was read by another door")

    def fail(self, path: str) -> None:
        if path in self.failing:
            raise OSError(5, "Input/output error", path)


class _Listing:
    def __init__(self, disk: Disk, folder: str, entries: Any) -> None:
        self._disk, self._folder, self._entries = disk, folder, entries

    def __enter__(self) -> Iterator[Any]:
        return self._each()

    def __exit__(self, *_: object) -> None:
        self._entries.close()

    def _each(self) -> Iterator[Any]:
        for entry in self._entries:
            yield _Entry(self._disk, entry)
            self._disk.fail(self._folder)  # after the first


class _Entry:
    def __init__(self, disk: Disk, entry: Any) -> None:
        self._disk, self._entry = disk, entry

    def __getattr__(self, name: str) -> Any:
        return getattr(self._entry, name)

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        self._disk.looked_at.append(self._entry.path)
        self._disk.fail(self._entry.path)
        found: os.stat_result = self._entry.stat(follow_symlinks=follow_symlinks)
        return found


def states() -> dict[str, str]:
    return {Path(path).name: state for path, state in Source.objects.values_list("path", "state")}


def test_an_unchanged_library_costs_one_read_a_folder_and_one_look_a_film(
    folder: Folder, put: Put, take_in: TakeIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    films = put(*(f"{show}/Season {season}/{number}.mkv" for show in "AB" for season in (1, 2) for number in range(3)))
    put("A/poster.jpg", "A/tvshow.nfo")
    services.scan(folder)
    take_in()
    disk, looks, look = Disk(monkeypatch), list[str](), os.stat
    monkeypatch.setattr(os, "stat", lambda path, **options: looks.append(str(path)) or look(path, **options))

    seen = services.scan(folder)
    monkeypatch.undo()

    root = Path(folder.path)
    folders = sorted(str(path) for path in (root, *root.rglob("*")) if path.is_dir())
    assert (seen.films, seen.new, seen.changed) == (12, 0, 0)
    assert sorted(disk.read) == folders
    assert sorted(disk.looked_at) == sorted(str(film) for film in films)
    assert [path for path in looks if path.startswith(f"{folder.path}/")] == []


@pytest.mark.parametrize("kind", COMPANY)
def test_bad_company_keeps_no_film_out(
    kind: str, folder: Folder, put: Put, put_film: Callable[..., Path], caplog: pytest.LogCaptureFixture
) -> None:
    content, sentence = COMPANY[kind]
    name = kind.split(" (")[0]
    put_film("a/Film.mp4")
    put_film("b/Other.mp4", "vfr.mp4")
    [beside] = put(f"a/{name}")
    beside.write_bytes(content)

    services.scan(folder)
    list(iter(services.examine_next, None))

    assert set(Video.objects.values_list("title", flat=True)) == {"Film", "Other"}
    assert all(Video.objects.values_list("poster", flat=True))  # of the film itself
    assert not FoundFile.objects.exists()
    [said] = {record.getMessage() for record in caplog.records if sentence in record.getMessage()}
    assert name in said


def test_a_picture_of_too_many_pixels_keeps_no_film_out(
    folder: Folder, place: Path, put_film: Callable[..., Path], caplog: pytest.LogCaptureFixture
) -> None:
    put_film("a/Film.mp4")
    Image.new("1", (20_000, 20_000)).save(place / "a" / "Film-poster.png")

    services.scan(folder)
    list(iter(services.examine_next, None))

    assert Video.objects.get().title == "Film"
    assert any("pixels" in record.getMessage() and "Film-poster.png" in record.getMessage() for record in caplog.records)


def test_a_folder_without_permission_is_told_and_comes_in_when_it_may(folder: Folder, place: Path, put_film: Callable[..., Path]) -> None:
    put_film("a/Known.mp4")
    services.scan(folder)
    list(iter(services.examine_next, None))
    put_film("a/New.mp4", "vfr.mp4")
    put_film("b/Other.mp4", "h264-23976.mkv")
    (place / "a").chmod(0)
    try:
        with as_everybody():
            seen = services.scan(folder)
            list(iter(services.examine_next, None))
    finally:
        (place / "a").chmod(0o755)

    folder.refresh_from_db()
    assert (seen.missing, folder.state) == (0, Folder.State.READY)
    assert folder.reason == f"Not everything could be read: {place}/a (Videoflix has no permission for it)."
    assert states() == {"Known.mp4": "ready", "Other.mp4": "ready"}  # nothing is known of it, so it is not missing

    services.scan(folder)
    list(iter(services.examine_next, None))

    folder.refresh_from_db()
    assert folder.reason == ""
    assert states() == {"Known.mp4": "ready", "New.mp4": "ready", "Other.mp4": "ready"}


# A stick that dies: the system says EIO. While folders are listed, `Disk` says it (a listing breaks off, a file cannot be looked at);
# while a film is read, its `Path.open` does.


def test_a_listing_that_breaks_off_says_nothing_of_what_it_did_not_give(
    folder: Folder, place: Path, put: Put, take_in: TakeIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("a/A.mkv", "a/B.mkv", "c/C.mkv", "c/D.mkv")
    services.scan(folder)
    take_in()
    (place / "c" / "D.mkv").unlink()
    disk = Disk(monkeypatch)
    disk.failing = {str(place / "a")}

    seen = services.scan(folder)

    assert (seen.missing, states()) == (1, {"A.mkv": "ready", "B.mkv": "ready", "C.mkv": "ready", "D.mkv": "missing"})
    assert seen.sentence == f"Not everything could be read: {place}/a (the drive fails, or was pulled out)."

    disk.failing = {str(place)}  # the whole drive: it is away
    services.scan(folder)
    folder.refresh_from_db()
    assert (folder.state, set(states().values()), Source.objects.count()) == (Folder.State.MISSING, {"missing"}, 4)

    disk.failing = set()
    services.scan(folder)
    assert states() == {"A.mkv": "ready", "B.mkv": "ready", "C.mkv": "ready", "D.mkv": "missing"}


def test_a_film_that_cannot_be_looked_at_is_not_gone(
    folder: Folder, place: Path, put: Put, take_in: TakeIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("A.mkv", "B.mkv")
    services.scan(folder)
    take_in()
    disk = Disk(monkeypatch)
    disk.failing = {str(place / "A.mkv")}

    seen = services.scan(folder)

    assert (seen.missing, states()) == (0, {"A.mkv": "ready", "B.mkv": "ready"})
    assert seen.sentence == f"Not everything could be read: {place}/A.mkv (the drive fails, or was pulled out)."


def test_a_film_that_cannot_be_read_waits_until_it_can(
    folder: Folder, place: Path, put_film: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    put_film("A.mp4")
    put_film("B.mp4", "vfr.mp4")
    opened = Path.open

    def fail(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == "A.mp4":
            raise OSError(5, "Input/output error", str(path))
        return opened(path, *arguments, **options)

    with monkeypatch.context() as dying:
        dying.setattr(Path, "open", fail)
        services.scan(folder)
        list(iter(services.examine_next, None))
    found = FoundFile.objects.get()
    assert (states(), found.state) == ({"B.mp4": "ready"}, FoundFile.State.WAITING)
    assert found.reason == "The file cannot be taken in: the drive fails, or was pulled out."

    FoundFile.objects.update(claimed_until=None)  # five minutes later
    list(iter(services.examine_next, None))
    assert states() == {"A.mp4": "ready", "B.mp4": "ready"}
