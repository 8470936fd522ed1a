"""Which folders a library may have."""

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.paths import DataPaths
from webapp.library import services
from webapp.library.models import Folder, Library
from webapp.library.services import folders


def test_a_folder_is_scanned_soon(place: Path, library: Library, monkeypatch, django_capture_on_commit_callbacks) -> None:
    queued: list[tuple[object, ...]] = []
    monkeypatch.setattr(folders, "enqueue_once", lambda *call, queue: queued.append((*call, queue)))

    with django_capture_on_commit_callbacks(execute=True):
        folder = services.add_folder(place, library)

    assert queued == [("webapp.library.tasks.scan_folder", folder.pk, "prepare")]
    assert folder.path == str(place)


def test_the_same_folder_again_is_the_same(place: Path, library: Library) -> None:
    assert services.add_folder(place, library) == services.add_folder(place / ".." / place.name, library)
    assert Folder.objects.count() == 1


def test_a_link_is_the_folder_that_it_leads_to(place: Path, library: Library, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(place)

    assert services.add_folder(tmp_path / "link", library).path == str(place)


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("", "belongs to the library “Films” already."),
        ("deeper", "which belongs to the library “Films”."),
        ("..", "and belongs to the library “Films”."),
    ],
)
def test_folders_do_not_overlap(where: str, sentence: str, folder: Folder, place: Path) -> None:
    (place / "deeper").mkdir()
    other = Library.objects.create(name="Series")

    with pytest.raises(services.FolderRefused, match=sentence):
        services.add_folder(place / where, other)

    assert Folder.objects.get() == folder


def test_neighbours_whose_names_begin_alike_do_not_overlap(folder: Folder, place: Path) -> None:
    neighbour = place.with_name(f"{place.name} 2")
    neighbour.mkdir()

    services.add_folder(neighbour, Library.objects.create(name="Series"))


@pytest.mark.parametrize("name", ["", "segments", "uploads"])
def test_the_data_folder_is_no_library(name: str, library: Library, paths: DataPaths) -> None:
    with pytest.raises(services.FolderRefused, match="belongs to Videoflix itself"):
        services.add_folder(paths.root / name, library)


@pytest.mark.parametrize("make", [lambda path: None, Path.touch, lambda path: path.symlink_to(path)], ids=["nothing", "file", "circle"])
def test_what_is_no_folder_is_refused(make: Callable[[Path], object], library: Library, tmp_path: Path) -> None:
    make(tmp_path / "x")

    with pytest.raises(services.FolderRefused, match=r"^[A-Z/].*\.$"):
        services.add_folder(tmp_path / "x", library)
