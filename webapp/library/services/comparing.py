"""What lies on disk beside what rows say of it, in one pass that needs no more memory for a larger library."""

import heapq
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from appliance.media.listing import ListedFilm, Unread, is_within
from webapp.library.models import FoundFile, Source
from webapp.library.queries import rows_below


class Known(NamedTuple):
    """What rows say of one path: a Source, a found file, or both; of each the columns that a scan compares."""

    path: str
    source: Any = None
    found: Any = None


def known_below(folder: str) -> Iterator[Known]:
    """Every path with a row below a folder, in the order of the paths' characters."""
    sources = (Known(row.path, source=row) for row in rows_below(Source.objects.all(), folder))
    found = (Known(row.path, found=row) for row in rows_below(FoundFile.objects.all(), folder))
    for path, rows in groupby(heapq.merge(sources, found, key=lambda known: known.path), key=lambda known: known.path):
        both = list(rows)
        yield Known(path, *(next((row[kind] for row in both if row[kind] is not None), None) for kind in (1, 2)))


def compared(
    listed: Iterator[ListedFilm | Unread], known: Iterator[Known], pass_over: Callable[[Unread], None]
) -> Iterator[tuple[ListedFilm | None, Known]]:
    """Films with what is known of them, and what is known of films that are not there; all in the order of their paths.

    What is below a folder that could not be looked at is neither there nor gone: nothing is said of it. Such folders go to `pass_over`.
    """
    unread: Unread | None = None  # the last one: what was below earlier ones was left behind
    row = next(known, None)
    for item in listed:
        while row is not None and row.path < item.path:
            if not _is_unread(row.path, unread):
                yield None, row
            row = next(known, None)
        if isinstance(item, Unread):
            unread = item
            pass_over(item)
        elif row is not None and row.path == item.path:
            yield item, row
            row = next(known, None)
        else:
            yield item, Known(item.path)
    while row is not None:
        if not _is_unread(row.path, unread):
            yield None, row
        row = next(known, None)


def _is_unread(path: str, unread: Unread | None) -> bool:
    return unread is not None and is_within(path, unread.path)
