"""What a scan sees becomes rows, a thousand at a time: short writes, so that no page waits for them."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from appliance.media.listing import ListedFilm, Unread
from webapp.library.models import Folder, FoundFile, Source
from webapp.library.services.comparing import Known

BATCH = 1000  # rows
SHOWN_UNREAD = 3  # places that the sentence names
NO_UNICODE = "The file's name is not valid Unicode: rename it."


class FolderGone(Exception):
    """A folder cannot be read; the sentence says why."""


@dataclass
class Scan:
    """What a scan of a folder saw, in numbers of films."""

    films: int = 0
    new: int = 0
    changed: int = 0
    back: int = 0
    missing: int = 0
    unread: int = 0  # places that could not be looked at
    first_unread: list[Unread] = field(default_factory=list)
    gone: str = ""  # why nothing could be seen at all

    def pass_over(self, place: Unread) -> None:
        """Count a place that could not be looked at; the first ones are named."""
        self.unread += 1
        if len(self.first_unread) < SHOWN_UNREAD:
            self.first_unread.append(place)

    @property
    def sentence(self) -> str:
        """What could not be read, in plain words; empty when everything could."""
        if self.gone or not self.unread:
            return self.gone
        places = "; ".join(f"{place.path} ({place.reason})" for place in self.first_unread)
        more = self.unread - len(self.first_unread)
        return f"Not everything could be read: {places}{f' and {more} more' if more > 0 else ''}."


class Notes:
    """Collects what is new, changed, back and missing below one root, and writes it."""

    def __init__(self, folder: Folder, root: str, scan: Scan) -> None:
        self._folder, self._root, self._scan = folder, root, scan
        self._identity = _identity(root)
        self._new: list[FoundFile] = []
        self._renewed: list[FoundFile] = []
        self._forgotten: list[int] = []
        self._back: list[int] = []
        self._missing: list[int] = []
        self._adopted: list[int] = []

    def note(self, film: ListedFilm | None, known: Known) -> None:
        """Note one film with what is known of it; no film: it is not there any more. Raises FolderGone as `write` does."""
        self._scan.films += film is not None
        if film is None:
            self._note_absent(known)
        elif known.source is not None:
            self._note_source(film, known)
        else:
            self._note_found(film, known)
        if sum(map(len, self._lists())) >= BATCH:
            self.write()

    def write(self) -> None:
        """Write what was collected.

        Raises FolderGone when the root is not the one that was listed: its drive was pulled out meanwhile, and what seems missing
        was only not reached.
        """
        if _identity(self._root) != self._identity:
            raise FolderGone("Its drive went away while it was read.")
        with transaction.atomic():
            FoundFile.objects.bulk_create(self._new, ignore_conflicts=True)
            FoundFile.objects.bulk_update(self._renewed, ["size", "modified_ns", "state", "reason", "attempts", "claimed_until"])
            _each(FoundFile.objects.filter(pk__in=self._forgotten).delete, self._forgotten)
            _each(lambda: Source.objects.filter(pk__in=self._back).update(state=Source.State.READY), self._back)
            _each(lambda: Source.objects.filter(pk__in=self._missing).update(state=Source.State.MISSING), self._missing)
            _each(lambda: Source.objects.filter(pk__in=self._adopted).update(folder=self._folder), self._adopted)
        for collected in self._lists():
            collected.clear()

    def _note_absent(self, known: Known) -> None:
        if known.source is not None and known.source.state != Source.State.MISSING:
            self._missing.append(known.source.pk)
            self._scan.missing += 1
        if known.found is not None and known.found.state != FoundFile.State.REMOVED:
            self._forgotten.append(known.found.pk)

    def _note_source(self, film: ListedFilm, known: Known) -> None:
        if not _is_same(film, known.source):  # whoever examines it looks whether it is the same film all the same
            self._scan.changed += 1
            self._wait(film, known.found)
            return
        if known.source.state == Source.State.MISSING:
            self._back.append(known.source.pk)
            self._scan.back += 1
        if known.source.folder_id is None:
            self._adopted.append(known.source.pk)
        if known.found is not None:
            self._forgotten.append(known.found.pk)

    def _note_found(self, film: ListedFilm, known: Known) -> None:
        found = known.found
        if found is not None and found.state == FoundFile.State.REMOVED and found.size == film.size:
            return  # copied or touched: a person removed it all the same
        self._scan.new += found is None
        self._wait(film, found)

    def _wait(self, film: ListedFilm, found: FoundFile | None) -> None:
        """Have a film examined, unless that was done already."""
        if found is not None and _is_same(film, found):
            return
        row = FoundFile(folder=self._folder, path=film.path, size=film.size, modified_ns=film.modified_ns)
        if not film.can_be_opened:
            row.state, row.reason = FoundFile.State.REFUSED, NO_UNICODE
        if found is None:
            self._new.append(row)
        else:
            row.pk = found.pk
            self._renewed.append(row)

    def _lists(self) -> tuple[list[FoundFile] | list[int], ...]:
        return self._new, self._renewed, self._forgotten, self._back, self._missing, self._adopted


def _is_same(film: ListedFilm, row: Source | FoundFile) -> bool:
    return (film.size, film.modified_ns) == (row.size, row.modified_ns)


def _each(write: Callable[[], object], rows: list[int]) -> None:
    """Ask nothing of the database where there is nothing to write."""
    if rows:
        write()


def _identity(root: str) -> tuple[int, int]:
    """Which folder this is: a mount point is another one while its drive is away. Raises OSError."""
    found = os.stat(root)  # noqa: PTH116
    return found.st_dev, found.st_ino
