"""What the workers call for the library. Tasks take ids and call services, which know no queue."""

import logging
import time
from collections.abc import Callable

from webapp.jobs import enqueue_once
from webapp.library import services
from webapp.library.models import Folder, Library, Video
from webapp.library.online.provider import LookupFailed
from webapp.library.services.again import EXAMINE_AGAIN

log = logging.getLogger(__name__)

EXAMINE = "webapp.library.tasks.examine"
EXAMINE_SECONDS = 30.0  # at a time: films are prepared in between


def look_up(video_id: int) -> None:
    """Fill the gaps in what is known of a video from a database online."""
    video = Video.objects.select_related("library", "series").filter(pk=video_id).first()
    if video is None:
        return
    try:
        found = services.look_up(video)
    except LookupFailed as failure:
        log.warning("“%s” was not looked up: %s %s", video, failure, failure.tail)
    else:
        log.info("“%s” was looked up: %s.", video, "found" if found else "it is not clear which title it is")


def export_nfo(library_id: int) -> None:
    """Write the NFO files of a library beside its films."""
    library = Library.objects.filter(pk=library_id).first()
    refused = [each for each in services.export_nfo(library) if each.refusal] if library is not None else []
    for exported in refused:
        log.log(logging.INFO if exported.stays else logging.WARNING, "%s: %s", exported.path, exported.refusal)


def scan_folder(folder_id: int) -> None:
    """List a folder, and have examined what is new."""
    folder = Folder.objects.filter(pk=folder_id).first()
    if folder is not None:
        services.scan(folder)
        enqueue_once(EXAMINE, queue="prepare")


def examine() -> None:
    """Examine films that wait, and queue the next step while there are some."""
    _while_there_are(services.examine_next, EXAMINE)


def examine_again() -> None:
    """Read films again that a person chose, and queue the next step while there are some."""
    _while_there_are(services.examine_next_again, EXAMINE_AGAIN)


def _while_there_are(step: Callable[[], object], task: str) -> None:
    until = time.monotonic() + EXAMINE_SECONDS
    while step() is not None:
        if time.monotonic() > until:
            enqueue_once(task, queue="prepare")
            break
