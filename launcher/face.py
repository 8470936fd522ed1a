"""Shows the appliance: in a window, else in the default browser, else by its address alone."""

import os
import threading
import webbrowser
from collections.abc import Callable
from urllib.parse import urlsplit

from appliance import config as configuration
from appliance.processes import health
from launcher import links
from launcher.session import Session
from launcher.window import NoWindow, Window

CLOSE_SECONDS = 5.0


def show(session: Session, url: str, stay: bool = True) -> None:
    """Show `url` until the window is closed or the session stops.

    Without a window: open the default browser if there is one, and `stay` until the session stops.
    """
    try:
        _show_window(session, url)
    except NoWindow as error:
        print(f"{error} Videoflix answers at {session.base_url}/ in any browser.", flush=True)
        if configuration.has_display():
            webbrowser.open(url)
        if stay:
            wait(session.stopping)


def wait(stopping: threading.Event, every: float = 0.5, then: Callable[[], None] | None = None) -> None:
    """Wait until the session stops; call `then` after each `every` seconds."""
    while not stopping.wait(every):
        if then is not None:
            then()


def _show_window(session: Session, url: str) -> None:
    window = Window(
        url,
        session.config.paths.window,
        others_watch=lambda page: others_watch(session.base_url, page),
        way_in=lambda: links.way_in(session.config, session.base_url),
    )
    threading.Thread(target=_close_when_stopped, args=(session, window), name="window", daemon=True).start()
    window.show()


def _close_when_stopped(session: Session, window: Window) -> None:
    session.stopping.wait()
    threading.Thread(target=window.close, daemon=True).start()
    if not window.gone.wait(CLOSE_SECONDS):
        os._exit(0)  # a question is open, and nobody answers; our children end in order when we are gone


def others_watch(base_url: str, page: str) -> bool:
    """Whether somebody besides this window watches. Its own film, on its page /watch/..., is the viewer's own to close."""
    own = 1 if urlsplit(page).path.startswith("/watch/") else 0
    return health.watching(base_url) > own
