"""Which folders belong to a library."""

from pathlib import Path

from django.conf import settings
from django.db import transaction

from appliance.errors import VideoflixError
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
    folder = Folder(library=library, path=checked(path))
    existing = Folder.objects.filter(path=folder.path).select_related("library").first()
    if existing is not None and existing.library == library:
        return existing
    refuse_overlap(folder.path)
    folder.save()
    request_scan(folder)
    return folder


def checked(path: Path) -> str:
    """A folder's one name. Raises FolderRefused when it is none, or one of the appliance's own."""
    try:
        resolved = path.expanduser().resolve()
        str(resolved).encode()
        found = resolved.is_dir()
    except (OSError, RuntimeError, UnicodeEncodeError) as error:
        raise FolderRefused(f"{path} cannot be read: it is no name of a folder here.") from error
    if not found:
        raise FolderRefused(f"There is no folder {path}.")
    if is_within(str(resolved), str(settings.PATHS.root.resolve())):
        raise FolderRefused(f"{path} belongs to Videoflix itself: choose a folder outside of {settings.PATHS.root}.")
    return str(resolved)


def refuse_overlap(path: str, apart_from: int = 0) -> None:
    """Raise FolderRefused when a folder lies in another one, or the other way round: every film belongs to one library."""
    for other in Folder.objects.exclude(pk=apart_from).select_related("library"):
        if path == other.path:
            raise FolderRefused(f"{path} belongs to the library “{other.library}” already.")
        if is_within(path, other.path):
            raise FolderRefused(f"{path} lies in {other.path}, which belongs to the library “{other.library}”.")
        if is_within(other.path, path):
            raise FolderRefused(f"{other.path} lies in {path}, and belongs to the library “{other.library}”.")


def request_scan(folder: Folder) -> None:
    """Have a folder scanned as soon as its row is there."""
    transaction.on_commit(lambda: enqueue_once(SCAN, folder.pk, queue="prepare"))
