"""What the workers call for the library. Tasks take ids and call services, which know no queue."""

import time

from webapp.jobs import enqueue_once
from webapp.library.models import Folder
from webapp.library.services.examining import examine_next
from webapp.library.services.scanning import scan

EXAMINE = "webapp.library.tasks.examine"
EXAMINE_SECONDS = 30.0  # at a time: films are prepared in between


def scan_folder(folder_id: int) -> None:
    """List a folder, and have examined what is new."""
    folder = Folder.objects.filter(pk=folder_id).first()
    if folder is not None:
        scan(folder)
        enqueue_once(EXAMINE, queue="prepare")


def examine() -> None:
    """Examine films that wait, and queue the next step while there are some."""
    until = time.monotonic() + EXAMINE_SECONDS
    while examine_next() is not None:
        if time.monotonic() > until:
            enqueue_once(EXAMINE, queue="prepare")
            break
