"""`videoflix scan` and `videoflix folder add`: what they print, and how they end."""

import os
import shutil
from pathlib import Path

import pytest

from appliance.paths import DataPaths
from webapp.commands import scanning
from webapp.library.models import Folder, Library, Source
from webapp.library.services import FolderRefused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def paths(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataPaths:
    """Folders of this test's own, and a process that keeps its priority."""
    monkeypatch.setattr(scanning.child, "lower_own_priority", lambda: None)
    settings.PATHS = DataPaths(tmp_path / "data")
    settings.PATHS.create()
    return settings.PATHS


@pytest.fixture
def films(tmp_path: Path, h264_mp4: Path) -> Path:
    """A folder with a film in it."""
    folder = tmp_path / "films"
    folder.mkdir()
    shutil.copy(h264_mp4, folder / "Holiday.mp4")
    os.utime(folder / "Holiday.mp4", (1, 1_500_000_000))
    return folder


def test_a_folder_is_added_once(films: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        scanning.add_folder(films, "Home", "home_videos")

    folder = Folder.objects.get()
    assert capsys.readouterr().out == f"{folder.pk}\tHome\t{films}\n" * 2
    assert Library.objects.get().kind == Library.Kind.HOME_VIDEOS


def test_a_library_with_films_keeps_its_kind(films: Path, tmp_path: Path) -> None:
    scanning.add_folder(films, None, None)
    scanning.scan(None)
    (tmp_path / "more").mkdir()
    scanning.add_folder(tmp_path / "more", None, "series")

    assert Library.objects.get().kind == Library.Kind.FILMS


def test_a_refused_folder_leaves_no_empty_library(films: Path) -> None:
    with pytest.raises(FolderRefused):
        scanning.add_folder(films / "nowhere", "New", None)

    assert not Library.objects.exists()


def test_a_scan_takes_in_what_is_new(films: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scanning.add_folder(films, None, None)
    capsys.readouterr()

    assert scanning.scan(None) == 0
    assert capsys.readouterr() == (f"{films}\t1 films, 1 new, 0 changed, 0 back, 0 missing\n", "")
    assert Source.objects.get().path == str(films / "Holiday.mp4")
    assert scanning.scan("Films") == 0
    assert capsys.readouterr().out == f"{films}\t1 films, 0 new, 0 changed, 0 back, 0 missing\n"


def test_refused_films_and_missing_folders_are_told(films: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (films / "Letter.mkv").write_text("Dear diary")
    os.utime(films / "Letter.mkv", (1, 1_500_000_000))
    away = tmp_path / "away"
    away.mkdir()
    scanning.add_folder(films, None, None)
    scanning.add_folder(away, None, None)
    away.rmdir()

    assert scanning.scan(None) == 1

    errors = capsys.readouterr().err.splitlines()
    assert errors[0] == f"{away}: The folder cannot be read: it is not there any more."
    assert errors[1].startswith(f"{films / 'Letter.mkv'}: ")
    assert len(errors) == 2


def test_only_the_named_library_is_scanned(films: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "more").mkdir()
    scanning.add_folder(films, "A", None)
    scanning.add_folder(tmp_path / "more", "B", None)
    capsys.readouterr()

    scanning.scan("B")

    assert capsys.readouterr().out.startswith(f"{tmp_path / 'more'}\t")
    with pytest.raises(scanning.NoSuchLibrary, match="There is no library “C”"):
        scanning.scan("C")
