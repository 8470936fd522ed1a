"""Questions about the library's rows."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Collate

from appliance.media.listing import below
from webapp.library.models import Folder, FoundFile, Source

PAGE = 1000  # rows read at once


def source_at(path: Path) -> Source | None:
    """The source whose original lies at `path`."""
    return Source.objects.select_related("video").filter(path=str(path)).first()


def sources_alike(fingerprint: str) -> list[Source]:
    """The sources of this content."""
    return list(Source.objects.select_related("video").filter(fingerprint=fingerprint))


def folder_of(path: Path) -> Folder | None:
    """The folder of a library that a file lies in."""
    return Folder.objects.filter(path__in=[str(parent) for parent in path.parents]).first()


def sources_outside(folder: Folder) -> Iterator[Source]:
    """Sources that belong to a folder, but lie elsewhere: links led to them."""
    return folder.sources.exclude(path__startswith=below(folder.path)).defer("timeline_json").iterator(chunk_size=100)


def rows_below(rows: QuerySet[Any], folder: str) -> Iterator[Any]:
    """What a scan compares of every row whose path is below a folder, or is it; in the order of the paths' characters.

    Read in pages: no cursor stays open while other rows are written, and memory does not grow with the library.
    """
    in_order = Collate("path", "C" if connection.vendor == "postgresql" else "BINARY")  # of characters, in no language
    start = below(folder)
    inside = rows.annotate(key=in_order).order_by("key").filter(key__gte=start, key__lt=start[:-1] + chr(ord(os.sep) + 1))
    columns = ("path", "pk", "size", "modified_ns", "state", "folder_id")
    yield from rows.filter(path=folder).values_list(*columns, named=True)
    page = list(inside.values_list(*columns, named=True)[:PAGE])
    while page:
        yield from page
        page = list(inside.filter(key__gt=page[-1].path).values_list(*columns, named=True)[:PAGE])


def scan_progress(library_id: int | None = None) -> dict[str, int]:
    """How many films are taken in, and how many of those found are waiting, refused or removed; of one library, or of all."""
    sources, found = Source.objects.all(), FoundFile.objects.all()
    if library_id is not None:
        sources, found = sources.filter(video__library=library_id), found.filter(folder__library=library_id)
    progress = {state.value: found.filter(state=state).count() for state in FoundFile.State}
    return {"films": sources.count(), "missing": sources.filter(state=Source.State.MISSING).count(), **progress}
