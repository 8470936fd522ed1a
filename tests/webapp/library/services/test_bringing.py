"""Films that are copied or moved into the library's own folder."""

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from appliance.media.errors import MediaRefused
from appliance.paths import DataPaths
from webapp.library import services
from webapp.library.models import Folder, Library, Source
from webapp.library.services import bringing

WAYS = pytest.mark.parametrize("move", [False, True], ids=["copy", "move"])


@pytest.fixture
def house(film: Path, tmp_path: Path) -> Path:
    """A folder with a film in it and what belongs to it, and a film that does not."""
    folder = tmp_path / "house" / "Holiday (2020)"
    folder.mkdir(parents=True)
    film.rename(folder / film.name)
    for name in ("Holiday (2020).de.srt", "Holiday (2020)-poster.jpg", "Holiday (2020).nfo", "Holiday (2020) 2.srt", "note.txt"):
        (folder / name).write_text(name)
    return folder


@pytest.fixture
def original(house: Path) -> Path:
    return house / "Holiday (2020).mp4"


def own(library: Library) -> Path:
    return Path(bringing.uploads_folder(library).path)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@WAYS
def test_a_film_comes_with_what_belongs_to_it(move: bool, house: Path, original: Path, library: Library) -> None:
    before = names(house)

    source = services.bring(original, house.parent, library, move)

    belongs = ["Holiday (2020)-poster.jpg", "Holiday (2020).de.srt", "Holiday (2020).mp4", "Holiday (2020).nfo"]
    assert names(own(library) / "Holiday (2020)") == belongs
    assert names(house) == ([name for name in before if name not in belongs] if move else before)
    assert source.path == str(own(library) / "Holiday (2020)" / "Holiday (2020).mp4")
    assert source.folder == Folder.objects.get(is_uploads=True)
    assert (source.video.title, source.video.year, source.state) == ("Holiday", 2020, Source.State.READY)


@WAYS
def test_what_is_refused_stays_where_it_was(move: bool, house: Path, library: Library) -> None:
    letter = house / "Letter.mkv"
    letter.write_text("Dear diary")

    with pytest.raises(MediaRefused):
        services.bring(letter, house.parent, library, move)

    assert letter.read_text() == "Dear diary"
    assert names(own(library)) == []


@WAYS
def test_the_same_film_again_is_the_same_video(move: bool, house: Path, original: Path, library: Library, tmp_path: Path) -> None:
    again = tmp_path / "again" / original.name
    again.parent.mkdir()
    shutil.copy2(original, again)
    first = services.bring(original, house, library, move)

    assert services.bring(again, again.parent, library, move) == first
    assert again.exists() != move
    assert services.bring(Path(first.path), Path(first.path).parent, library, move) == first
    assert Path(first.path).exists()


def test_another_film_of_that_name_gets_another_name(house: Path, original: Path, library: Library, vfr_mp4: Path) -> None:
    services.bring(original, house, library, False)
    shutil.copy(vfr_mp4, original)

    source = services.bring(original, house, library, False)

    assert source.path.endswith("Holiday (2020) (2).mp4")
    assert Source.objects.count() == 2


def test_a_film_that_was_taken_in_keeps_its_history_when_it_is_moved(house: Path, original: Path, library: Library) -> None:
    video = services.import_file(original, library)

    source = services.bring(original, house, library, True)

    assert source.video == video
    assert Source.objects.count() == 1
    assert not original.exists()


def test_moving_on_one_drive_copies_nothing(house: Path, original: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    number = original.stat().st_ino
    monkeypatch.setattr(bringing.shutil, "copy2", None)

    assert Path(services.bring(original, house, library, True).path).stat().st_ino == number


def test_moving_to_another_drive_copies(house: Path, original: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)

    assert Path(services.bring(original, house, library, True).path).exists()
    assert not original.exists()


def test_without_room_nothing_is_begun(house: Path, original: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing.shutil, "disk_usage", lambda path: SimpleNamespace(free=1024**3))

    with pytest.raises(MediaRefused, match="There is no room for it"):
        services.bring(original, house, library, False)

    assert original.exists()
    assert names(own(library)) == []


def test_each_library_has_a_folder_of_its_own(library: Library, paths: DataPaths) -> None:
    other = Library.objects.create(name="Series")

    assert own(library) != own(other)
    assert own(library).is_relative_to(paths.uploads)
    assert Folder.objects.count() == 2
