"""A library of 2,000 oddly named files with what each should be taken for: always the same ones, made of titles, years and habits."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

SEED = 6
COUNT = 2000
TITLES = [
    "Big Buck Bunny", "Amélie", "Das Boot", "2001 A Space Odyssey", "Se7en", "WALL-E", "Charlotte's Web", "M", "Ocean's Eleven", "8½",
    "Les Misérables", "Død snø", "夏休み", "Москва слезам не верит", "The Good, the Bad and the Ugly", "Tom & Jerry", "Léon", "1917",
    "Mission Impossible III", "Kill Bill Vol 2", "Fast and Furious 7", "The French Dispatch", "Straße der Träume", "¡Three Amigos!",
    "Wallace & Gromit", "Crouching Tiger, Hidden Dragon", "Blade Runner 2049", "12 Angry Men", "La La Land", "Extraction",
    "The Lost Season", "O Brother, Where Art Thou", "Romeo + Juliet", "C'era una volta il West", "Good Bye, Lenin!", "Up", "It",
    "10 Things I Hate About You",
]  # fmt: skip
SHOWS = [
    "The Office", "Tatort", "Doctor Who", "24", "The 100", "Borgen", "Élite", "Babylon Berlin", "Die Sendung mit der Maus", "Law & Order",
    "Löwenzahn", "ワンピース", "Mr Robot", "Brooklyn Nine-Nine", "Will & Grace", "30 Rock", "3rd Rock from the Sun", "Dix pour cent",
]  # fmt: skip
EPISODES = ["The Pilot", "Das Ende", "Rückkehr", "Part of the Plan", "Où est-il", "No Way Home", "The Web", "Frühling", "Heat", "2 Much"]
MARKS = ["1080p.BluRay.x264-GRP", "720p.WEB-DL.AAC2.0.H.264", "2160p.UHD.HDR10.HEVC-ABC", "DVDRip.XviD", "480p.x265"]
SUFFIXES = [".mkv", ".mp4", ".avi", ".m4v", ".MKV", ".ts"]
SEASONS = ["Season {:02d}", "Season {}", "Staffel {}", "Saison {}", "S{:02d}", "season_{}", "Temporada {}"]


@dataclass(frozen=True)
class Named:
    """A file below /library, the kind of its library, and what its name should say."""

    path: str
    kind: str
    expected: dict[str, Any]


def odd_names() -> Iterator[Named]:
    """Give all of them."""
    chance = random.Random(SEED)
    for _ in range(COUNT):
        yield chance.choice(HABITS)(chance)


def dots(text: str) -> str:
    return text.replace(" ", ".")


def film_in_folder(chance: random.Random) -> Named:
    title, year = chance.choice(TITLES), chance.randint(1925, 2024)
    name = f"{title} ({year})"
    return Named(f"{name}/{name}{chance.choice(SUFFIXES)}", "films", {"title": title, "year": year})


def film_alone(chance: random.Random) -> Named:
    title, year = chance.choice(TITLES), chance.randint(1925, 2024)
    between = chance.choice([" ({})", " [{}]", " ({}) [1080p]", " ({}) BluRay 1080p"]).format(year)
    return Named(f"{title}{between}{chance.choice(SUFFIXES)}", "films", {"title": title, "year": year})


def film_of_a_release(chance: random.Random) -> Named:
    title = chance.choice([title for title in TITLES if title.isascii() and title.replace(" ", "").isalnum()])
    year = chance.randint(1950, 2024)
    return Named(f"{dots(title)}.{year}.{chance.choice(MARKS)}{chance.choice(SUFFIXES)}", "films", {"title": title, "year": year})


def film_with_ids(chance: random.Random) -> Named:
    title, year, number = chance.choice(TITLES), chance.randint(1925, 2024), chance.randint(1_000_000, 9_999_999)
    written = chance.choice(["{{imdb-tt{}}}", "[imdbid-tt{}]", "[imdbid=tt{}]"]).format(number)
    expected = {"title": title, "year": year, "imdb_id": f"tt{number}"}
    return Named(f"{title} ({year}) {written}{chance.choice(SUFFIXES)}", "films", expected)


def edition_of_a_film(chance: random.Random) -> Named:
    title, year = chance.choice(TITLES), chance.randint(1925, 2024)
    edition = chance.choice(["Director's Cut", "Theatrical", "Black and White", "Fan Edit"])
    name = f"{title} ({year})"
    written = chance.choice([f" - {edition}", f" {{edition-{edition}}}"])
    return Named(f"{name}/{name}{written}.mkv", "films", {"title": title, "year": year, "edition": edition})


def nameless_film_in_folder(chance: random.Random) -> Named:
    title, year = chance.choice(TITLES), chance.randint(1925, 2024)
    return Named(
        f"{title} ({year})/{chance.choice(['movie', 'film', 'video', 'VTS_01_1', 'title00'])}.mkv", "films", {"title": title, "year": year}
    )


def episode_in_season(chance: random.Random) -> Named:
    show, season, number, title = chance.choice(SHOWS), chance.randint(1, 30), chance.randint(1, 99), chance.choice(EPISODES)
    folder = f"{show}/{chance.choice(SEASONS).format(season)}"
    marker = chance.choice([f"S{season:02d}E{number:02d}", f"s{season}e{number}", f"{season}x{number:02d}", f"S{season:02d} E{number:02d}"])
    name = chance.choice(
        [f"{marker}", f"{marker} - {title}", f"{show} - {marker}", f"{show} - {marker} - {title}", f"{show} {marker} {title}"]
    )
    named = title if title in name.removeprefix(show) else ""
    expected = {"series": show, "season_number": season, "episode_number": number, "title": named}
    return Named(f"{folder}/{name}{chance.choice(SUFFIXES)}", "series", expected)


def episode_of_a_release(chance: random.Random) -> Named:
    show = chance.choice([show for show in SHOWS if show.isascii() and show.replace(" ", "").isalnum()])
    season, number, title = chance.randint(1, 20), chance.randint(1, 30), chance.choice(["The.Pilot", "Das.Ende", "Heat"])
    path = f"{dots(show)}.S{season:02d}E{number:02d}.{title}.{chance.choice(MARKS)}{chance.choice(SUFFIXES)}"
    expected = {"series": show, "season_number": season, "episode_number": number, "title": title.replace(".", " ")}
    return Named(path, "series", expected)


def episode_by_number(chance: random.Random) -> Named:
    show, season, number, title = chance.choice(SHOWS), chance.randint(1, 9), chance.randint(1, 60), chance.choice(EPISODES[:-1])
    name = chance.choice([f"{number:02d} - {title}", f"E{number:02d} - {title}"])
    expected = {"series": show, "season_number": season, "episode_number": number, "title": title}
    return Named(f"{show}/Season {season}/{name}.mkv", "series", expected)


def double_episode(chance: random.Random) -> Named:
    show, season, first = chance.choice(SHOWS), chance.randint(1, 9), chance.randint(1, 50)
    marker = chance.choice(["S{0:02d}E{1:02d}-E{2:02d}", "S{0:02d}E{1:02d}E{2:02d}", "S{0:02d}E{1:02d}-{2:02d}"]).format(
        season, first, first + 1
    )
    expected = {"series": show, "season_number": season, "episode_number": first, "episode_last": first + 1}
    return Named(f"{show}/Season {season}/{show} - {marker}.mkv", "series", expected)


def special(chance: random.Random) -> Named:
    show, number = chance.choice(SHOWS), chance.randint(1, 20)
    folder = chance.choice(["Specials", "Season 00", "Season 0"])
    return Named(f"{show}/{folder}/{show} S00E{number:02d}.mkv", "series", {"series": show, "season_number": 0, "episode_number": number})


def series_with_year(chance: random.Random) -> Named:
    show, year, number = chance.choice(SHOWS), chance.randint(1960, 2024), chance.randint(1, 20)
    expected = {"series": show, "series_year": year, "season_number": 1, "episode_number": number}
    return Named(f"{show} ({year})/Season 01/{show} ({year}) - S01E{number:02d}.mkv", "series", expected)


def video_of_a_camera(chance: random.Random) -> Named:
    year, month, day = chance.randint(1999, 2025), chance.randint(1, 12), chance.randint(1, 28)
    hour, minute, second = chance.randint(0, 23), chance.randint(0, 59), chance.randint(0, 59)
    date, clock = f"{year}{month:02d}{day:02d}", f"{hour:02d}{minute:02d}{second:02d}"
    name = chance.choice([f"IMG_{date}_{clock}", f"PXL_{date}_{clock}123", f"VID_{date}_{clock}", f"{date}_{clock}", f"MOV-{date}-{clock}"])
    moment = f"{year}-{month:02d}-{day:02d} {hour:02d}:{minute:02d}"
    return Named(f"{year}/{name}.mp4", "home_videos", {"title": moment, "captured": moment})


def video_of_a_day(chance: random.Random) -> Named:
    year, month, day = chance.randint(1999, 2025), chance.randint(1, 12), chance.randint(1, 28)
    what = chance.choice(["Geburtstag", "By the sea", "First steps", "Noël", "運動会"])
    name = chance.choice([f"{year}-{month:02d}-{day:02d} {what}", f"{what} {year}-{month:02d}-{day:02d}", f"{what} {day}.{month}.{year}"])
    return Named(f"{name}.mov", "home_videos", {"title": name, "captured": f"{year}-{month:02d}-{day:02d} 00:00"})


HABITS: list[Callable[[random.Random], Named]] = [
    film_in_folder, film_alone, film_of_a_release, film_with_ids, edition_of_a_film, nameless_film_in_folder, episode_in_season,
    episode_of_a_release, episode_by_number, double_episode, special, series_with_year, video_of_a_camera, video_of_a_day,
]  # fmt: skip
