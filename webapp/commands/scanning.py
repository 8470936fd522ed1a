"""`videoflix scan` and `videoflix folder add`. Django is set up before this is imported."""

from pathlib import Path

from django.db import transaction

from appliance import child
from appliance.errors import VideoflixError
from webapp.commands.importing import complain, progress_bar
from webapp.library import services
from webapp.library.models import Folder, FoundFile, Library


class NoSuchLibrary(VideoflixError):
    """There is no library of that name."""


def add_folder(path: Path, library: str | None, kind: str | None) -> None:
    """Have a library watch a folder from now on; the library is made when there is none of that name. Raises FolderRefused."""
    with transaction.atomic():  # what is refused leaves no empty library
        home = services.library_named(library)
        folder = services.add_folder(path, home)
    if kind is not None and not home.videos.exists():  # how its names are read is decided before the first film comes in
        Library.objects.filter(pk=home.pk).update(kind=kind)
    print(folder.pk, home, folder, sep="\t")


def scan(library: str | None) -> int:
    """List the folders of one library, or of all, and examine here and now what is new; prints one line for each folder.

    Returns the exit code: 1 when a folder is missing or could not be read in full, or a film was refused. Raises NoSuchLibrary.
    """
    folders = Folder.objects.select_related("library")
    if library is not None:
        if not Library.objects.filter(name=library).exists():
            raise NoSuchLibrary(f"There is no library “{library}”.")
        folders = folders.filter(library__name=library)
    unread = [folder for folder in folders if not _scan(folder)]
    return 0 if _examine() and not unread else 1


def _scan(folder: Folder) -> bool:
    """Whether everything could be seen."""
    seen = services.scan(folder)
    counts = {"films": seen.films, "new": seen.new, "changed": seen.changed, "back": seen.back, "missing": seen.missing}
    print(folder, ", ".join(f"{count} {word}" for word, count in counts.items()), sep="\t", flush=True)
    if seen.sentence:
        complain(folder, seen.sentence)
    return not seen.sentence


def _examine() -> bool:
    """Examine what waits, beside the workers that may do so, too; whether nothing was refused."""
    child.lower_own_priority()  # somebody may be watching a film on this machine
    refused = 0
    with progress_bar() as progress:
        task = progress.add_task("Examining", total=FoundFile.objects.filter(state=FoundFile.State.WAITING).count())
        while (found := services.examine_next()) is not None:
            progress.advance(task)
            if found.state == FoundFile.State.REFUSED:
                refused += 1
                complain(found.path, found.reason)
    return not refused
