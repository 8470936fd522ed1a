"""Which folders belong to a library."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction

from appliance.errors import VideoflixError, why
from appliance.media.listing import is_within
from webapp.jobs import enqueue_once
from webapp.library.models import Folder, Library

SCAN = "webapp.library.tasks.scan_folder"


class FolderRefused(VideoflixError):
    """This folder cannot belong to a library; the sentence says why."""


def add_folder(path: Path, library: Library) -> Folder:
    """Have a library watch a folder from now on; one that it watches already is well.

    Raises FolderRefused when it is none, overlaps with another library's, or holds the appliance's own files.
    """
    known = Folder.objects.filter(path=_resolved(path), library=library).first()
    if known is not None:
        return known
    folder = Folder.objects.create(library=library, path=check_folder(path))
    request_scan(folder)
    return folder


def check_folder(path: Path) -> str:
    """The one name of a folder that may be added. Raises FolderRefused as `add_folder` does."""
    name = _resolved(path)
    _refuse_overlap(name)
    return name


def _resolved(path: Path) -> str:
    try:
        resolved = path.expanduser().resolve()
        str(resolved).encode()
        found = resolved.is_dir()
    except OSError as error:
        raise FolderRefused(f"{path} cannot be read: {why(error)}.") from error
    except (RuntimeError, UnicodeEncodeError) as error:
        raise FolderRefused(f"{path} cannot be read: it is no name of a folder here.") from error
    if not found:
        raise FolderRefused(f"There is no folder {path}.")
    if is_within(str(resolved), str(settings.PATHS.root.resolve())):
        raise FolderRefused(f"{path} belongs to Videoflix itself: choose a folder outside of {settings.PATHS.root}.")
    return str(resolved)


def _refuse_overlap(path: str) -> None:
    """Every film belongs to one library: no folder lies in another one."""
    for other in Folder.objects.select_related("library"):
        if path == other.path:
            raise FolderRefused(f"{path} belongs to the library “{other.library}” already.")
        if is_within(path, other.path):
            raise FolderRefused(f"{path} lies in {other.path}, which belongs to the library “{other.library}”.")
        if is_within(other.path, path):
            raise FolderRefused(f"{other.path} lies in {path}, and belongs to the library “{other.library}”.")


def request_scan(folder: Folder) -> None:
    """Have a folder scanned as soon as its row is there."""
    transaction.on_commit(lambda: enqueue_once(SCAN, folder.pk, queue="prepare"))


def request_scans(folders: Iterable[Folder]) -> int:
    """As `request_scan`, for many; how many there are."""
    wanted = list(folders)
    for folder in wanted:
        request_scan(folder)
    return len(wanted)
