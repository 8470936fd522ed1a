"""The data folder."""

import os
import stat
from pathlib import Path

import pytest

from appliance.paths import DataFolderUnusable, DataPaths


def test_makes_every_folder_private(tmp_path: Path) -> None:
    paths = DataPaths(tmp_path / "a" / "b")
    paths.create()
    made = list(paths.root.rglob("*"))
    assert {"segments", "uploads", "posters", "logs", "presence", "heartbeats"} <= {entry.name for entry in made}
    if os.name == "posix":
        assert {stat.S_IMODE(entry.stat().st_mode) for entry in [paths.root, *made]} == {0o700}


def test_making_them_again_changes_nothing(tmp_path: Path) -> None:
    paths = DataPaths(tmp_path)
    paths.create()
    (paths.uploads / "film.mp4").touch()
    paths.create()
    assert (paths.uploads / "film.mp4").exists()


def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataFolderUnusable, match="file"):
        DataPaths(tmp_path / "file" / "data").create()


@pytest.mark.parametrize("name", ["segments", "videoflix.lock", "videoflix.sqlite3", "logs/serve.log"])
def test_what_another_user_left_in_it_is_named(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = DataPaths(tmp_path)
    paths.create()
    theirs = tmp_path / name
    if not theirs.is_dir():
        theirs.touch()
    monkeypatch.setattr(os, "access", lambda path, _: path != theirs)  # root, who runs these tests in CI, may write everywhere
    with pytest.raises(DataFolderUnusable, match=name):
        paths.create()
