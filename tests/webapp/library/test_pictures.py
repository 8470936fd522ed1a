"""Pictures beside films and in the folders of series become those of the shelf."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from rest_framework.test import APIClient

from appliance.paths import DataPaths
from webapp.accounts.models import User
from webapp.library import services
from webapp.library.models import Folder, Library, Series, Video
from webapp.library.services.pictures import find_series_pictures

RED, GREEN, BLUE = (200, 0, 0), (0, 200, 0), (0, 0, 200)


def lay(folder: Path, name: str, colour: tuple[int, int, int] = RED, size: tuple[int, int] = (40, 60)) -> None:
    Image.new("RGB", size, colour).save(folder / name)


def colour_of(paths: DataPaths, name: str) -> str:
    """Which of the three a kept picture has."""
    with Image.open(paths.posters / name) as image:
        pixel = image.convert("RGB").resize((1, 1)).getpixel((0, 0))
    return ("red", "green", "blue")[pixel.index(max(pixel))]


@pytest.fixture
def episode(library: Library, h264_mp4: Path, tmp_path: Path) -> Callable[[str], Video]:
    """Import an episode of a series whose folder is there already."""
    library.kind = Library.Kind.SERIES
    library.save()
    Folder.objects.create(library=library, path=str(tmp_path / "series"))

    def add(name: str) -> Video:
        path = tmp_path / "series" / "Show" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return services.import_file(Path(shutil.copy(h264_mp4, path)), library)

    (tmp_path / "series" / "Show" / "Season 02").mkdir(parents=True)
    return add


def test_fanart_comes_in_with_a_film_and_goes_with_it(
    film: Path, library: Library, paths: DataPaths, django_capture_on_commit_callbacks
) -> None:
    lay(film.parent, "fanart.jpg", size=(4000, 100))
    video = services.import_file(film, library)
    with Image.open(paths.posters / video.fanart) as image:
        assert image.size == (1920, 48)
    with django_capture_on_commit_callbacks(execute=True):
        services.delete_video(video)
    assert list(paths.posters.iterdir()) == []


def test_reading_again_takes_new_pictures(film: Path, library: Library, paths: DataPaths, django_capture_on_commit_callbacks) -> None:
    lay(film.parent, "poster.jpg", RED)
    video = services.import_file(film, library)
    before = video.poster

    services.identify(video)
    assert video.poster == before  # the same picture keeps its address

    lay(film.parent, "poster.jpg", BLUE)
    with django_capture_on_commit_callbacks(execute=True):
        services.identify(video)
    assert (video.poster != before, colour_of(paths, video.poster), len(list(paths.posters.iterdir()))) == (True, "blue", 1)

    services.lock(video, ["poster"])
    lay(film.parent, "poster.jpg", GREEN)
    services.identify(video)
    assert colour_of(paths, Video.objects.get().poster) == "blue"


def test_two_scans_at_once_leave_one_picture(film: Path, library: Library, paths: DataPaths, django_capture_on_commit_callbacks) -> None:
    video = services.import_file(film, library)
    same = Video.objects.get()
    lay(film.parent, "poster.jpg", BLUE)
    for seen in (video, same):
        with django_capture_on_commit_callbacks(execute=True):
            services.identify(seen)
    assert [path.name for path in paths.posters.iterdir()] == [Video.objects.get().poster]


def test_a_scan_outlives_a_series_that_is_deleted_meanwhile(episode: Callable[[str], Video], tmp_path: Path) -> None:
    series = episode("Season 01/S01E01.mp4").series
    Series.objects.filter(pk=series.pk).delete()
    lay(tmp_path / "series" / "Show", "poster.jpg", RED)
    find_series_pictures(series, tmp_path / "series" / "Show")
    assert not Series.objects.exists()


def test_a_broken_picture_changes_nothing(film: Path, library: Library, paths: DataPaths) -> None:
    lay(film.parent, "poster.jpg", GREEN)
    video = services.import_file(film, library)
    (film.parent / "poster.jpg").write_bytes(b"")
    services.identify(video)
    assert colour_of(paths, video.poster) == "green"


def test_a_series_has_pictures_of_its_own_and_of_its_seasons(episode: Callable[[str], Video], paths: DataPaths, tmp_path: Path) -> None:
    show = tmp_path / "series" / "Show"
    lay(show, "poster.jpg", RED)
    lay(show, "fanart.jpg", GREEN)
    lay(show, "season01-poster.jpg", BLUE)
    lay(show / "Season 02", "folder.jpg", GREEN)

    first = episode("Season 01/S01E01.mp4")
    episode("Season 02/S02E01.mp4")

    series = first.series
    series.refresh_from_db()
    assert (colour_of(paths, series.poster), colour_of(paths, series.fanart)) == ("red", "green")
    assert {season.number: colour_of(paths, season.poster) for season in series.seasons.all()} == {1: "blue", 2: "green"}


def test_a_series_without_pictures_has_none(episode: Callable[[str], Video]) -> None:
    series = episode("Season 01/S01E01.mp4").series
    assert (series.poster, series.fanart, series.seasons.get().poster) == ("", "", "")


def test_pictures_over_http(alice: User, client_of: Callable[..., APIClient], episode: Callable[[str], Video], tmp_path: Path) -> None:
    show = tmp_path / "series" / "Show"
    for name in ("fanart.jpg", "season01-poster.jpg", "Season 01/S01E01-fanart.jpg"):
        (show / name).parent.mkdir(exist_ok=True)
        lay(show, name)
    with_pictures, without = episode("Season 01/S01E01.mp4"), episode("Season 02/S02E01.mp4")
    client = client_of(alice)

    for name in ("fanart.jpg", "series-fanart.jpg", "season.jpg"):
        answer = client.get(f"/api/video/{with_pictures.pk}/{name}")
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg"), name
        assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")
    for name in ("fanart.jpg", "season.jpg"):
        assert client.get(f"/api/video/{without.pk}/{name}").status_code == 404
