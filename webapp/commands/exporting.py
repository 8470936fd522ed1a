"""`videoflix export-nfo`: what is known of films, for other programs. Django is set up before this is imported."""

import sys
from pathlib import Path

from appliance.errors import VideoflixError
from webapp.library.models import Library
from webapp.library.services.exporting import export_nfo


def export(library: str | None, into: Path | None) -> int:
    """Write NFO files for all libraries, or for one; prints their paths on standard output, and what was not written on standard error.

    Returns the exit code: 1 when something could not be written; a file of somebody else's that stays is no failure. Raises VideoflixError
    when there is no such library.
    """
    libraries = Library.objects.filter(name=library) if library else Library.objects.all()
    if library and not libraries:
        raise VideoflixError(f"There is no library called “{library}”.")
    complete = True
    for exported in (each for one in libraries for each in export_nfo(one, into)):
        if exported.refusal:
            print(f"{exported.path}: {exported.refusal}", file=sys.stderr, flush=True)
            complete = complete and exported.stays
        else:
            print(exported.path, flush=True)
    return 0 if complete else 1
