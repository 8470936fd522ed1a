"""A person chooses pictures: from beside the film, from inside it, from its frames, from a database online, or one of their own."""

import threading
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from django.db import transaction
from PIL import Image

from appliance.errors import VideoflixError
from appliance.media.artwork import INSIDE, picture, pictures_of_film, pictures_of_series
from appliance.media.errors import MediaRefused
from appliance.media.poster import HEIGHT, LARGEST, LARGEST_FANART, encoded, frame
from webapp.library import posters
from webapp.library.models import Series, Source, Video
from webapp.library.online.provider import OnlinePicture
from webapp.library.services.identification import folder_of, lock
from webapp.library.services.lookup import provider

PLACES = tuple(range(4, 100, 8))  # per cent of a film, of which frames are offered
SIZES = {"poster": LARGEST, "fanart": LARGEST_FANART}  # pixels, by the field that a picture is for
SMALL_HEIGHT, SMALL = 270, (480, 480)  # pixels of what is shown to choose from
MOST_SENT = 16 * 1024 * 1024  # bytes of a picture that a person sends
GONE = "This picture is not there any more: look at the page again."
_decoders = threading.BoundedSemaphore(2)  # a page asks for all frames at once, and somebody may be watching


class ArtworkRefused(VideoflixError):
    """This picture cannot be taken; the sentence says why."""


@dataclass(frozen=True)
class Offer:
    """A picture that a person may choose."""

    key: str  # as `offered` takes it
    label: str


def offers(row: Video | Series) -> list[Offer]:
    """What there is on this machine.

    Raises ArtworkRefused when the files are away.
    """
    source = _source_of(row)
    found = [
        Offer(f"beside:{key}", "Inside the film" if name == INSIDE else name) for key in _beside(row) for name in [key.partition("/")[2]]
    ]
    return found + [Offer(f"frame:{place}", f"The film at {_clock(source.duration * place / 100)}") for place in PLACES]


def offers_online(row: Video | Series) -> list[Offer]:
    """What a database has, when the owner wants it to be asked.

    Raises LookupFailed, and ArtworkRefused when nobody said yet which title it is.
    """
    return [Offer(f"online:{each.address}", "Online, wide" if each.is_wide else "Online") for each in _online(row)]


def offered(row: Video | Series, key: str, small: bool = False) -> Image.Image:
    """The picture behind an offer's key; `small`: to choose from. Raises ArtworkRefused and LookupFailed."""
    kind, _, name = key.partition(":")
    try:
        if kind == "online":
            return picture(provider().picture(name, small))
        if kind == "beside":
            found = _beside(row)
            if name in found:
                return picture(found[name])
        if kind == "frame" and name in map(str, PLACES):
            source = _source_of(row)
            with _decoders:
                return frame(Path(source.path), source.facts, Fraction(int(name), 100), SMALL_HEIGHT if small else HEIGHT)
    except MediaRefused as error:
        raise ArtworkRefused(str(error)) from error
    raise ArtworkRefused(GONE)


def sent(data: bytes) -> Image.Image:
    """The picture that a person sent.

    Raises ArtworkRefused when it is none, or too large.
    """
    if len(data) > MOST_SENT:
        raise ArtworkRefused(f"The picture is too large: {MOST_SENT // 1024**2} MB are allowed.")
    try:
        return picture(data)
    except MediaRefused as error:
        raise ArtworkRefused(str(error)) from error


def thumbnail(image: Image.Image) -> bytes:
    """A JPEG to choose from."""
    return encoded(image, SMALL)


def choose(row: Video | Series, field: str, image: Image.Image) -> None:
    """Hang a picture (`field`: poster or fanart); no scan changes it from now on. Raises ArtworkRefused."""
    try:
        name = posters.keep(encoded(image, SIZES[field]), "")
    except OSError as error:
        raise ArtworkRefused(f"The picture cannot be kept: {error.strerror or error}.") from error
    with transaction.atomic():
        fresh = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
        unused = getattr(fresh, field) if fresh is not None else name
        if fresh is not None:
            setattr(fresh, field, name)
            fresh.save(update_fields=[field])
            lock(fresh, [field])
        transaction.on_commit(lambda: posters.remove(unused))
    if fresh is None:
        raise ArtworkRefused("This title is not there any more.")


def _source_of(row: Video | Series) -> Source:
    """The film that frames come from; of a series the first episode. Raises ArtworkRefused when it is away."""
    if isinstance(row, Series):
        video = row.episodes.filter(sources__isnull=False).order_by("season_number", "episode_number").first()
    else:
        video = row
    sources = [] if video is None else [*filter(None, [video.best_source]), *video.sources.all()]
    if not sources:
        raise ArtworkRefused("There is no film here to take pictures from.")
    there = next((source for source in sources if Path(source.path).is_file()), None)
    if there is None:
        raise ArtworkRefused(f"{sources[0]} is not there: connect its drive to choose from its pictures.")
    return there


def _beside(row: Video | Series) -> dict[str, bytes]:
    """Pictures beside any of the files, each once; the number before a name tells files in several folders apart."""
    if isinstance(row, Series):
        folder = folder_of(row)
        owners = {row.pk: pictures_of_series(folder) if folder is not None else {}}
    else:
        owners = {source.pk: pictures_of_film(Path(source.path)) for source in row.sources.all()}
    found: dict[str, bytes] = {}
    for number, pictures in owners.items():
        found |= {f"{number}/{name}": data for name, data in pictures.items() if data not in found.values()}
    return found


def _online(row: Video | Series) -> list[OnlinePicture]:
    asked = provider()
    if isinstance(row, Series) and row.tmdb_id:
        return asked.pictures_of_series(row.tmdb_id)
    if isinstance(row, Video) and row.series is None and row.tmdb_id:
        return asked.pictures_of_film(row.tmdb_id)
    if isinstance(row, Video) and row.series is not None and row.series.tmdb_id and row.episode_number is not None:
        return asked.pictures_of_episode(row.series.tmdb_id, row.season_number or 0, row.episode_number)
    raise ArtworkRefused("Nobody knows yet which title this is: identify it first.")


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
