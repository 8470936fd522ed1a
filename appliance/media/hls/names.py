"""The names a rendition and a segment may have; everything else does not exist."""

import re

INIT = "init.mp4"
MEDIA_PLAYLIST = "media.m3u8"
MULTIVARIANT_PLAYLIST = "index.m3u8"
# Digits are ASCII, numbers are written one way: one address for one thing.
RENDITION = re.compile(
    r"(?P<name>original|[1-9][0-9]{1,3}p|audio-[1-9][0-9]?(?:-surround)?|subtitles-[1-9][0-9]?)(?:-v(?P<version>[2-9]|[1-9][0-9]))?"
)
SUBTITLES = "subtitles-{number}"
SUBTITLES_SEGMENT = "00000.vtt"  # one for the whole film
SEGMENT = re.compile(r"([0-9]{5})\.m4s")


def segment_name(number: int) -> str:
    """`00007.m4s`."""
    return f"{number:05}.m4s"


def draft_name(name: str, worker: str) -> str:
    """`.00007.m4s.<worker>`: where a worker writes before the file gets its name. Each worker has its own."""
    return f".{name}.{worker}"


def segment_number(name: str) -> int | None:
    """The number in a segment's file name; None when it is no such name."""
    match = SEGMENT.fullmatch(name)
    return int(match[1]) if match else None


def parse_rendition(name: str) -> tuple[str, int] | None:
    """The rendition's plain name and the number of the Source it belongs to (1: the best); None when it is no legal name."""
    match = RENDITION.fullmatch(name)
    if match is None:
        return None
    return match["name"], int(match["version"] or 1)


def versioned(name: str, version: int) -> str:
    """The public name of a rendition of Source number `version`."""
    return name if version == 1 else f"{name}-v{version}"
