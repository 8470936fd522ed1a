"""A message on macOS."""

from contextlib import suppress

from appliance import child

READING_SECONDS = 600.0
SCRIPT = ("on run argv", "display alert (item 1 of argv) message (item 2 of argv) as critical", "end run")


def show(title: str, sentence: str) -> None:
    """Show it until it is closed."""
    lines = [word for line in SCRIPT for word in ("-e", line)]
    with suppress(child.ChildFailed):
        child.run(["osascript", *lines, title, sentence], READING_SECONDS)
