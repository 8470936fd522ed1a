"""What goes with a Video, and what never does."""

from pathlib import Path

import pytest

from appliance.trash import TrashRefused
from webapp.library import services
from webapp.library.models import Folder, FoundFile, Library, Source, Video
from webapp.library.services import deleting


@pytest.fixture
def video(film: Path, library: Library) -> Video:
    """A film in a folder of the library."""
    services.add_folder(film.parent, library)
    return services.import_file(film, library)


@pytest.fixture
def trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the system's trash is; `tests/appliance/test_trash.py` tries the real one."""
    folder = tmp_path / ".Trash"
    folder.mkdir()
    monkeypatch.setattr(deleting, "move_to_trash", lambda path: path.rename(folder / path.name))
    return folder


def test_what_a_person_removed_does_not_come_back_with_the_next_scan(video: Video, film: Path) -> None:
    services.delete_video(video)
    folder = Folder.objects.get()

    for _ in range(2):
        assert services.scan(folder).new == 0
        assert FoundFile.objects.get().state == FoundFile.State.REMOVED
        assert services.examine_next() is None
        film.touch()  # its time is no reason either
    assert film.exists()
    assert not Video.objects.exists()


def test_it_is_still_removed_after_its_drive_was_away(video: Video, film: Path) -> None:
    services.delete_video(video)
    folder = Folder.objects.get()
    away = film.rename(film.with_suffix(".away"))
    services.scan(folder)
    away.rename(film)
    services.scan(folder)

    assert FoundFile.objects.get().state == FoundFile.State.REMOVED


def test_a_person_takes_it_in_again(video: Video, film: Path, library: Library) -> None:
    services.delete_video(video)

    services.import_file(film, library)

    assert Source.objects.get().path == str(film)
    assert not FoundFile.objects.exists()


def test_another_film_of_that_name_is_new(video: Video, film: Path, vfr_mp4: Path) -> None:
    services.delete_video(video)
    film.write_bytes(vfr_mp4.read_bytes())

    services.scan(Folder.objects.get())

    assert FoundFile.objects.get().state == FoundFile.State.WAITING


def test_originals_go_to_the_trash_only_when_asked(video: Video, film: Path, trash: Path) -> None:
    services.delete_with_originals(video)

    assert [path.name for path in trash.iterdir()] == [film.name]
    assert not film.exists()
    assert [model.objects.count() for model in (Video, Source, FoundFile)] == [0, 0, 0]


def test_a_trash_that_refuses_leaves_everything_as_it_is(video: Video, film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise TrashRefused(f"The trash does not take {path}: Permission denied.")

    monkeypatch.setattr(deleting, "move_to_trash", refuse)

    with pytest.raises(TrashRefused):
        services.delete_with_originals(video)

    assert film.exists()
    assert Video.objects.get() == video


def test_originals_that_are_missing_are_no_obstacle(video: Video, film: Path) -> None:
    film.unlink()

    services.delete_with_originals(video)

    assert not Video.objects.exists()
