"""A person chooses pictures: from beside the film, from inside it, from its frames, from a database online, or one of their own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from django.db import transaction
from PIL import Image

from appliance.errors import VideoflixError, why
from appliance.media.artwork import INSIDE, picture, pictures_of_film, pictures_of_season, pictures_of_series
from appliance.media.errors import MediaRefused
from appliance.media.poster import HEIGHT, encoded, frame
from webapp.library import posters
from webapp.library.models import Season, Series, Source, Video
from webapp.library.online.provider import OnlinePicture
from webapp.library.services.identification import folder_of, lock, unlock
from webapp.library.services.lookup import provider
from webapp.library.services.pictures import SIZES, Pictured, searches_beside, searches_in, season_folders
from webapp.library.versions import parts_of, ranked

PLACES = tuple(range(4, 100, 8))  # per cent of a film, of which frames are offered
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


def fields_of(row: Pictured) -> list[str]:
    """What a row has pictures of: a season has a poster only."""
    return [field for field in SIZES if hasattr(row, field)]


def offers(row: Pictured) -> list[Offer]:
    """What there is on this machine.

    Raises ArtworkRefused when the files are away.
    """
    seconds = sum(source.duration for source in _film_of(row))
    found = [
        Offer(f"beside:{key}", "Inside the film" if name == INSIDE else name) for key in _beside(row) for name in [key.partition("/")[2]]
    ]
    return found + [Offer(f"frame:{place}", f"The film at {_clock(seconds * place / 100)}") for place in PLACES]


def offers_online(row: Pictured) -> list[Offer]:
    """What a database has, when the owner wants it to be asked.

    Raises LookupFailed, and ArtworkRefused when nobody said yet which title it is.
    """
    return [Offer(f"online:{each.address}", "Online, wide" if each.is_wide else "Online") for each in _online(row)]


def offered(row: Pictured, key: str, small: bool = False) -> Image.Image:
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
            source, place = _place(_film_of(row), Fraction(int(name), 100))
            with _decoders:
                return frame(Path(source.path), source.facts, place, SMALL_HEIGHT if small else HEIGHT)
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


def choose(row: Pictured, field: str, image: Image.Image) -> None:
    """Hang a picture (`field`: poster or fanart); no scan changes it from now on. Raises ArtworkRefused."""
    with _as_the_disk_permits():
        _hang(row, field, posters.keep(encoded(image, SIZES[field]), ""), by_hand=True)


def take_back(row: Pictured, field: str) -> None:
    """Hang what a scan would, or nothing where it finds nothing, instead of what a person chose; scans may change it again.

    Raises ArtworkRefused, also when the files are away: then nobody knows what they would find.
    """
    source = _film_of(row)[0]
    try:
        with _as_the_disk_permits(), _automatic(row, field, source) as name:
            _hang(row, field, name, by_hand=False)
    except MediaRefused as error:
        raise ArtworkRefused(str(error)) from error


def _hang(row: Pictured, field: str, name: str, by_hand: bool) -> None:
    """Write down which picture hangs there, and whether a person wants it. Raises ArtworkRefused when the row is gone."""
    with transaction.atomic():
        fresh = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
        unused = getattr(fresh, field) if fresh is not None else name
        if fresh is not None:
            setattr(fresh, field, name)
            fresh.save(update_fields=[field])
            (lock if by_hand else unlock)(fresh, [field])
        transaction.on_commit(lambda: posters.remove(unused))
    if fresh is None:
        raise ArtworkRefused("This title is not there any more.")


@contextmanager
def _as_the_disk_permits() -> Iterator[None]:
    """What a disk refuses, said to a person."""
    try:
        yield
    except OSError as error:
        raise ArtworkRefused(f"The picture cannot be kept: {why(error)}.") from error


@contextmanager
def _automatic(row: Pictured, field: str, source: Source) -> Iterator[str]:
    """The name of the picture that a scan would hang; "" where it finds none. A film shows itself then."""
    if isinstance(row, Video) and field == "poster":
        with posters.new_poster(Path(source.path), source.facts) as name:
            yield name
        return
    if isinstance(row, Video):
        searches = searches_beside(row, Path(source.path))
    else:
        series = row if isinstance(row, Series) else row.series
        folder = folder_of(series)
        searches = searches_in(folder, series) if folder is not None else []
    images = [search.find() for search in searches if (search.row, search.field) == (row, field)]
    yield "".join(posters.keep(encoded(image, SIZES[field]), "") for image in images if image is not None)


def _film_of(row: Pictured) -> list[Source]:
    """The film that frames come from, part after part: the best version that is there. Of a series and a season the first such episode.

    Raises ArtworkRefused when none is there.
    """
    missing = None
    for film in [row] if isinstance(row, Video) else row.episodes.order_by("season_number", "episode_number", "id").iterator():
        sources = ranked(film.sources.defer("timeline_json"))
        there = [source for source in sources if Path(source.path).is_file()]
        if there:
            return parts_of(there, there[0])
        missing = missing or next(iter(sources), None)
    if missing is None:
        raise ArtworkRefused("There is no film here to take pictures from.")
    raise ArtworkRefused(f"{missing} is not there: connect its drive to choose from its pictures.")


def _place(parts: list[Source], place: Fraction) -> tuple[Source, Fraction]:
    """Where a place of the whole film (0 to 1) is: in which of its parts, and where in that."""
    lengths = [Fraction(source.duration) for source in parts]
    at = sum(lengths) * place
    for source, length in zip(parts, lengths, strict=True):
        if at < length:
            return source, at / length
        at -= length
    return parts[-1], place  # nobody knows how long they are


def _beside(row: Pictured) -> dict[str, bytes]:
    """Pictures beside any of the files, each once; the number before a name tells files in several folders apart."""
    if isinstance(row, Video):
        owners = {source.pk: pictures_of_film(Path(source.path)) for source in row.sources.all()}
    else:
        folder = folder_of(row if isinstance(row, Series) else row.series)
        owners = {row.pk: _in_folder(row, folder) if folder is not None else {}}
    found: dict[str, bytes] = {}
    for number, pictures in owners.items():
        found |= {f"{number}/{name}": data for name, data in pictures.items() if data not in found.values()}
    return found


def _in_folder(row: Series | Season, folder: Path) -> dict[str, bytes]:
    """What the folder of a series has for it; for a season its own pictures, then the whole series'."""
    if isinstance(row, Series):
        return pictures_of_series(folder)
    return pictures_of_season(folder, row.number, season_folders(row.series).get(row.number)) | pictures_of_series(folder)


def _online(row: Pictured) -> list[OnlinePicture]:
    asked = provider()
    if isinstance(row, Series) and row.tmdb_id:
        return asked.pictures_of_series(row.tmdb_id)
    if isinstance(row, Season) and row.series.tmdb_id:
        return asked.pictures_of_season(row.series.tmdb_id, row.number)
    if isinstance(row, Video) and row.series is None and row.tmdb_id:
        return asked.pictures_of_film(row.tmdb_id)
    if isinstance(row, Video) and row.series is not None and row.series.tmdb_id and row.episode_number is not None:
        return asked.pictures_of_episode(row.series.tmdb_id, row.season_number or 0, row.episode_number)
    raise ArtworkRefused("Nobody knows yet which title this is: identify it first.")


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
