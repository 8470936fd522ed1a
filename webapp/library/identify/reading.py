"""Everything that is said of one film, with the more trustworthy word over the other."""

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from appliance.media.sidecars import FILM_SUFFIXES, are_one_film
from appliance.media.source import SourceFacts
from webapp.library.identify import names, nfo, tags
from webapp.library.identify.details import Details, SeriesDetails
from webapp.library.identify.folders import season_of
from webapp.library.models import Library


def details_of(path: Path, facts: SourceFacts, kind: str, roots: Sequence[Path]) -> Details:
    """What NFO files, the name with its folders and the film itself say, in this order; a title inside a film comes before its name.

    Episodes are the exception: inside them there is often the series' title, or a release's.
    """
    named = by_name(path, kind, roots)
    inside = tags.of_film({"title": facts.title or "", **dict(facts.tags)}, kind)
    is_episode = bool(named.series.title)
    told = named.over(inside) if is_episode else Details(title=inside.title).over(named).over(inside)
    if not is_episode and kind != Library.Kind.SERIES:  # numbers inside a film do not make it an episode
        told = replace(told, series=SeriesDetails(), season_number=None, episode_number=None)
    return nfo.of_film(path, alone=are_one_film(path.parent.name, films_in(path.parent))).over(told)


def by_name(path: Path, kind: str, roots: Sequence[Path]) -> Details:
    """What the name says, with what lies beside it."""
    return names.read(path, kind, roots, films_in(path.parent))


def series_folder(path: Path, roots: Sequence[Path]) -> Path | None:
    """The folder of the series that a file belongs to; None when it lies in the library's own folder."""
    folder = path.parent.parent if season_of(path.parent.name) is not None else path.parent
    return folder if not roots or any(folder != root and folder.is_relative_to(root) for root in roots) else None


def films_in(folder: Path) -> tuple[str, ...]:
    """Names of the films in a folder; none where it cannot be read."""
    try:
        return _films_in(folder, folder.stat().st_mtime_ns)
    except OSError:
        return ()


@lru_cache(maxsize=8)
def _films_in(folder: Path, modified_ns: int) -> tuple[str, ...]:
    """A folder of 10,000 films is read once, not for every film."""
    with os.scandir(folder) as entries:
        return tuple(sorted(entry.name for entry in entries if Path(entry.name).suffix.lower() in FILM_SUFFIXES and entry.name[0] != "."))
