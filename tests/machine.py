"""What this machine has, for tests that need more than Python."""

import functools
import importlib.util
import shutil


def missing_for_browser() -> str | None:
    """Why tests marked `browser` cannot run here, or None."""
    return None if shutil.which("chromium") else "no chromium (Debian: apt-get install chromium)"


def missing_for_player(program: str) -> str | None:
    """Why tests marked `player(program)` cannot run here, or None."""
    package = {"gst-launch-1.0": "gstreamer1.0-tools"}.get(program, program)
    return None if shutil.which(program) else f"no {program} (Debian: apt-get install {package})"


@functools.cache
def missing_for_window() -> str | None:
    """Why tests marked `window` cannot run here, or None."""
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            return f"no {program} (Debian: apt-get install xvfb xdotool)"
    if importlib.util.find_spec("gi") is None:
        return "no PyGObject (pip install '.[gtk]')"
    import gi

    try:
        gi.require_version("Gtk", "3.0")
        gi.require_version("WebKit2", "4.1")
    except ValueError as error:
        return f"{error} (Debian: apt-get install gir1.2-gtk-3.0 gir1.2-webkit2-4.1)"
    return None
