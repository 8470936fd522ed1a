"""How the embedded admin looks, and what its sidebar lists: lists under the names of their rows (`verbose_name_plural`)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy


def _entry(title: str, icon: str, page: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(page)}


def _rows(title: str, icon: str, rows: str) -> dict[str, Any]:
    return _entry(title, icon, f"admin:{rows}_changelist")


def _file(name: str) -> Callable[[HttpRequest], str]:
    return lambda request: static(name)


NAVIGATION = [
    {
        "title": "Now",
        "items": [
            _entry("Overview", "dashboard", "admin:index"),
            _rows("Playing", "play_circle", "streaming_playback"),
            _rows("Being prepared", "pending", "streaming_runlease"),
            _entry("Jobs", "task_alt", "dashboard:jobs"),
            _entry("Logs", "article", "dashboard:logs"),
        ],
    },
    {
        "title": "Films",
        "items": [
            _rows("Videos", "movie", "library_video"),
            _rows("Series", "live_tv", "library_series"),
            _rows("Categories", "category", "library_category"),
            _rows("Collections", "collections_bookmark", "library_collection"),
            _rows("Tags", "sell", "library_tag"),
            _rows("Cast and crew", "recent_actors", "library_person"),
            _rows("Uploads", "upload", "uploads_upload"),
            {"title": "Add films", "icon": "add_circle", "link": "/upload"},  # a page of the single-page app
        ],
    },
    {
        "title": "Where films come from",
        "items": [
            _rows("Libraries", "video_library", "library_library"),
            _rows("Folders", "folder", "library_folder"),
            _rows("Waiting or refused", "rule_folder", "library_foundfile"),
            _rows("Originals", "draft", "library_source"),
            _rows("Online lookup", "travel_explore", "library_onlinelookup"),
        ],
    },
    {
        "title": "Household",
        "items": [
            _rows("Settings", "settings", "accounts_household"),
            _rows("People", "group", "accounts_user"),
            _rows("Profiles", "face", "accounts_profile"),
            _rows("Devices", "devices", "accounts_signin"),
            _rows("Invitations", "mail", "accounts_invitation"),
            _rows("Outbox", "outbox", "accounts_outboxmail"),
            _rows("Audit log", "history", "accounts_auditentry"),
        ],
    },
    {
        "title": "Room",
        "items": [
            _rows("Segment store", "hard_drive", "streaming_segmentstore"),
            _rows("Prepared videos", "data_usage", "streaming_preparedvideo"),
        ],
    },
]

UNFOLD = {
    "SITE_TITLE": "Videoflix",
    "SITE_HEADER": "Videoflix",
    "SITE_SUBHEADER": "Looking after the library",
    "SITE_ICON": _file("accounts/mark.svg"),  # the same as in the household's pages
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _file("accounts/mark.svg")}],
    "SITE_URL": "/",
    "STYLES": [_file("appearance.css")],
    "BORDER_RADIUS": "8px",
    "COLORS": {
        "primary": {  # the ember of the household's pages
            "50": "#fff5f0",
            "100": "#ffe6da",
            "200": "#ffcab3",
            "300": "#ffab87",
            "400": "#ff8a5c",
            "500": "#f96a3a",
            "600": "#d94f22",
            "700": "#b03c17",
            "800": "#8a3116",
            "900": "#6d2a16",
            "950": "#3d1408",
        }
    },
    "SIDEBAR": {"show_search": False, "navigation": NAVIGATION},
}
