"""Pictures that somebody chose, beside a film or inside it."""

import logging

import pytest
from PIL import Image

from appliance.media import artwork
from appliance.media.artwork import artwork as artwork_of
from appliance.media.artwork import fanart, pictures_of_season, season_artwork, series_artwork, series_fanart
from tests.appliance.media import films


@pytest.fixture
def own(tmp_path):
    """A film in a folder of its own."""
    path = tmp_path / "Film.mkv"
    path.touch()
    return path


def lay(film, name, colour=(200, 0, 0), size=(200, 300)):
    Image.new("RGB", size, colour).save(film.with_name(name))


@pytest.mark.parametrize("name", ["poster.jpg", "folder.jpg", "Cover.JPG", "movie.jpg", "Film.jpg", "Film-poster.png", "film-poster.webp"])
def test_names_that_people_use(own, name):
    lay(own, name)
    assert artwork_of(own).size == (200, 300)


def test_the_films_own_comes_before_the_folders(own):
    lay(own, "poster.jpg", size=(100, 100))
    lay(own, "Film-poster.jpg")
    assert artwork_of(own).size == (200, 300)


def test_a_folder_of_many_films_has_no_picture_of_one(own):
    lay(own, "folder.jpg")
    own.with_name("Other.mkv").touch()
    assert artwork_of(own) is None
    lay(own, "Film.jpg")
    assert artwork_of(own) is not None


@pytest.mark.parametrize(
    ("folder", "names", "is_one"),
    [
        ("Film (2010)", ["Film (2010).mkv", "Film (2010) {edition-Director's Cut}.mkv"], True),
        ("Film (2010)", ["FILM (2010) - cd1.avi", "Film (2010) - cd2.avi"], True),
        ("Film (2010)", ["Film (2010) - 1080p.mkv", "Another (2011).mkv"], False),
        ("Street", ["Street - S01E01.mkv", "Street - S01E02.mkv"], False),
        ("Street", ["Street 1x01.mkv", "Street 1x02.mkv"], False),
        ("Films", ["Film.mkv", "Films.mkv"], False),
    ],
    ids=["editions", "parts", "another", "episodes", "episodes otherwise", "a folder of films"],
)
def test_versions_of_one_film_share_its_folders_picture(tmp_path, folder, names, is_one):
    for name in names:
        path = tmp_path / folder / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    lay(path, "poster.jpg")
    assert [artwork_of(path.with_name(name)) is not None for name in names] == [is_one, is_one]


def test_what_is_broken_or_huge_is_passed_over_with_a_note(own, monkeypatch, caplog):
    monkeypatch.setattr(artwork, "MOST_PIXELS", 100 * 100)
    monkeypatch.setattr(artwork, "LARGEST_BYTES", 10_000)
    lay(own, "Film-poster.jpg")
    own.with_name("Film.jpg").write_bytes(b"no picture")
    own.with_name("poster.jpg").write_bytes(b"\xff" * 20_000)
    with caplog.at_level(logging.WARNING):
        assert artwork_of(own) is None
    assert [record.args[0] for record in caplog.records] == ["Film-poster.jpg", "Film.jpg", "poster.jpg"]
    lay(own, "folder.png", size=(50, 50))
    assert artwork_of(own).size == (50, 50)


def test_a_cover_inside_the_film(tmp_path):
    picture, film = tmp_path / "picture.png", tmp_path / "Film.mp4"
    Image.new("RGB", (60, 90), (0, 200, 0)).save(picture)
    copied = ("-c:v:1", "png", "-disposition:v:1", "attached_pic")
    films.ffmpeg(*films.picture(1), "-i", picture, "-map", "0", "-map", "1", *films.X264, *copied, film)
    assert artwork_of(film).size == (60, 90)


def test_a_film_without_any_and_one_that_went_away(imported, tmp_path):
    assert artwork_of(imported("small.ts").path) is None
    assert artwork_of(tmp_path / "gone" / "Film.mkv") is None


@pytest.mark.parametrize("name", ["Film-fanart.jpg", "film-backdrop.png", "fanart.jpg", "Backdrop.webp"])
def test_fanart_beside_a_film(own, name):
    assert fanart(own) is None
    lay(own, name, size=(320, 180))
    assert fanart(own).size == (320, 180)
    assert artwork_of(own) is None


def test_a_thumb_is_a_poster_where_there_is_no_other(own):
    lay(own, "Film-thumb.jpg", size=(160, 90))
    assert artwork_of(own).size == (160, 90)
    lay(own, "Film-poster.jpg")
    assert artwork_of(own).size == (200, 300)


def test_pictures_of_a_series_and_its_seasons(tmp_path):
    series, season = tmp_path / "Show", tmp_path / "Show" / "Season 01"
    season.mkdir(parents=True)
    for name, width in {"poster.jpg": 10, "fanart.jpg": 20, "season01-poster.jpg": 30, "season-specials-poster.jpg": 40}.items():
        lay(series / "x", name, size=(width, 10))
    lay(season / "x", "folder.jpg", size=(50, 10))
    assert (series_artwork(series).width, series_fanart(series).width) == (10, 20)
    assert [season_artwork(series, number).width for number in (0, 1)] == [40, 30]
    assert season_artwork(series, 2) is None
    assert season_artwork(series, 2, season).width == 50
    assert series_artwork(tmp_path / "gone") is None
    assert list(pictures_of_season(series, 1, season)) == ["season01-poster.jpg", "Season 01/folder.jpg"]
    assert list(pictures_of_season(series, 0)) == ["season-specials-poster.jpg"]


def test_empty_pictures_and_folders_of_that_name_are_passed_over(own):
    own.with_name("Film-poster.jpg").touch()
    own.with_name("Film.jpg").mkdir()
    assert artwork_of(own) is None
