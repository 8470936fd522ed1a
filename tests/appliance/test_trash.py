"""Files go to the trash, where people find them again."""

import os
from pathlib import Path

import pytest
import send2trash

from appliance import trash


def test_a_file_that_is_gone_already_is_well(tmp_path: Path) -> None:
    trash.move_to_trash(tmp_path / "gone.mp4")


def test_a_refusal_is_a_sentence_and_the_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = tmp_path / "film.mp4"
    film.touch()

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(send2trash, "send2trash", refuse)

    with pytest.raises(trash.TrashRefused, match=r"^The trash does not take .*film\.mp4: Videoflix has no permission for it\.$"):
        trash.move_to_trash(film)
    assert film.exists()


def test_the_real_trash_keeps_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = pytest.importorskip("send2trash.plat_other", reason="another system's trash")
    home = tmp_path / "Trash"
    monkeypatch.setattr(plain, "HOMETRASH_B", os.fsencode(home))
    monkeypatch.setattr(send2trash, "send2trash", plain.send2trash)  # the plain one, whatever desktop there is
    film = tmp_path / "film – \U0001f3ac.mp4"
    film.write_text("film")

    trash.move_to_trash(film)

    assert not film.exists()
    assert (home / "files" / film.name).read_text() == "film"
