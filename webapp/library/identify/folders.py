"""What the folders above a film say."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePath

from webapp.library.identify.details import Details, SeriesDetails, film_year
from webapp.library.search_text import plain
from webapp.library.titles import cleaned, from_file_name

WORD = "(?:season|staffel|saison|temporada|stagione|seizoen|säsong|sæson|sesong|kausi|sezon)"
SEASONS = (
    re.compile(rf"{WORD}[ ._-]*(\d{{1,4}})(?!\d).*"),  # "Season 1 - The Beginning"
    re.compile(r"(?:series|s)[ ._-]*(\d{1,4})"),
    re.compile(rf".*[^\w]{WORD}[ ._-]*(\d{{1,4}})"),  # "Show Season 1"
    re.compile(rf"(\d{{1,2}})\.? ?{WORD}"),  # "1. Staffel"
)
SPECIALS = frozenset({"specials", "special", "extras", "bonus"})
YEAR = re.compile(r"[(\[](\d{4})(?:[-–]\d{0,4})?[)\]]")
DEEPEST = 3  # folders that are looked at where the library's own are not known
ID = re.compile(r"[\[{(]\s*(imdb|tmdb|tvdb|tvmaze|anidb)(?:id)?\d?[-=:\s]\s*(\w+)\s*[\]})]", re.IGNORECASE)


def folders_of(path: PurePath, roots: Sequence[PurePath]) -> list[str]:
    """Names of the folders that a film lies in, the nearest last, below the library's own.

    Where those are not known, so many as are likely to belong to it.
    """
    root = max((root for root in roots if path.is_relative_to(root)), key=lambda root: len(root.parts), default=None)
    names = list(path.relative_to(root).parts[:-1]) if root is not None else list(path.parts[1:-1][-DEEPEST:])
    return [unicodedata.normalize("NFC", name) for name in names]


def season_of(folder: str) -> int | None:
    """The number of a season's folder, 0 for the specials; None when it is none."""
    name = folder.strip().casefold().replace("_", " ")
    if name in SPECIALS:
        return 0
    found = next((found for pattern in SEASONS if (found := pattern.fullmatch(name)) is not None), None)
    return int(found[1]) if found is not None else None


def of_series_folders(folders: Sequence[str]) -> tuple[SeriesDetails, int | None]:
    """The series and the season that folders name."""
    season = season_of(folders[-1]) if folders else None
    above = folders[:-1] if season is not None else folders
    if not above:
        return SeriesDetails(), season
    return of_series_folder(above[-1]), season


def of_series_folder(name: str) -> SeriesDetails:
    """The series whose folder is called so: "Show (2005) {tvdb-123}"."""
    title, year, ids = _read(name)
    return SeriesDetails(title=title, year=year, tmdb_id=ids.get("tmdb", ""))


def of_film_folder(name: str) -> Details:
    """The film whose folder is called so: "Film (2010) [imdbid-tt1375666]"; without a year, nothing."""
    title, year, ids = _read(name)
    return Details(title=title, year=year, imdb_id=ids.get("imdb", ""), tmdb_id=ids.get("tmdb", "")) if year else Details()


def same_title(one: str, other: str) -> bool:
    """Whether two titles are the same, or one is the beginning of the other."""
    short, long = sorted((plain(one), plain(other)), key=len)
    return bool(short) and (long == short or long.startswith(f"{short} "))


def _read(name: str) -> tuple[str, int | None, dict[str, str]]:
    ids = {site.lower(): number[:20] for site, number in ID.findall(name)}
    bare = ID.sub(" ", name).strip()
    years = [found for found in YEAR.finditer(bare) if film_year(found[1])]
    if years and cleaned(bare[: years[-1].start()]):
        return _title(bare[: years[-1].start()]), film_year(years[-1][1]), ids
    dotted = re.fullmatch(r"(.+?)[ ._](\d{4})(?:[ ._].*)?", bare)
    if dotted and film_year(dotted[2]) and cleaned(dotted[1]):
        return _title(dotted[1]), film_year(dotted[2]), ids
    return _title(bare), None, ids


def _title(text: str) -> str:
    words = cleaned(text)
    return from_file_name(f"{words}.mkv") if words else ""
