"""What only WebKitGTK needs: leave to begin a film with its sound, which elsewhere a person's click gives."""

from typing import Any


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


def _descendants(widget: Any, kind: type) -> list[Any]:
    if isinstance(widget, kind):
        return [widget]
    children = widget.get_children() if hasattr(widget, "get_children") else []
    return [found for child in children for found in _descendants(child, kind)]
