"""The desktop window: the only importer of pywebview."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from appliance import config as configuration
from launcher import window_gtk

TITLE = "Videoflix"
SIZE = (1280, 800)
SMALLEST = (480, 360)
BACKGROUND = "#0b0d13"  # the pages' own: no white flash before the first one
MENU = "Videoflix"
LET_ME_IN = "Let me in as the owner"
QUESTION = "Somebody is watching right now. Closing Videoflix stops their film. Close it?"


class NoWindow(Exception):
    """This machine cannot show a window; the reason is one sentence."""


class Window:
    """One window on one address. Made and shown by the main thread; `close` may be called by any."""

    def __init__(self, url: str, storage: Path, others_watch: Callable[[str], bool], way_in: Callable[[], str]) -> None:
        """Prepare a window that opens `url` and keeps its cookies in `storage`.

        `others_watch` gets the address of the page that is open and says whether closing would stop somebody else's film. `way_in`
        gives a link that signs the owner in, for the menu: whoever sits here has forgotten the password.
        Raises NoWindow.
        """
        self._webview = _webview()
        self._url, self._storage = url, storage
        self._others_watch = others_watch
        self._way_in = way_in
        self._may_close = False
        self._asking = threading.Lock()
        self.gone = threading.Event()
        self._window: Any = self._webview.create_window(
            TITLE, url, width=SIZE[0], height=SIZE[1], min_size=SMALLEST, background_color=BACKGROUND, text_select=True
        )
        self._window.events.closing += self._closing
        self._window.events.before_show += self._prepare

    def show(self) -> None:
        """Show the window until it is closed.

        Raises NoWindow when there is no web view to fill it.
        """
        try:
            # Not private: the cookies that keep the owner signed in must outlive the window.
            self._webview.start(private_mode=False, storage_path=str(self._storage), menu=[self._menu()])
        except self._webview.errors.WebViewException as error:
            raise NoWindow("There is no web view on this machine.") from error
        finally:
            self.gone.set()

    def close(self) -> None:
        """Close without asking."""
        self._may_close = True
        self._window.destroy()

    def _menu(self) -> Any:
        from webview.menu import Menu, MenuAction

        return Menu(MENU, [MenuAction(LET_ME_IN, self._let_in)])

    def _let_in(self) -> None:
        """Called by a thread of the menu's own."""
        self._window.load_url(self._way_in())

    def _prepare(self) -> None:
        """Called between making the window and its first page."""
        if self._webview.renderer == "gtkwebkit2":
            window_gtk.allow_autoplay(self._window.native)
            window_gtk.paint_plainly(self._window.native)
            window_gtk.insist_on(self._url, self._window.native)

    def _closing(self) -> bool:
        """Called by the window's own thread, which must not wait: keep it open and ask from another one."""
        if not self._may_close:
            threading.Thread(target=self._ask, name="closing", daemon=True).start()
        return self._may_close

    def _ask(self) -> None:
        if not self._asking.acquire(blocking=False):  # clicked again while the question stands
            return
        try:
            page = self._window.get_current_url() or ""
            if not self._others_watch(page) or self._window.create_confirmation_dialog(TITLE, QUESTION):
                self.close()
        finally:
            self._asking.release()


def why_not() -> str:
    """Why this machine cannot show a window, in one sentence; empty when it can."""
    try:
        webview = _webview()
        try:
            webview.initialize()
        except webview.errors.WebViewException:
            return "There is no web view on this machine."
    except NoWindow as error:
        return str(error)
    return ""


def _webview() -> Any:
    if not configuration.has_display():
        raise NoWindow("There is no display for a window.")
    told = logging.getLogger("pywebview")
    told.addHandler(logging.NullHandler())  # keeps it from bringing its own handler,
    told.setLevel(logging.CRITICAL)  # and from telling of every toolkit it does not find: one sentence will do
    try:
        import webview
    except ImportError as error:
        raise NoWindow("There is no web view on this machine.") from error
    return webview
