"""Whether originals are where they were, and what they were."""

from pathlib import Path

from appliance.media.fingerprint import fingerprint
from appliance.media.listing import modified_ns
from webapp.library.models import Source


def check_source(source: Source) -> Source.State:
    """Look whether the original is still there and still the same film, and remember the answer.

    A missing or replaced file is the state MISSING, never a delete; a file that comes back is READY.
    """
    try:
        size, modified_ns = size_and_time(Path(source.path))
        # A time alone is not trusted: it shifts with a copied disk, with FAT and with network mounts.
        same = size == source.size and (modified_ns == source.modified_ns or fingerprint(Path(source.path)) == source.fingerprint)
    except OSError:
        same = False
    if not same:
        update(source, state=Source.State.MISSING)
        return Source.State.MISSING
    update(source, state=Source.State.READY, modified_ns=modified_ns)
    return Source.State.READY


def size_and_time(path: Path) -> tuple[int, int]:
    """Bytes, and the modification time in nanoseconds. Raises OSError."""
    found = path.stat()
    return found.st_size, modified_ns(found)


def update(source: Source, **columns: object) -> None:
    """Write the columns that differ, and only those."""
    changed = {name: value for name, value in columns.items() if getattr(source, name) != value}
    for name, value in changed.items():
        setattr(source, name, value)
    if changed:
        Source.objects.filter(pk=source.pk).update(**changed)
