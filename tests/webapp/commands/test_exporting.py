"""`videoflix export-nfo`: files that other programs read, and that nobody else's words are lost in."""

import os
import shutil
from pathlib import Path

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import reverse

from appliance.errors import VideoflixError
from appliance.paths import DataPaths
from webapp.accounts.models import User
from webapp.commands import exporting
from webapp.jobs import under_way
from webapp.library import services, tasks
from webapp.library.identify import nfo
from webapp.library.models import Folder, Library, Video
from webapp.library.services.exporting import EXPORT, video_details

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def paths(settings, tmp_path: Path) -> DataPaths:
    """Folders of this test's own."""
    settings.PATHS = DataPaths(tmp_path / "data")
    settings.PATHS.create()
    return settings.PATHS


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of films and a series."""
    return tmp_path / "films"


@pytest.fixture
def film(root: Path, h264_mp4: Path) -> Video:
    """A film with everything that can be said."""
    library = services.library_named("Films")
    Folder.objects.create(library=library, path=str(root))
    path = root / "Sintel (2010)" / "Sintel (2010).mp4"
    path.parent.mkdir(parents=True)
    shutil.copy(h264_mp4, path)
    said = "<plot>A &lt;girl&gt;.</plot><genre>Fantasy</genre><tag>Free</tag><set>Open</set><mpaa>FSK 12</mpaa><director>Colin</director>"
    path.with_suffix(".nfo").write_text(f"<movie>{said}</movie>")
    video = services.import_file(path, library)
    path.with_suffix(".nfo").unlink()
    return video


@pytest.fixture
def episode(film: Video, root: Path, h264_mp4: Path) -> Video:
    path = root / "Show" / "Season 01" / "S01E02.mp4"
    path.parent.mkdir(parents=True)
    return services.import_file(Path(shutil.copy(h264_mp4, path)), film.library)


def test_a_film_leaves_with_everything(film: Video, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exporting.export(None, None) == 0

    path = root / "Sintel (2010)" / "Sintel (2010).nfo"
    assert capsys.readouterr() == (f"{path}\n", "")
    assert nfo.of_film(path.with_suffix(".mp4"), alone=True) == video_details(film)


def test_a_series_leaves_too(episode: Video, root: Path) -> None:
    assert exporting.export("Films", None) == 0

    assert nfo.of_series(root / "Show").title == "Show"
    found = nfo.of_film(root / "Show" / "Season 01" / "S01E02.mp4", alone=True)
    assert (found.series.title, found.season_number, found.episode_number) == ("Show", 1, 2)


def test_into_a_folder(episode: Video, root: Path, tmp_path: Path) -> None:
    assert exporting.export(None, tmp_path / "out") == 0

    written = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.nfo"))
    assert written == ["Show/Season 01/S01E02.nfo", "Show/tvshow.nfo", "Sintel (2010)/Sintel (2010).nfo"]
    assert list(root.rglob("*.nfo")) == []


@pytest.mark.parametrize("name", ["Sintel (2010).nfo", "movie.nfo"])
def test_what_somebody_else_wrote_stays(name: str, film: Video, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    theirs = root / "Sintel (2010)" / name
    theirs.write_text("<movie><title>Theirs</title></movie>")

    assert exporting.export(None, None) == 0

    assert [path.name for path in theirs.parent.glob("*.nfo")] == [name]
    assert theirs.read_text() == "<movie><title>Theirs</title></movie>"
    assert capsys.readouterr() == ("", f"{theirs}: Somebody else wrote this file: it stays.\n")


def test_our_own_is_brought_up_to_date_and_otherwise_left_alone(film: Video, root: Path) -> None:
    path = root / "Sintel (2010)" / "Sintel (2010).nfo"
    exporting.export(None, None)
    os.utime(path, ns=(1, 1_000_000_000))

    exporting.export(None, None)
    assert path.stat().st_mtime_ns == 1_000_000_000

    film.tagline = "A girl and a dragon."
    film.save()
    exporting.export(None, None)
    assert "A girl and a dragon." in path.read_text()


def test_what_cannot_be_written_is_told(episode: Video, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "Show").touch()  # a file where a folder belongs

    assert exporting.export(None, tmp_path / "out") == 1

    said, refused = capsys.readouterr()
    assert said == f"{tmp_path / 'out' / 'Sintel (2010)' / 'Sintel (2010).nfo'}\n"
    assert len(refused.splitlines()) == 2
    assert "The file cannot be written: " in refused


def test_a_library_that_there_is_not(film: Video) -> None:
    with pytest.raises(VideoflixError, match="no library called “Series”"):
        exporting.export("Series", None)


def test_an_empty_house(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    Library.objects.create(name="Films")
    assert exporting.export(None, None) == 0
    assert capsys.readouterr() == ("", "")


def test_the_owner_has_it_done_in_the_admin(film: Video, alice: User, client: Client) -> None:
    client.force_login(alice)
    libraries = reverse("admin:library_library_changelist")
    for _ in range(2):  # pressed twice
        said = client.post(libraries, {"action": "export", ACTION_CHECKBOX_NAME: film.library.pk}, follow=True)
        assert "are being written" in said.content.decode()
    [arguments] = under_way(EXPORT, queue="prepare")
    written = Path(film.sources.get().path).with_suffix(".nfo")
    tasks.export_nfo(*arguments)
    assert film.title in written.read_text()
    written.write_text("<movie><title>Mine</title></movie>")
    tasks.export_nfo(*arguments)
    assert "Mine" in written.read_text()
    tasks.export_nfo(film.library.pk + 1)  # gone meanwhile
