"""What only WebKitGTK needs: leave to begin a film with its sound, which elsewhere a person's click gives, patience, and plain painting."""

from pathlib import Path
from typing import Any

GRAPHICS_DEVICES = Path("/dev/dri")
FIRST_PAGE_SECONDS = 20  # the server is well when the window opens, so a page takes a second or two


def allow_autoplay(native: Any) -> None:
    """Let every page of this GTK window play at once: the only pages it shows are the appliance's own."""
    from gi.repository import WebKit2

    def decide(_: Any, decision: Any, kind: Any) -> bool:
        if kind != WebKit2.PolicyDecisionType.NAVIGATION_ACTION or decision.get_navigation_action().get_frame_name() == "_blank":
            return False
        decision.use_with_policies(WebKit2.WebsitePolicies(autoplay=WebKit2.AutoplayPolicy.ALLOW))
        return True

    for view in _descendants(native, WebKit2.WebView):
        view.connect("decide-policy", decide)


def paint_plainly(native: Any) -> None:
    """Where no graphics device is, do without layers: painted by the processor they are slow, and now and then stay empty for ever."""
    from gi.repository import WebKit2

    if not any(GRAPHICS_DEVICES.glob("renderD*")):
        for view in _descendants(native, WebKit2.WebView):
            view.get_settings().set_hardware_acceleration_policy(WebKit2.HardwareAccelerationPolicy.NEVER)


def insist_on(url: str, native: Any) -> None:
    """Load the first page again, in a new web process, until something comes of it.

    On a busy machine WebKitGTK sometimes loses what it is told to load first: the window would stay empty for ever. Patience doubles
    each time, for a machine that is only slow.
    """
    from gi.repository import GLib, WebKit2

    arrived: set[Any] = set()

    def changed(view: Any, event: Any) -> None:
        if event == WebKit2.LoadEvent.COMMITTED:
            arrived.add(view)

    def look(view: Any, patience: int) -> bool:
        if view not in arrived:
            view.terminate_web_process()
            view.load_uri(url)
            GLib.timeout_add_seconds(2 * patience, look, view, 2 * patience)
        return False  # this timer has rung

    for view in _descendants(native, WebKit2.WebView):
        view.connect("load-changed", changed)
        GLib.timeout_add_seconds(FIRST_PAGE_SECONDS, look, view, FIRST_PAGE_SECONDS)


def _descendants(widget: Any, kind: type) -> list[Any]:
    if isinstance(widget, kind):
        return [widget]
    children = widget.get_children() if hasattr(widget, "get_children") else []
    return [found for child in children for found in _descendants(child, kind)]
