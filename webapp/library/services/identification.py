"""Which Video a file belongs to, and what is known of it.

A person's word (a locked field) stands above an NFO file's, that above the name's and the film's own, and that above what is found online.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.db import transaction

from appliance.media.source import SourceFacts
from webapp.library.identify import nfo
from webapp.library.identify.details import Details, SeriesDetails
from webapp.library.identify.reading import by_name, details_of, series_folder
from webapp.library.models import Library, Series, Source, Video
from webapp.library.queries import series_called, video_of_alias, video_of_episode, video_of_key
from webapp.library.search_text import plain
from webapp.library.services.describing import describe, describe_series
from webapp.library.services.pictures import Pictured, find_pictures, find_series_pictures


def place(path: Path, facts: SourceFacts, library: Library) -> Video:
    """The saved Video that this file belongs to: the one that it is a further version or part of, else a new one.

    Belongs into the transaction that saves the Source.
    """
    with transaction.atomic():
        Library.objects.select_for_update().get(pk=library.pk)  # two workers must not make the same series
        details, series, key = _said(path, facts, library)
        known = video_of_alias(library, episode_key(series, details) if series else key)
        known = known or (video_of_episode(series, details) if series else video_of_key(library, key))
        if known is not None:
            return known
        video = Video(library=library, series=series, name_key=key)
        describe(video, details)
        return video


def set_apart(path: Path, facts: SourceFacts, library: Library, beside: Video) -> Video:
    """A saved Video of this file's own, which lay in the Video `beside` until now.

    Further files of its name stay with that one, unless they came there by an alias. Belongs into the transaction that moves the Source.
    """
    details, series, key = _said(path, facts, library)
    came_by_alias, _ = beside.aliases.filter(library=library, key=episode_key(series, details) if series else key).delete()
    video = Video(library=library, series=series, name_key=key if came_by_alias else "")
    describe(video, details)
    return video


def keys_of(video: Video) -> list[str]:
    """What the files of a Video are called, as `Alias.key` keeps it."""
    return [key for key in (video.name_key, episode_key(video.series, video) if video.series else "") if key]


def name_key_of(source: Source, library: Library) -> str:
    """What a file is called, as `Video.name_key` keeps it in this library."""
    path = Path(source.path)
    return _key(path, by_name(path, library.kind, _roots(library)), library)


def episode_key(series: Series, said: Details | Video) -> str:
    """Equal for the files of one episode, or of one day; "" when neither is said. Never the `name_key` of a film: these have no colon."""
    numbered = f"{said.season_number}x{said.episode_number}"
    where = numbered if said.episode_number is not None else str(said.released_on or "")
    return f"{series.pk}:{where}" if where else ""


def _said(path: Path, facts: SourceFacts, library: Library) -> tuple[Details, Series | None, str]:
    """What is said of a film, the series that it belongs to, and the `Video.name_key` of one that belongs to none."""
    roots = _roots(library)
    details = details_of(path, facts, library.kind, roots)
    series = _series(path, details, library, roots)
    return details, series, "" if series else _key(path, by_name(path, library.kind, roots), library)


def version_of(path: Path, library: Library) -> tuple[str, int]:
    """The edition ("" where there is none) and the part that a file's name says: `Source.edition` and `Source.part`."""
    details = by_name(path, library.kind, _roots(library))
    return details.edition, details.part or 1


def identify(video: Video, source: Source | None = None) -> None:
    """Read again what is known of a Video; what a person set stays. Its files are asked as far as they are there.

    `source`: the one that is asked; unless named, the first, and none that a person put with it while there are others.
    """
    source = source or video.sources.order_by("placed_by_hand", "part", "id").first()
    if source is None:
        return
    path, roots = Path(source.path), _roots(video.library)
    details = details_of(path, source.facts, video.library.kind, roots)
    with transaction.atomic():
        video.refresh_from_db(fields=["locked", "name_key"])
        if video.name_key:  # its files may be called anew; without one it was set apart
            video.name_key = name_key_of(source, video.library)
        if "series" not in video.locked:
            video.series = _series(path, details, video.library, roots)
        video.save(update_fields=["name_key", "series"])
        describe(video, details)
    find_pictures(video, path)
    if video.series is not None:
        identify_series(video.series)


def identify_series(series: Series) -> None:
    """Read the series' own NFO file and pictures again; what a person set stays."""
    folder = folder_of(series)
    if folder is not None:
        describe_series(series, nfo.of_series(folder))
        find_series_pictures(series, folder)


def take_pictures(source: Source) -> None:
    """Take what lies beside a new film, and in the folder of its series where that has no picture of the kind yet."""
    video = source.video
    find_pictures(video, Path(source.path))
    series, season = video.series, video.season
    if series is not None and not (series.poster and season is not None and season.poster):
        folder = folder_of(series) if series.aliases.exists() else series_folder(Path(source.path), _roots(video.library))
        if folder is not None:
            find_series_pictures(series, folder)


def folder_of(series: Series) -> Path | None:
    """Where a series lies, told from an episode that is called like it, else from its first: people may have put others with it."""
    sources = Source.objects.filter(video__series=series).select_related("video__library").defer("facts_json", "timeline_json")
    sources = sources.order_by("video_id", "id")
    roots = {library.pk: _roots(library) for library in Library.objects.filter(videos__series=series).distinct()}
    source = next((each for each in sources if _is_called_so(each, series, roots[each.video.library_id])), None) or sources.first()
    return series_folder(Path(source.path), roots[source.video.library_id]) if source is not None else None


def _is_called_so(source: Source, series: Series, roots: list[Path]) -> bool:
    """Whether it is the series' own name that a file has."""
    named = by_name(Path(source.path), source.video.library.kind, roots).series
    return _series_key(named.title) == series.name_key and (None in (named.year, series.year) or named.year == series.year)


def lock(row: Pictured, fields: Iterable[str]) -> None:
    """A person set these fields: no scan changes them from now on."""
    locked = sorted({*row.locked, *fields})
    if locked != row.locked:
        row.locked = locked
        row.save(update_fields=["locked"])


def unlock(row: Pictured, fields: Iterable[str] | None = None) -> None:
    """Let files speak for these fields again, or for all; `identify` then reads them."""
    row.locked = [] if fields is None else sorted({*row.locked}.difference(fields))
    row.save(update_fields=["locked"])


def _series(path: Path, details: Details, library: Library, roots: Sequence[Path]) -> Series | None:
    """The series that the name or the NFO file names, made when there is none yet."""
    named = by_name(path, library.kind, roots).series
    said = named if named.title else details.series
    if not said.title or library.kind == Library.Kind.HOME_VIDEOS:
        return None
    known = series_called(library, said, _series_key(said.title))
    if known is not None:
        return known
    folder = series_folder(path, roots)
    return new_series(said, library, nfo.of_series(folder) if folder is not None else said)


def new_series(named: SeriesDetails, library: Library, told: SeriesDetails | None = None) -> Series:
    """A saved series that answers to this name; `told`: what is said of it otherwise, which comes first."""
    series = Series(library=library, name_key=_series_key(named.title))
    describe_series(series, (told or named).over(named))
    return series


def _series_key(title: str) -> str:
    return (plain(title) or title.casefold())[:300]


def _key(path: Path, named: Details, library: Library) -> str:
    """Equal for the versions and parts of one film: its title and year; without a year its title and folder. Home videos have none."""
    if library.kind == Library.Kind.HOME_VIDEOS or not named.title:
        return ""
    where = str(named.year) if named.year else str(path.parent)
    return hashlib.sha256(f"{_series_key(named.title)}\n{where}".encode()).hexdigest()


def _roots(library: Library) -> list[Path]:
    return [Path(path) for path in library.folders.values_list("path", flat=True)]
