"""What a User-Agent header (RFC 9110 10.1.5) says, for people: "Chrome on Android". Good enough to tell a household's devices apart."""

import re

MAX_LENGTH = 200
READ_LENGTH = 1000  # headers may be tens of thousands of characters long

# The first that is found counts: browsers pretend to be the ones they descend from, and systems those they are built on.
_PROGRAMS = (
    (r"VLC", "VLC"),
    (r"\bmpv\b", "mpv"),
    (r"Kodi", "Kodi"),
    (r"AppleCoreMedia", "Apple player"),
    (r"ExoPlayer|AndroidXMedia3", "Android player"),
    (r"Lavf", "FFmpeg"),
    (r"SamsungBrowser", "Samsung Internet"),
    (r"\bEdgA?/|EdgiOS|Edge/", "Edge"),
    (r"\bOPR/|\bOPT/|OPX/", "Opera"),
    (r"Vivaldi", "Vivaldi"),
    (r"\bSilk/", "Silk"),
    (r"Firefox|FxiOS", "Firefox"),
    (r"CrKey", "Chromecast"),
    (r"(Web0S|Tizen|VIDAA|NetCast|HbbTV)", "TV browser"),
    (r"CriOS|Chrome|Chromium", "Chrome"),
    (r"X11.*Version/[\d.]+ (Mobile/\w+ )?Safari", "WebKit"),
    (r"Safari", "Safari"),
    (r"AppleWebKit", "Web view"),
    (r"\bcurl/", "curl"),
)
_SYSTEMS = (
    (r"Web0S|webOS", "LG TV"),
    (r"Tizen", "Samsung TV"),
    (r"VIDAA", "Hisense TV"),
    (r"\bAFT\w", "Fire TV"),
    (r"Android ?TV|BRAVIA|GoogleTV", "Android TV"),
    (r"AppleTV|tvOS", "Apple TV"),
    (r"PlayStation", "PlayStation"),
    (r"Xbox", "Xbox"),
    (r"iPad", "iPad"),
    (r"iPhone", "iPhone"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"CrOS", "ChromeOS"),
    (r"Macintosh|Mac OS X", "Mac"),
    (r"Linux|X11", "Linux"),
)


def describe(user_agent: str) -> str:
    """Program and system in a few words; the header's first word where neither is known, empty where there is no header."""
    said = user_agent[:READ_LENGTH]
    known = [name for name in (_first(_PROGRAMS, said), _first(_SYSTEMS, said)) if name]
    return " on ".join(known) or _first_word(said)


def _first(table: tuple[tuple[str, str], ...], said: str) -> str | None:
    return next((name for pattern, name in table if re.search(pattern, said)), None)


def _first_word(said: str) -> str:
    """Of what nobody knows, at least its name: printable and short."""
    words = "".join(letter for letter in said if letter.isprintable()).split()
    return words[0][:MAX_LENGTH] if words else ""
