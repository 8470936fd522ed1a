"""The system's trash: the one door to it."""

from pathlib import Path

import send2trash

from appliance.errors import VideoflixError, why


class TrashRefused(VideoflixError):
    """The system has no trash for this file, or does not take it; the file is where it was."""


def move_to_trash(path: Path) -> None:
    """Move a file to the trash of its drive, where people find it again. A file that is gone already is well.

    Raises TrashRefused.
    """
    if not path.exists():
        return
    try:
        send2trash.send2trash(path)
    except OSError as error:
        raise TrashRefused(f"The trash does not take {path}: {why(error)}.") from error
