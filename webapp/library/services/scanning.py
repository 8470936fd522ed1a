"""The first half of a scan: folders are listed and compared with their rows; no film is opened."""

import logging
import os
import stat
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from appliance.errors import why
from appliance.media.listing import Links, ListedFilm, Unread, film_at, is_film, is_within, storable, walk
from webapp.library.models import Folder, Source
from webapp.library.queries import sources_outside
from webapp.library.services.checking import check_source
from webapp.library.services.comparing import compared, known_below
from webapp.library.services.noting import FolderGone, Notes, Scan

log = logging.getLogger(__name__)


def scan(folder: Folder) -> Scan:
    """List a folder and note what is new, changed, back and missing; what waits is examined later.

    A folder that is gone, or empty where there were films, is a missing drive: a state, never a delete. Two scans at once do no
    harm: both note the same.
    """
    seen = Scan()
    try:
        _scan(folder, seen)
    except (FolderGone, OSError) as error:
        seen.gone = f"The folder cannot be read: {why(error)}." if isinstance(error, OSError) else str(error)
        seen.missing = folder.sources.exclude(state=Source.State.MISSING).update(state=Source.State.MISSING)
        log.warning("%s: %s", folder, seen.gone)
    state = Folder.State.MISSING if seen.gone else Folder.State.READY
    Folder.objects.filter(pk=folder.pk).update(state=state, reason=seen.sentence, scanned_at=timezone.now())
    return seen


def _scan(folder: Folder, seen: Scan) -> None:
    own = str(settings.PATHS.root.resolve())
    if is_within(folder.path, own) and not folder.is_uploads:
        raise FolderGone("Videoflix keeps its own files in this folder: it is no place for films.")
    links = Links()
    listed = _unless_emptied(folder.path, walk(folder.path, links, {own}))
    _note_all(folder, folder.path, listed, seen)
    _scan_linked(folder, links, own, seen)
    for source in sources_outside(folder):  # where links led to once
        if source.state != Source.State.MISSING and check_source(source) == Source.State.MISSING:
            seen.missing += 1


def _scan_linked(folder: Folder, links: Links, own: str, seen: Scan) -> None:
    """Go where links led to, once each; never to where one came from, which would lead round in a circle, nor into other libraries."""
    roots = {own, *Folder.objects.values_list("path", flat=True)}
    above = set(chain.from_iterable(map(_parents, roots)))
    for target in _each_target(links):
        parents = _parents(target)
        if target in above or not roots.isdisjoint({target, *parents}):
            continue
        roots.add(target)
        above.update(parents)
        try:
            _note_all(folder, target, _linked(target, links, own), seen)
        except (FolderGone, OSError) as error:  # the folder itself is there all the same
            seen.pass_over(Unread(storable(target), why(error)))


def _each_target(links: Links) -> Iterator[str]:
    """Where links led to, outer folders before what lies in them; and where those that are found meanwhile lead to."""
    while links.targets:
        targets, links.targets = sorted(links.targets), set()
        yield from targets


def _parents(path: str) -> list[str]:
    return [str(parent) for parent in Path(path).parents]


def _linked(target: str, links: Links, own: str) -> Iterator[ListedFilm | Unread]:
    found = os.stat(target)  # noqa: PTH116
    if stat.S_ISDIR(found.st_mode):
        yield from walk(target, links, {own})
    elif is_film(target):
        yield from film_at(target, found)


def _note_all(folder: Folder, root: str, listed: Iterator[ListedFilm | Unread], seen: Scan) -> None:
    """Compare what lies below one root with what is known of it. Raises FolderGone, and OSError when the root cannot be read."""
    notes = Notes(folder, root, seen)
    for film, known in compared(listed, known_below(storable(root)), seen.pass_over):
        notes.note(film, known)
    notes.write()


def _unless_emptied(root: str, listed: Iterator[ListedFilm | Unread]) -> Iterator[ListedFilm | Unread]:
    """The same, read up to the first film. Raises FolderGone when there is none, but was: an empty mount point."""
    first = next(listed, None)
    if first is None and any(known.source is not None for known in known_below(root)):
        raise FolderGone("There is nothing in the folder, although there were films: its drive is probably not connected.")
    return chain([] if first is None else [first], listed)
