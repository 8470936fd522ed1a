"""The names a rendition and a segment may have; everything else does not exist."""

import re

INIT = "init.mp4"
MEDIA_PLAYLIST = "media.m3u8"
MULTIVARIANT_PLAYLIST = "index.m3u8"
RENDITION = re.compile(r"(?P<name>original|\d{2,4}p|audio-\d{1,2}(?:-surround)?)(?:-v(?P<version>\d{1,2}))?")
SEGMENT = re.compile(r"(\d{5})\.m4s")


def segment_name(number: int) -> str:
    """`00007.m4s`."""
    return f"{number:05}.m4s"


def segment_number(name: str) -> int | None:
    """The number in a segment's file name; None when it is no such name."""
    match = SEGMENT.fullmatch(name)
    return int(match[1]) if match else None


def parse_rendition(name: str) -> tuple[str, int] | None:
    """The rendition's plain name and the number of the Source it belongs to (1: the best); None when it is no legal name."""
    match = RENDITION.fullmatch(name)
    if match is None:
        return None
    version = int(match["version"] or 1)
    return (match["name"], version) if version != 1 or match["version"] is None else None


def versioned(name: str, version: int) -> str:
    """The public name of a rendition of Source number `version`."""
    return name if version == 1 else f"{name}-v{version}"
