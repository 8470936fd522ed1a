"""What a file is called -> Details, by the conventions of Kodi, Plex and Jellyfin.

A name is read with its folders: "Show/Season 01/S01E02.mkv", "Film (2010)/Film (2010) - Director's Cut.mkv". guessit tells numbers, years
and editions; the words themselves are taken from the name, because guessit drops dots and words that films are called too.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from guessit import guessit
from guessit.api import GuessitException

from webapp.library.identify import moments
from webapp.library.identify.details import Details, SeriesDetails, film_year
from webapp.library.identify.folders import folders_of, of_film_folder, of_series_folders, same_title
from webapp.library.identify.parts import part_of
from webapp.library.models import Library
from webapp.library.titles import RELEASE_MARK, cleaned, from_file_name

# Words that films are called too ("Charlotte's Web", "The French Dispatch", "It"); they say nothing that is kept here.
EXCLUDED = [
    "source",
    "language",
    "subtitle_language",
    "country",
    "streaming_service",
    "other",
    "release_group",
    "website",
    "film",
    "bonus",
    "type",
]
ID = re.compile(r"[\[{(]\s*(?P<site>imdb|tmdb)(?:id)?[-=:\s]\s*(?P<number>tt\d+|\d+)\s*[\]})]", re.IGNORECASE)
OTHER_ID = re.compile(r"[\[{]\s*(?:tvdb|tvmaze|anidb|anilist)(?:id)?\d?[-=:][^\]}]*[\]}]", re.IGNORECASE)
EDITION = re.compile(r"\{edition-(?P<edition>[^}]+)\}", re.IGNORECASE)
YEAR_IN_BRACKETS = re.compile(r"[(\[](\d{4})[)\]]")
EPISODE = re.compile(
    r"(?<![^\W_])(?:s\d{1,4}[ ._-]*e\d{1,4}(?:[ ._-]*e\d{1,4}|-\d{1,4}(?!\d|[pi]))*|\d{1,2}x\d{1,3}(?:[-x]\d{1,3}(?!\d))*)(?![^\W_])",
    re.IGNORECASE,
)
DAY = re.compile(r"(?<!\d)\d{2,4}[-._ ]\d{1,2}[-._ ]\d{2,4}(?!\d)")
MEANINGLESS = re.compile(r"(movie|film|video|title|vts|feature|main|index|vid|untitled)?[ ._-]*[\d ._-]*", re.IGNORECASE)
NAMED_EDITION = re.compile(r"\b(cut|edition|version|remastered|imax|unrated|uncut)\b", re.IGNORECASE)
HIGHEST_NUMBER = 32767  # of seasons and episodes, as the database keeps them


def read(path: PurePath, kind: str, roots: Sequence[PurePath] = (), beside: Sequence[str] = ()) -> Details:
    """What the name of a film says, in a library of this `Library.Kind`.

    `roots` are the library's own folders: what lies above them says nothing. `beside` are the names of the other films in its folder.
    """
    folders = folders_of(path, roots)
    stem = unicodedata.normalize("NFC", path.stem)
    if kind == Library.Kind.HOME_VIDEOS:
        return moments.of_home_video(path.name)
    if kind == Library.Kind.SERIES or EPISODE.search(stem) is not None:
        is_theirs = kind == Library.Kind.SERIES and any(path.is_relative_to(root) for root in roots)
        return _episode(stem, folders, is_theirs)
    alone = not any(name != path.name for name in beside)
    return _film(stem, folders, part_of(path, beside), alone)


def _film(stem: str, folders: Sequence[str], part: tuple[str, int] | None, alone: bool) -> Details:
    stem, number = part or (stem, None)
    bare, said = without_ids(stem)
    title, year = _title_and_year(bare)
    folder = of_film_folder(folders[-1]) if folders else Details()
    edition = _edition(bare, year)
    released = alone and year is None and RELEASE_MARK.search(folders[-1]) is not None if folders else False  # "Film.2010.1080p/grp-film"
    if folder.year and (released or _belongs(title, bare, folder)):
        edition = _label(bare, folders[-1]) or edition
        title, year = folder.title, folder.year
    return replace(said, title=title, year=year, edition=said.edition or edition, part=number).over(
        Details(imdb_id=folder.imdb_id, tmdb_id=folder.tmdb_id)
    )


def _belongs(title: str, stem: str, folder: Details) -> bool:
    """Whether a film in a folder "Film (2010)" is that film, by its name or for want of one."""
    return MEANINGLESS.fullmatch(cleaned(stem)) is not None or same_title(title, folder.title)


def _label(stem: str, folder: str) -> str:
    """What stands behind the folder's own name: "Film (2010) - Director's Cut"."""
    found, _ = without_ids(folder)
    rest = stem[len(found) :] if found and stem.casefold().startswith(found.casefold()) else ""
    label = cleaned(rest.strip()) if rest.strip().startswith(("-", "[", "(")) else ""
    return label.strip("-([{. )]}")[:100] if label and RELEASE_MARK.match(label) is None else ""


def _title_and_year(stem: str) -> tuple[str, int | None]:
    """A year ends the title, unless it is the title."""
    bracketed = [found for found in YEAR_IN_BRACKETS.finditer(stem) if film_year(found[1])]
    if bracketed and cleaned(stem[: bracketed[-1].start()]):
        return _words(stem[: bracketed[-1].start()]), film_year(bracketed[-1][1])
    guess = guessed(stem, "movie")
    year = film_year(guess.get("year"))
    place = _before_marks(stem).rfind(str(year)) if year else -1
    if place > 0 and cleaned(stem[:place].rstrip("([{ ")):
        return _words(stem[:place]), year
    if guess.get("edition") and guess.get("title") and NAMED_EDITION.search(stem):
        return _words(str(guess["title"])), None
    return _words(stem), None


def _edition(stem: str, year: int | None) -> str:
    """Only where it cannot be a word of the title."""
    edition = guessed(stem, "movie").get("edition")
    if not edition or (year is None and NAMED_EDITION.search(stem) is None):
        return ""
    return ", ".join(edition) if isinstance(edition, list) else str(edition)


def _episode(stem: str, folders: Sequence[str], is_theirs: bool) -> Details:
    """`is_theirs`: folders are those of series; elsewhere ("Downloads") a folder has to agree with the name, or to hold a season's."""
    bare, said = without_ids(stem)
    series, season = of_series_folders(folders)
    guess = guessed(bare, "episode")
    marker = EPISODE.search(bare)
    date = guess.get("date") if marker is None else None
    marker = DAY.search(bare) if date else marker
    numbers = [number for number in _list(guess.get("episode")) if isinstance(number, int) and number <= HIGHEST_NUMBER]
    if marker is None and not numbers and not date:
        return replace(
            said, title=_words(bare), series=series if is_theirs or season is not None else SeriesDetails(), season_number=season
        )
    before = bare[: marker.start()] if marker else str(guess.get("title") or "")
    after = bare[marker.end() :] if marker else str(guess.get("episode_title") or "")
    if marker is None and series.title and not after and not same_title(before, series.title):
        before, after = "", before  # "02 - The Title.mkv"
    named = _series_in_name(before)
    if named.title and not (is_theirs or season is not None or same_title(named.title, series.title)):
        series = SeriesDetails()
    seasons = [number for number in _list(guess.get("season")) if isinstance(number, int) and number <= HIGHEST_NUMBER]
    return replace(
        said,
        title=cleaned(after.strip(" .-_")) if after.strip(" .-_") else "",
        series=series.over(named),
        season_number=seasons[0] if seasons else season if season is not None else None if date else 1,
        episode_number=None if date else numbers[0] if numbers else None,
        episode_last=max(numbers) if len(numbers) > 1 and not date else None,
        released_on=date,
    )


def _series_in_name(text: str) -> SeriesDetails:
    bracketed = [found for found in YEAR_IN_BRACKETS.finditer(text) if film_year(found[1])]
    if bracketed and cleaned(text[: bracketed[-1].start()]):
        return SeriesDetails(title=_words(text[: bracketed[-1].start()]), year=film_year(bracketed[-1][1]))
    title = cleaned(text.strip(" .-_[("))
    return SeriesDetails(title=_words(title) if title else "")


def without_ids(text: str) -> tuple[str, Details]:
    """A name without the numbers and the edition that people write into it for programs, and those."""
    ids = {found["site"].lower(): found["number"] for found in ID.finditer(text)}
    edition = EDITION.search(text)
    bare = EDITION.sub(" ", OTHER_ID.sub(" ", ID.sub(" ", text)))
    said = Details(imdb_id=ids.get("imdb", "")[:20], tmdb_id=ids.get("tmdb", "")[:20], edition=edition["edition"][:100] if edition else "")
    return bare.strip() or text, said


@lru_cache(maxsize=256)
def guessed(stem: str, kind: str) -> dict[str, Any]:
    """What guessit finds; nothing where it gives up. `kind` is movie or episode."""
    try:
        return dict(guessit(f"{stem}.mkv", {"type": kind, "excludes": EXCLUDED, "episode_prefer_number": True}))
    except GuessitException:
        return {}


def _before_marks(stem: str) -> str:
    mark = RELEASE_MARK.search(stem)
    return stem[: mark.start()] if mark is not None else stem


def _words(text: str) -> str:
    return from_file_name(f"{text.rstrip(' ([{-._')}.mkv")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
