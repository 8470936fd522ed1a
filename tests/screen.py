"""A screen that nobody sees, and pictures of it."""

from pathlib import Path

from PIL import ImageGrab

from bare import x_server

__all__ = ["colours", "x_server"]


def colours(display: str, keep: Path | None = None) -> int:
    """How many colours the screen shows now; `keep` gets the picture."""
    picture = ImageGrab.grab(xdisplay=display)
    if keep is not None:
        picture.save(keep)
    return len(picture.getcolors(maxcolors=picture.width * picture.height) or [])
