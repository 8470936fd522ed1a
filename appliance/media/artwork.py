"""Pictures that somebody chose for a film: files beside it, named as Kodi, Plex and Jellyfin name them, and a cover inside it."""

import logging
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import av
from PIL import Image, ImageOps, UnidentifiedImageError

from appliance.media.errors import MediaRefused
from appliance.media.probe import opened
from appliance.media.sidecars import FILM_SUFFIXES

log = logging.getLogger(__name__)

OWN_NAMES = ("{film}-poster", "{film}")
FOLDER_NAMES = ("poster", "folder", "cover", "movie")  # of a folder with one film only
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
LARGEST_BYTES = 30 * 1024 * 1024
MOST_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP")


def artwork(film: Path) -> Image.Image | None:
    """The first of a film's pictures that can be read; what is broken or huge is passed over, with a note in the log."""
    for name, data in (*_beside(film), *_inside(film)):
        try:
            return _read(data)
        except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as error:
            log.warning("The picture %s of %s is passed over: %s", name, film.name, error)
    return None


def _read(data: bytes) -> Image.Image:
    if len(data) > LARGEST_BYTES:
        raise ValueError("it is too large")
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError(f"{image.width} x {image.height} pixels are too many")
        return ImageOps.exif_transpose(image).convert("RGB")


def _beside(film: Path) -> Iterator[tuple[str, bytes]]:
    try:
        files = {path.name.casefold(): path for path in film.parent.iterdir()}
        alone = sum(path.suffix.lower() in FILM_SUFFIXES for path in files.values()) == 1
    except OSError:
        return
    for pattern in (*OWN_NAMES, *(FOLDER_NAMES if alone else ())):
        for suffix in SUFFIXES:
            path = files.get(f"{pattern.format(film=film.stem)}{suffix}".casefold())
            if path is not None and path.is_file():
                with path.open("rb") as file:
                    yield path.name, file.read(LARGEST_BYTES + 1)


def _inside(film: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with opened(film) as container:
            covers = [stream for stream in container.streams.video if stream.disposition & av.stream.Disposition.attached_pic]
            for packet in container.demux(*covers) if covers else ():
                if packet.size:
                    yield "inside", bytes(packet)
                    return
    except MediaRefused:
        return
