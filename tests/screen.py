"""A screen that nobody sees: an X server of its own, and pictures of it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import ImageGrab

SIZE = (1280, 800)


@contextmanager
def x_server() -> Iterator[str]:
    """Run Xvfb; gives the display's name."""
    reader, writer = os.pipe()
    screen = f"{SIZE[0]}x{SIZE[1]}x24"
    argv = ["Xvfb", "-screen", "0", screen, "-nolisten", "tcp", "-displayfd", str(writer)]
    server = subprocess.Popen(argv, pass_fds=(writer,), stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.kill()
        server.wait()


def colours(display: str, keep: Path | None = None) -> int:
    """How many colours the screen shows now; `keep` gets the picture."""
    picture = ImageGrab.grab(xdisplay=display)
    if keep is not None:
        picture.save(keep)
    return len(picture.getcolors(maxcolors=SIZE[0] * SIZE[1]) or [])
