"""Names and their folders, as people and programs write them."""

from datetime import date
from pathlib import PurePosixPath
from typing import Any

import pytest

from tests.webapp.library.identify.odd_names import COUNT, odd_names
from webapp.library.identify.details import Details
from webapp.library.identify.names import read

ROOT = PurePosixPath("/library")


def said(path: str, kind: str, beside: tuple[str, ...] = ()) -> dict[str, Any]:
    """What a name says, without what it does not."""
    details = read(ROOT / path, kind, [ROOT], beside)
    named = {name: getattr(details, name) for name in Details.__dataclass_fields__ if name not in ("series", "captured_at")}
    named |= {"series": details.series.title, "series_year": details.series.year}
    named["captured"] = details.captured_at.strftime("%Y-%m-%d %H:%M") if details.captured_at else None
    return {name: value for name, value in named.items() if value not in ("", None, ())}


FILMS = {
    "a release": ("Big.Buck.Bunny.2008.1080p.x264-GROUP.mkv", {"title": "Big Buck Bunny", "year": 2008}),
    "a title that is a year": ("1917 (2019).mkv", {"title": "1917", "year": 2019}),
    "nothing but a year": ("2012.mkv", {"title": "2012"}),
    "a title that ends with a year to come": ("Blade Runner 2049 (2017).mkv", {"title": "Blade Runner 2049", "year": 2017}),
    "a title that begins with a year": ("2001 A Space Odyssey.mkv", {"title": "2001 A Space Odyssey"}),
    "a dot in the title": ("Dr. Strange (2016).mkv", {"title": "Dr. Strange", "year": 2016}),
    "a word that releases use": ("Charlotte's Web.mp4", {"title": "Charlotte's Web"}),
    "a country in the title": ("The French Dispatch (2021).mkv", {"title": "The French Dispatch", "year": 2021}),
    "a tag in front": ("[SITE.XX] Heat.1995.720p.mp4", {"title": "Heat", "year": 1995}),
    "one letter": ("M.mkv", {"title": "M"}),
    "a film called like its first part": (
        "Deathly Hallows Part 1 (2010).mkv",
        {"title": "Deathly Hallows Part 1", "year": 2010},
    ),
    "two editions at once": (
        "Alien.1979.Extended.Directors.Cut.mkv",
        {"title": "Alien", "year": 1979, "edition": "Extended, Director's Cut"},
    ),
    "an edition without a year": ("Alien Director's Cut.mkv", {"title": "Alien", "edition": "Director's Cut"}),
    "a word that may be an edition": ("Extended.mkv", {"title": "Extended"}),
    "a label behind the folder's name": (
        "Blade Runner (1982)/Blade Runner (1982) - Final Cut.mkv",
        {"title": "Blade Runner", "year": 1982, "edition": "Final Cut"},
    ),
    "a size behind the folder's name": ("Dune (2021)/Dune (2021) - 2160p.mkv", {"title": "Dune", "year": 2021}),
    "a folder with all that is known": ("Dune (2021)/movie.mkv", {"title": "Dune", "year": 2021}),
    "a year in the folder only": ("Dune (1984)/Dune.mkv", {"title": "Dune", "year": 1984}),
    "numbers for programs in the folder": (
        "Dune (2021) [imdbid-tt1160419]/Dune.mkv",
        {"title": "Dune", "year": 2021, "imdb_id": "tt1160419"},
    ),
    "a film of a saga's folder": ("Star Wars (1977-1983)/Return of the Jedi.mkv", {"title": "Return of the Jedi"}),
    "a film among the best of a year": ("Best of 2010/Inception.mkv", {"title": "Inception"}),
    "an abbreviation in a release's folder": ("Sintel.2010.1080p.BluRay.x264-GRP/grp-snt.mkv", {"title": "Sintel", "year": 2010}),
    "The Movie Database's number": ("Sintel (2010) {tmdb-45745}.mkv", {"title": "Sintel", "year": 2010, "tmdb_id": "45745"}),
    "a day": ("Ferien 2020-08-01.mp4", {"title": "Ferien 2020-08-01"}),
    "an episode among films": (
        "Show.Name.S01E02.The.Title.720p.mkv",
        {"title": "The Title", "series": "Show Name", "season_number": 1, "episode_number": 2},
    ),
    "nothing but marks": ("1080p.mkv", {"title": "1080p"}),
    "spaces only": ("   .mkv", {"title": "Mkv"}),
    "letters in two pieces": ("Ame\u0301lie (2001).mkv", {"title": "Amélie", "year": 2001}),
}
EPISODES = {
    "a number in a season's folder": ("Show/Season 01/S01E02.mkv", {"series": "Show", "season_number": 1, "episode_number": 2}),
    "another way to count": (
        "Show (2005)/Season 2/Show - 2x03 - The Dr. Who.mkv",
        {"series": "Show", "series_year": 2005, "season_number": 2, "episode_number": 3, "title": "The Dr. Who"},
    ),
    "an episode's number only": (
        "Show/Staffel 3/04 - Der Titel.mkv",
        {"series": "Show", "season_number": 3, "episode_number": 4, "title": "Der Titel"},
    ),
    "a day instead of a number": (
        "Daily/Daily 2019-05-03 Guest.mkv",
        {"series": "Daily", "released_on": date(2019, 5, 3), "title": "Guest"},
    ),
    "an absolute number": (
        "Anime/[Group] Anime - 112 [1080p].mkv",
        {"series": "Anime", "season_number": 1, "episode_number": 112},
    ),
    "several in one file": (
        "The 100/The 100 S02E03-E05.mkv",
        {"series": "The 100", "season_number": 2, "episode_number": 3, "episode_last": 5},
    ),
    "a series that is a number": ("24/24 - S01E01.mkv", {"series": "24", "season_number": 1, "episode_number": 1}),
    "German for episode": ("Show/Folge 3.mkv", {"series": "Show", "season_number": 1, "episode_number": 3}),
    "no number at all": ("Show/Interview.mkv", {"series": "Show", "title": "Interview"}),
    "a special": ("Show/Specials/Show - S00E01.mkv", {"series": "Show", "season_number": 0, "episode_number": 1}),
    "a season's folder with a name": (
        "Show/Season 1 - The Beginning/E07.mkv",
        {"series": "Show", "season_number": 1, "episode_number": 7},
    ),
    "a season's folder with the series' name": (
        "Show/Show Season 4/S04E05.mkv",
        {"series": "Show", "season_number": 4, "episode_number": 5},
    ),
    "no folder": (
        "Doctor Who (2005) S01E01 Rose.mkv",
        {"series": "Doctor Who", "series_year": 2005, "season_number": 1, "episode_number": 1, "title": "Rose"},
    ),
    "a season of a year": ("Show/Season 2019/Show S2019E03.mkv", {"series": "Show", "season_number": 2019, "episode_number": 3}),
    "a size behind the number": ("Show/Show S01E02-1080p.mkv", {"series": "Show", "season_number": 1, "episode_number": 2}),
}
HOME_VIDEOS = {
    "Android": ("IMG_20200801_153000.mp4", {"title": "2020-08-01 15:30", "captured": "2020-08-01 15:30"}),
    "Pixel": ("PXL_20230504_101112345.TS.mp4", {"title": "2023-05-04 10:11", "captured": "2023-05-04 10:11"}),
    "a messenger": ("VID-20200801-WA0001.mp4", {"title": "2020-08-01", "captured": "2020-08-01 00:00"}),
    "a Mac": (
        "Birthday 2020-08-01 at 15.30.00.mov",
        {"captured": "2020-08-01 15:30", "title": "Birthday 2020-08-01 at 15.30.00"},
    ),
    "a German day": ("Ostern 4.4.1999.avi", {"title": "Ostern 4.4.1999", "captured": "1999-04-04 00:00"}),
    "no day": ("IMG_2034.MOV", {"title": "IMG 2034"}),
    "a day that there is not": ("2020-06-31 Trip.mp4", {"title": "2020-06-31 Trip"}),
    "part of a number": ("clip120200801999.mp4", {"title": "Clip120200801999"}),
    "an episode's number": ("Ben S01E02.mp4", {"title": "Ben S01E02"}),
}


@pytest.mark.parametrize(("path", "expected"), FILMS.values(), ids=FILMS)
def test_films(path: str, expected: dict[str, Any]) -> None:
    assert said(path, "films") == expected


@pytest.mark.parametrize(("path", "expected"), EPISODES.values(), ids=EPISODES)
def test_episodes(path: str, expected: dict[str, Any]) -> None:
    assert said(path, "series") == expected


@pytest.mark.parametrize(("path", "expected"), HOME_VIDEOS.values(), ids=HOME_VIDEOS)
def test_home_videos(path: str, expected: dict[str, Any]) -> None:
    assert said(path, "home_videos") == expected


def test_two_thousand_odd_names() -> None:
    names = list(odd_names())
    wrong = [
        (each.path, {name: (found.get(name), value) for name, value in each.expected.items() if found.get(name, "") != value})
        for each in names
        for found in [said(each.path, each.kind)]
        if any(found.get(name, "") != value for name, value in each.expected.items())
    ]
    assert len(names) == COUNT
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "beside", "expected"),
    [
        ("Film cd1.avi", ("Film cd1.avi", "Film cd2.avi"), {"title": "Film", "part": 1}),
        ("Film (1999) - part2.mkv", ("Film (1999) - part1.mkv",), {"title": "Film", "year": 1999, "part": 2}),
        ("Film-disc-b.mkv", ("Film-disc-a.mkv",), {"title": "Film", "part": 2}),
        ("Film cd1.avi", (), {"title": "Film cd1"}),
        ("Hallows Part 1.mkv", ("Hallows Part 2.mkv", "Inception.mkv"), {"title": "Hallows Part 1"}),
        ("Film cd1.avi", ("Film dvd2.avi",), {"title": "Film cd1"}),
    ],
    ids=["discs", "parts", "letters", "no other disc", "a saga among films", "another kind"],
)
def test_films_in_several_files(name: str, beside: tuple[str, ...], expected: dict[str, Any]) -> None:
    assert said(name, "films", beside) == expected


@pytest.mark.parametrize("name", ["../../x.mkv", "x" * 240 + ".mkv", "(((((.mkv", "S99999E99999.mkv", "\u202egnp.mkv", "%00.mkv", "-.mkv"])
@pytest.mark.parametrize("kind", ["films", "series", "home_videos"])
def test_no_name_is_too_odd(name: str, kind: str) -> None:
    found = read(ROOT / name, kind, [ROOT])
    assert found.title or found.episode_number is not None


def test_what_lies_above_the_library_says_nothing() -> None:
    path = PurePosixPath("/media/alice/Season 3/The Show (1999)/Heat.mkv")
    assert read(path, "films", [path.parent]).year is None
    assert read(path, "series", [path.parent]).series.title == ""


@pytest.mark.parametrize(
    ("path", "series"),
    [
        ("/home/alice/Downloads/Show.S01E02.mkv", "Show"),
        ("/home/alice/Show/S01E02.mkv", "Show"),
        ("/home/alice/Show (2005)/Show S01E02.mkv", "Show"),
        ("/home/alice/The Show/Season 1/ts.S01E02.mkv", "The Show"),
        ("/home/alice/Downloads/Interview.mkv", ""),
    ],
    ids=["a folder of all sorts", "nothing but a number", "a folder that agrees", "a season's folder", "no number"],
)
def test_outside_of_libraries_a_folder_has_to_agree(path: str, series: str) -> None:
    assert read(PurePosixPath(path), "series").series.title == series


def test_an_episode_among_films_is_not_of_the_folders_series() -> None:
    assert read(ROOT / "Kids" / "Show.S01E02.mkv", "films", [ROOT]).series.title == "Show"
