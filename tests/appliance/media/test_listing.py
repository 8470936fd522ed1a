"""What a walk through a folder lists, in which order, and what it leaves out."""

import os
import socket
import stat
import tracemalloc
from pathlib import Path

import pytest

from appliance.media.listing import LATEST_NS, LEFT_OUT, Links, ListedFilm, Unread, is_within, storable, walk


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    return folder


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def listed(root: Path, apart_from: set[str] = frozenset()) -> list[str]:
    return [item.path.removeprefix(f"{root}/") for item in walk(str(root), Links(), apart_from)]


ODD_NAMES = [
    "a\nb.mkv",
    "quote'\".mkv",
    "100%_$HOME`ls`.mkv",
    "\U0001f3ac Kino.mkv",
    "e\u0301.mkv",
    "é.mkv",
    " spaces .mkv",
    "..mkv.mkv",
    "back\\slash.mkv",
    "[x]{y}*?.mkv",
    "\u202egnitser.mkv",
    "-rf.mkv",
    "UPPER.MKV",
]


@pytest.mark.skipif(os.name == "nt", reason="names that Windows does not have")
def test_every_odd_name_is_listed(root: Path) -> None:
    names = [name for name in ODD_NAMES if not name.startswith(".")]
    touch(*(root / name for name in names))

    assert sorted(listed(root)) == sorted(names)


def test_sizes_and_times_are_those_of_the_file(root: Path) -> None:
    film = root / "a" / "Film.mkv"
    touch(film)
    film.write_bytes(b"x" * 17)
    os.utime(film, ns=(1, 123_456_789_000))

    assert list(walk(str(root), Links())) == [ListedFilm(str(film), 17, 123_456_789_000)]


def test_paths_come_in_the_order_of_their_characters(root: Path) -> None:
    names = ["a.mkv", "a/b.mkv", "a b.mkv", "a-b.mkv", "a/c/d.mkv", "a/c.mkv", "ab.mkv", "a0.mkv", "Z.mkv", "ä/ö.mkv", "🎬/x.mkv", "￮.mkv"]
    touch(*(root / name for name in names))

    assert listed(root) == sorted(names)


@pytest.mark.parametrize(
    "name", ["Film.srt", "Film.nfo", ".hidden.mkv", ".trash/Film.mkv", "poster.jpg", *(f"{word}/Film.mkv" for word in sorted(LEFT_OUT))]
)
def test_what_is_no_film_or_hidden_is_left_out(name: str, root: Path) -> None:
    touch(root / name, root / "Film.mkv")

    assert listed(root) == ["Film.mkv"]


@pytest.mark.parametrize("mark", [".ignore", ".nomedia"])
def test_a_marked_folder_is_left_out(mark: str, root: Path) -> None:
    touch(root / "old" / "Film.mkv", root / "old" / "deeper" / "Film.mkv", root / "old" / mark, root / "Film.mkv")

    assert listed(root) == ["Film.mkv"]


def test_named_folders_are_left_out(root: Path) -> None:
    touch(root / "Videoflix" / "uploads" / "Film.mkv", root / "Film.mkv")

    assert listed(root, {str(root / "Videoflix")}) == ["Film.mkv"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_pipes_and_sockets_are_no_films(root: Path) -> None:
    os.mkfifo(root / "pipe.mkv")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(root / "s.mkv"))

        assert listed(root) == []


def test_links_are_noted_and_not_followed(root: Path, tmp_path: Path) -> None:
    touch(root / "a" / "Film.mkv", tmp_path / "elsewhere" / "Other.mkv")
    (root / "a" / "up").symlink_to(root)
    (root / "self").symlink_to(root / "self")
    (root / "elsewhere").symlink_to(tmp_path / "elsewhere")
    (root / "Linked.mkv").symlink_to(tmp_path / "elsewhere" / "Other.mkv")
    links = Links()

    assert [item.path for item in walk(str(root), links)] == [str(root / "a" / "Film.mkv")]
    assert set(links.targets) >= {str(root), str(tmp_path / "elsewhere"), str(tmp_path / "elsewhere" / "Other.mkv")}


def test_a_name_that_is_no_unicode_is_written_down_as_well_as_it_goes(root: Path) -> None:
    Path(root, os.fsdecode(b"caf\xe9.mkv")).touch()

    [film] = walk(str(root), Links())

    assert film.path == f"{root}/caf\\xe9.mkv"
    assert not film.can_be_opened
    film.path.encode()


def test_a_folder_that_cannot_be_read_is_told_and_the_walk_goes_on(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(root / "a" / "Film.mkv", root / "b" / "Film.mkv", root / "c" / "Film.mkv")
    _forbid(root / "b", monkeypatch)

    assert list(walk(str(root), Links()))[1] == Unread(str(root / "b"), "Videoflix has no permission for it")
    assert listed(root) == ["a/Film.mkv", "b", "c/Film.mkv"]


def test_folders_lie_in_each_other_as_deep_as_a_path_goes(root: Path) -> None:
    deepest = root.joinpath(*["a"] * 600)
    folder = root
    for _ in range(600):
        folder = folder / "a"
        folder.mkdir()
    touch(deepest / "Film.mkv", root / "b" / "Film.mkv")

    assert listed(root) == [str(deepest.relative_to(root) / "Film.mkv"), "b/Film.mkv"]


@pytest.mark.skipif(os.name == "nt", reason="paths that Windows does not have")
def test_a_path_that_no_database_holds_is_told_and_the_walk_goes_on(root: Path) -> None:
    folder = root
    for _ in range(12):
        folder = folder / ("夏" * 80)
        folder.mkdir()
    touch(folder / "Film.mkv", root / "Film.mkv")

    assert list(walk(str(root), Links()))[1:] == [Unread(str(folder / "Film.mkv"), "its path is too long")]


def test_a_time_that_no_database_holds_is_the_latest_one(root: Path) -> None:
    touch(root / "Film.mkv")
    try:
        os.utime(root / "Film.mkv", (0, 10_000_000_000))  # in the year 2286
    except OverflowError:
        pytest.skip("this system knows no such time")

    [film] = walk(str(root), Links())

    assert film.modified_ns <= LATEST_NS


def test_a_root_that_cannot_be_read_is_an_error(root: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(walk(str(root / "nowhere"), Links()))


@pytest.mark.parametrize(
    ("path", "folder", "expected"),
    [("/a/b", "/a", True), ("/a", "/a", True), ("/ab", "/a", False), ("/a", "/a/b", False), ("/a", "/", True)],
)
def test_within_goes_by_whole_names(path: str, folder: str, expected: bool) -> None:
    assert is_within(path, folder) == expected


def test_what_a_database_takes_stays_as_it_is() -> None:
    assert storable("/films/é \U0001f3ac.mkv") == "/films/é \U0001f3ac.mkv"


def _forbid(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the permission away; from an administrator, who may read everything, by the system's own error."""
    folder.chmod(stat.S_IWUSR)
    if os.access(folder, os.R_OK):
        scandir = os.scandir

        def refusing(path: str):
            if path == str(folder):
                raise PermissionError(13, "Permission denied", path)
            return scandir(path)

        monkeypatch.setattr(os, "scandir", refusing)


def test_a_folder_is_let_go_of_as_it_is_walked(root: Path) -> None:
    """10,000 films in one folder cost their names, for a while, and no more."""
    touch(*(root / f"{number:04}.{kind}" for number in range(2000) for kind in ("mkv", "jpg")))
    tracemalloc.start()
    try:
        films = walk(str(root), Links())
        next(films)
        names = tracemalloc.get_traced_memory()[0]
        for _ in range(1900):
            next(films)
        rest = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()

    assert names < 2000 * 600  # bytes
    assert rest < names / 5
