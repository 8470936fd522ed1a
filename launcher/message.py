"""What went wrong, in a small window: a double-clicked program has no terminal to say it on."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from appliance import config as configuration
from appliance.errors import VideoflixError

TITLE = "Videoflix"
UNEXPECTED = "Videoflix ended unexpectedly; the logs in its data folder tell more."

_log = logging.getLogger(__name__)


@contextmanager
def instead_of_a_terminal() -> Iterator[None]:
    """Show what ends the block with an error, where nobody would see it otherwise; the error goes on."""
    try:
        yield
    except Exception as error:
        if not _has_terminal() and configuration.has_display():
            _log.error("Shown instead of a window.", exc_info=True)  # now: who reads the message may end the program in any way
            _show(str(error) if isinstance(error, VideoflixError) else UNEXPECTED)
        raise


def _show(sentence: str) -> None:
    """Show it until it is closed; a desktop without the means to do so shows nothing."""
    if sys.platform == "win32":
        from launcher import message_windows as system
    elif sys.platform == "darwin":
        from launcher import message_macos as system
    else:
        from launcher import message_gtk as system
    system.show(TITLE, sentence)


def _has_terminal() -> bool:
    if sys.platform == "win32":
        from launcher import message_windows

        return message_windows.has_terminal()
    return sys.stderr is not None and sys.stderr.isatty()
