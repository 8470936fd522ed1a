"""Pictures that somebody chose for a film or a series: files beside it, named as Kodi, Plex and Jellyfin name them, and a cover inside."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import av
from PIL import Image, ImageOps, UnidentifiedImageError

from appliance.media.errors import MediaRefused
from appliance.media.probe import opened
from appliance.media.sidecars import FILM_SUFFIXES, are_one_film

log = logging.getLogger(__name__)

OWN_NAMES = ("{film}-poster", "{film}", "{film}-thumb")
FOLDER_NAMES = ("poster", "folder", "cover", "movie")  # of a folder with one film only
OWN_FANART = ("{film}-fanart", "{film}-backdrop", "{film}-background")
FOLDER_FANART = ("fanart", "backdrop", "background")
SERIES_NAMES = ("poster", "folder", "cover", "show")
SEASON_NAMES = ("season{number:02d}-poster", "season{number:02d}", "season{number}-poster")
SPECIALS_NAMES = ("season-specials-poster", "season00-poster", "specials-poster")
OWN_SEASON_NAMES = ("poster", "folder", "cover")  # of a folder with one season only
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
INSIDE = "inside"
LARGEST_BYTES = 30 * 1024 * 1024
MOST_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP")


def artwork(film: Path) -> Image.Image | None:
    """The first of a film's pictures that can be read; what is broken or huge is passed over, with a note in the log."""
    return _first(film, _beside(film, OWN_NAMES, FOLDER_NAMES)) or _first(film, _inside(film))


def fanart(film: Path) -> Image.Image | None:
    """The wide picture behind a film's page, as `artwork`."""
    return _first(film, _beside(film, OWN_FANART, FOLDER_FANART))


def series_artwork(folder: Path) -> Image.Image | None:
    """The poster in a series' folder, as `artwork`."""
    return _first(folder, _in(folder, SERIES_NAMES))


def series_fanart(folder: Path) -> Image.Image | None:
    """The wide picture in a series' folder, as `artwork`."""
    return _first(folder, _in(folder, FOLDER_FANART))


def season_artwork(folder: Path, number: int, season: Path | None = None) -> Image.Image | None:
    """The poster of a season (0: the specials) in the series' folder, else the one in the season's own, as `artwork`."""
    return _first(folder, _of_season(folder, number, season))


def pictures_of_film(film: Path) -> dict[str, bytes]:
    """Every picture that belongs to a film, by its file's name; the one inside is called `INSIDE`. Whether they can be read is not said."""
    beside = _beside(film, (*OWN_NAMES, *OWN_FANART), (*FOLDER_NAMES, *FOLDER_FANART))
    return dict([*beside, *_inside(film)])


def pictures_of_series(folder: Path) -> dict[str, bytes]:
    """Every picture in a series' folder that belongs to the whole series, as `pictures_of_film`."""
    return dict(_in(folder, (*SERIES_NAMES, *FOLDER_FANART)))


def pictures_of_season(folder: Path, number: int, season: Path | None = None) -> dict[str, bytes]:
    """Every picture that belongs to a season, as `pictures_of_film`; those in its own folder carry that folder's name, too."""
    return dict(_of_season(folder, number, season))


def picture(data: bytes) -> Image.Image:
    """The picture that these bytes are, upright.

    Raises MediaRefused when they are none, or one that is too large.
    """
    if not data:
        raise MediaRefused("The picture is empty.")
    if len(data) > LARGEST_BYTES:
        raise MediaRefused(f"The picture is too large: {LARGEST_BYTES // 1024**2} MB are allowed.")
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise MediaRefused(f"The picture has {image.width} x {image.height} pixels: that is too many.")
            return ImageOps.exif_transpose(image).convert("RGB")
    except UnidentifiedImageError as error:
        raise MediaRefused("This is no picture in JPEG, PNG or WebP.") from error
    except Image.DecompressionBombError as error:
        raise MediaRefused("The picture has too many pixels.") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise MediaRefused("The picture is damaged.") from error


def _first(owner: Path, pictures: Iterable[tuple[str, bytes]]) -> Image.Image | None:
    for name, data in pictures:
        try:
            return picture(data)
        except MediaRefused as error:
            log.warning("The picture %s of %s is passed over: %s", name, owner.name, error)
    return None


def _beside(film: Path, own: Sequence[str], shared: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The film's own, then those of its folder where that has no other film."""
    files = _files(film.parent)
    films = [path.name for path in files.values() if path.suffix.lower() in FILM_SUFFIXES]
    alone = bool(films) and are_one_film(film.parent.name, films)
    return _called([*(name.format(film=film.stem) for name in own), *(shared if alone else ())], files)


def _in(folder: Path, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    return _called(names, _files(folder))


def _of_season(folder: Path, number: int, season: Path | None) -> Iterator[tuple[str, bytes]]:
    """In the series' folder, then in the season's own."""
    names = [name.format(number=number) for name in (SPECIALS_NAMES if number == 0 else SEASON_NAMES)]
    yield from _in(folder, names)
    if season is not None:
        yield from ((f"{season.name}/{name}", data) for name, data in _in(season, [*names, *OWN_SEASON_NAMES]))


def _files(folder: Path) -> dict[str, Path]:
    """What lies in a folder, by its name in any case; nothing where it cannot be read."""
    try:
        return {path.name.casefold(): path for path in folder.iterdir()}
    except OSError:
        return {}


def _called(names: Iterable[str], files: Mapping[str, Path]) -> Iterator[tuple[str, bytes]]:
    for name in names:
        for suffix in SUFFIXES:
            path = files.get(f"{name}{suffix}".casefold())
            try:
                if path is not None and path.is_file():
                    with path.open("rb") as file:
                        yield path.name, file.read(LARGEST_BYTES + 1)
            except OSError as error:
                log.warning("The picture %s cannot be read: %s", path, error)


def _inside(film: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with opened(film) as container:
            covers = [stream for stream in container.streams.video if stream.disposition & av.stream.Disposition.attached_pic]
            for packet in container.demux(*covers) if covers else ():
                if packet.size:
                    yield INSIDE, bytes(packet)
                    return
    except MediaRefused:
        return
