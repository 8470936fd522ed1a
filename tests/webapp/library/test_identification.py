"""Which Video a file belongs to, what is then known of it, and what a person's word is worth."""

import os
from pathlib import Path

import pytest

from appliance.media.source import SourceFacts
from appliance.media.timeline import Timeline
from tests.webapp.library.conftest import Placed, credits_of
from webapp.library import services
from webapp.library.models import Library, Series, Source, Video


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)


def test_a_film_is_known_by_its_name(put: Placed) -> None:
    video = put("The Matrix (1999)/The Matrix (1999).mkv")
    assert (video.title, video.year, video.sort_title, video.series) == ("The Matrix", 1999, "matrix", None)


@pytest.mark.parametrize(
    "names",
    [
        ("Dune (2021)/Dune (2021).mkv", "Dune (2021)/Dune (2021) - 2160p.mkv"),
        ("Dune (2021)/Dune (2021) - Director's Cut.mkv", "Dune (2021)/Dune (2021).mkv"),
        ("Dune.2021.1080p.x264.mkv", "elsewhere/Dune (2021).mp4"),
        ("Film 1080p.mkv", "Film 720p.mkv"),
        ("DUNE (2021).mkv", "dune (2021).mp4"),
    ],
    ids=["sizes", "editions", "folders", "no year, one folder", "letters"],
)
def test_versions_of_one_film(put: Placed, names: tuple[str, str]) -> None:
    assert put(names[0]) == put(names[1])


@pytest.mark.parametrize(
    "names",
    [
        ("Dune (1984).mkv", "Dune (2021).mkv"),
        ("one/Film.mkv", "other/Film.mkv"),
        ("Rocky 2.mkv", "Rocky 3.mkv"),
        ("[tag].mkv", "[other].mkv"),
    ],
    ids=["remakes", "no year, two folders", "sequels", "no words"],
)
def test_films_of_their_own(put: Placed, names: tuple[str, str]) -> None:
    assert put(names[0]) != put(names[1])


def test_another_librarys_film_is_another_one(put: Placed, known: tuple[SourceFacts, Timeline], root: Path) -> None:
    other = Library.objects.create(name="Other")
    assert put("Dune (2021).mkv") != services.place(root / "Dune (2021).mp4", known[0], other)


def test_editions_and_parts_are_remembered(put: Placed, root: Path) -> None:
    for name in ("Film (1999) cd1.avi", "Film (1999) cd2.avi"):
        write(root, name, "")
    video = put("Film (1999) cd2.avi")
    assert put("Film (1999) cd1.avi") == video
    assert put("Film (1999) {edition-Final Cut}.mkv") == video
    assert sorted(video.sources.values_list("part", "edition")) == [(1, ""), (1, "Final Cut"), (2, "")]


def test_episodes_come_together(put: Placed, series_library: Library) -> None:
    first = put("The Show (2005)/Season 01/The Show - S01E01 - Pilot.mkv")
    second = put("The Show (2005)/Season 02/S02E01.mkv")
    assert first.series == second.series
    assert (first.series.title, first.series.year, first.series.sort_title) == ("The Show", 2005, "show")
    assert (first.title, first.season_number, first.episode_number) == ("Pilot", 1, 1)
    assert second.title == "S02E01"
    assert put("The Show (2005)/Season 01/The Show - 1x01 720p.mp4") == first
    assert put("The Show (2005)/Specials/S00E01.mkv") not in (first, second)
    assert Series.objects.count() == 1


def test_series_of_one_name_are_told_apart_by_their_years(put: Placed, series_library: Library) -> None:
    old, new = put("Galactica (1978)/S01E01.mkv"), put("Galactica (2003)/S01E01.mkv")
    assert old.series != new.series
    assert put("Galactica (2003)/S01E02.mkv").series == new.series


def test_a_renamed_series_keeps_getting_its_episodes(put: Placed, series_library: Library) -> None:
    series = put("Show/S01E01.mkv").series
    series.title = "What we call it"
    series.save()
    services.lock(series, ["title"])
    assert put("Show/S01E02.mkv").series == series
    services.identify(series.episodes.first())
    series.refresh_from_db()
    assert series.title == "What we call it"


def test_home_videos_are_known_by_their_day(put: Placed, library: Library) -> None:
    library.kind = Library.Kind.HOME_VIDEOS
    library.save()
    named = put("IMG_20200801_153000.mp4")
    assert (named.title, named.captured_at.astimezone().strftime("%Y-%m-%d"), named.year) == ("2020-08-01 15:30", "2020-08-01", None)
    inside = put("Birthday.mov", creation_time="2019-05-03T10:00:00.000000Z")
    assert inside.captured_at.isoformat() == "2019-05-03T10:00:00+00:00"
    assert put("one/Birthday.mp4") != put("one/Birthday.mov")
    assert put("Super 8 1965-07-04.mp4").captured_at.date().isoformat() in ("1965-07-03", "1965-07-04")


def test_nfo_comes_before_the_film_and_its_name(put: Placed, root: Path) -> None:
    write(root, "Film (2001).nfo", "<movie><title>From NFO</title><mpaa>FSK 12</mpaa><genre>Drama</genre><tag>Seen</tag></movie>")
    video = put("Film (2001).mkv", title="From inside", genre="Comedy", description="Told inside.")
    assert (video.title, video.year, video.description, video.rating, video.age) == ("From NFO", 2001, "Told inside.", "FSK 12", 12)
    assert (video.category.name, [genre.name for genre in video.genres.all()], [tag.name for tag in video.tags.all()]) == (
        "Drama",
        ["Drama"],
        ["Seen"],
    )


def test_a_title_inside_comes_before_the_name_unless_it_is_a_releases(put: Placed) -> None:
    assert put("a.mkv", title="Sintel").title == "Sintel"
    assert put("Heat (1995).mkv", title="heat.1995.1080p.x264-GRP").title == "Heat"


def test_what_a_person_set_stays(put: Placed, root: Path) -> None:
    video = put("Film (2001).mkv")
    video.title, video.year = "Mine", 1999
    video.save()
    services.lock(video, ["title", "genres"])
    write(root, "Film (2001).nfo", "<movie><title>Theirs</title><year>2002</year><genre>Drama</genre><plot>New.</plot></movie>")

    services.identify(video)

    video.refresh_from_db()
    assert (video.title, video.year, video.description, video.genres.count()) == ("Mine", 2002, "New.", 0)

    services.unlock(video)
    services.identify(video)
    assert (Video.objects.get().title, video.genres.count()) == ("Theirs", 1)


def test_what_a_person_sets_while_files_are_read_stays(put: Placed, root: Path) -> None:
    stale = put("Film (2001).mkv")
    meanwhile = Video.objects.get()
    meanwhile.title, meanwhile.tagline = "Mine", "Mine too"
    meanwhile.save()
    services.lock(meanwhile, ["title", "tagline"])
    write(root, "Film (2001).nfo", "<movie><title>Theirs</title><plot>New.</plot></movie>")

    services.identify(stale)

    video = Video.objects.get()
    assert (video.title, video.tagline, video.description, video.locked) == ("Mine", "Mine too", "New.", ["tagline", "title"])


def test_reading_again_forgets_nothing_when_the_drive_is_away(put: Placed, root: Path) -> None:
    write(root, "Film.nfo", "<movie><title>Theirs</title><plot>Kept.</plot></movie>")
    video = put("Film.mkv")
    root.rename(root.with_name("unplugged"))

    services.identify(video)

    assert Video.objects.get().description == "Kept."


def test_a_renamed_film_gets_versions_of_its_new_name(put: Placed, root: Path) -> None:
    video = put("asdf.mkv")
    (root / "asdf.mkv").rename(root / "Dune (2021).mkv")
    Source.objects.update(path=str(root / "Dune (2021).mkv"))

    services.identify(video)

    assert (video.title, video.year) == ("Dune", 2021)
    assert put("Dune (2021) - 2160p.mkv") == video


def test_people_are_credited_once_and_found(put: Placed, root: Path) -> None:
    nfo = "<movie><director>A. Director</director><director>a. director</director><actor><name>Ann</name><role>She</role></actor></movie>"
    write(root, "Film.nfo", nfo)
    video = put("Film.mkv")
    assert credits_of(video) == [
        ("A. Director", "director", ""),
        ("Ann", "actor", "She"),
    ]
    assert "ann" in video.search_text
    before = list(video.credits.values_list("pk", flat=True))
    services.identify(video)
    assert list(video.credits.values_list("pk", flat=True)) == before


def test_a_series_has_people_of_its_own(put: Placed, root: Path, series_library: Library) -> None:
    nfo = "<tvshow><title>Show</title><actor><name>Ánn</name><role>She</role></actor><actor><name>Ben</name></actor></tvshow>"
    write(root, "Show/tvshow.nfo", nfo)
    series = put("Show/S01E01.mkv").series
    assert credits_of(series) == [
        ("Ánn", "actor", "She"),
        ("Ben", "actor", ""),
    ]
    assert "ann" in series.search_text
    before = list(series.credits.values_list("pk", flat=True))
    services.identify_series(series)
    assert list(series.credits.values_list("pk", flat=True)) == before
    write(root, "Show/tvshow.nfo", nfo.replace("Ben", "Cem"))
    services.identify_series(series)
    series.refresh_from_db()
    assert ("ben" in series.search_text, "cem" in series.search_text) == (False, True)


def test_genres_are_the_same_in_any_case(put: Placed, root: Path) -> None:
    write(root, "A.nfo", "<movie><genre>Drama</genre></movie>")
    write(root, "B.nfo", "<movie><genre>drama</genre><genre>Krimi</genre></movie>")
    assert put("A.mkv").category == put("B.mkv").category


def test_collections(put: Placed, root: Path) -> None:
    write(root, "A.nfo", "<movie><set>Saga</set></movie>")
    write(root, "B.nfo", "<movie><set><name>Saga</name></set></movie>")
    assert put("A.mkv").collection == put("B.mkv").collection


def test_an_episodes_age_is_its_own_else_its_series(put: Placed, root: Path, series_library: Library) -> None:
    write(root, "Show/tvshow.nfo", "<tvshow><title>The Show</title><mpaa>FSK 16</mpaa><genre>Crime</genre></tvshow>")
    write(root, "Show/S01E02.nfo", "<episodedetails><mpaa>FSK 6</mpaa></episodedetails>")
    unrated, own = put("Show/S01E01.mkv"), put("Show/S01E02.mkv")
    assert (unrated.age, own.age, unrated.series.title, unrated.series.genres.get().name) == (16, 6, "The Show", "Crime")

    series = unrated.series
    series.rating = "FSK 18"
    series.save(update_fields=["rating"])

    assert [Video.objects.get(pk=video.pk).age for video in (unrated, own)] == [18, 6]
    unrated.refresh_from_db()
    unrated.save()
    assert unrated.age == 18


def test_a_rating_that_nobody_knows_counts_as_none(put: Placed, series_library: Library) -> None:
    video = put("Show/S01E01.mkv")
    video.rating = "who knows"
    video.save()
    video.series.rating = "FSK 12"
    video.series.save()
    assert Video.objects.get().age == 12


def test_search_follows_a_series_title(put: Placed, series_library: Library) -> None:
    video = put("Show/S01E01.mkv")
    video.series.title = "Élite"
    video.series.save(update_fields=["title"])
    assert "elite" in Video.objects.get().search_text


@pytest.mark.parametrize("name", ["x" * 200 + ".mkv", "  .mkv", "S01E99999.mkv", "Film\u202e (2001).mkv", "%s%d.mkv", "'; DROP TABLE.mkv"])
def test_odd_names_find_their_place(put: Placed, name: str) -> None:
    assert put(name).title


def test_a_folder_of_many_films_is_read_once(put: Placed, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        (root / f"Film {number}.mkv").touch()
    scans: list[object] = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda folder: scans.append(folder) or scandir(folder))
    for number in range(20):
        put(f"Film {number}.mkv")
    assert len(scans) <= 2
