"""Pictures that lie beside films and in the folders of series."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.db import transaction
from django.db.models import Min
from PIL import Image

from appliance.media.artwork import artwork, fanart, season_artwork, series_artwork, series_fanart
from appliance.media.poster import LARGEST, LARGEST_FANART, encoded
from webapp.library import posters
from webapp.library.identify.folders import season_of
from webapp.library.models import Season, Series, Source, Video

log = logging.getLogger(__name__)

Pictured = Video | Series | Season
SIZES = {"poster": LARGEST, "fanart": LARGEST_FANART}  # pixels, by the field that a picture is for


@dataclass(frozen=True)
class Search:
    """Where a scan looks for one picture of one row."""

    row: Pictured
    field: str
    find: Callable[[], Image.Image | None]


def searches_beside(video: Video, film: Path) -> list[Search]:
    """The pictures that lie beside a film."""
    return [Search(video, "poster", partial(artwork, film)), Search(video, "fanart", partial(fanart, film))]


def searches_in(folder: Path, series: Series) -> list[Search]:
    """The pictures in a series' folder, and those of its seasons."""
    own = season_folders(series)
    seasons = [Search(each, "poster", partial(season_artwork, folder, each.number, own.get(each.number))) for each in series.seasons.all()]
    return [Search(series, "poster", partial(series_artwork, folder)), Search(series, "fanart", partial(series_fanart, folder)), *seasons]


def find_pictures(video: Video, film: Path) -> None:
    """Take the pictures that lie beside a film now; a poster that was made of the film stays where there is none."""
    for search in searches_beside(video, film):
        _take(search)


def find_series_pictures(series: Series, folder: Path) -> None:
    """Take the pictures in a series' folder, and those of its seasons."""
    for search in searches_in(folder, series):
        _take(search)


def season_folders(series: Series) -> dict[int, Path]:
    """By a season's number the folder of its own, where it has one: one query, however many episodes there are."""
    numbered = Source.objects.filter(video__series=series, video__season_number__isnull=False)
    found = numbered.order_by("video__season_number").values_list("video__season_number").annotate(Min("path"))
    folders = {number: Path(path).parent for number, path in found}
    return {number: folder for number, folder in folders.items() if season_of(folder.name) == number}


def _take(search: Search) -> None:
    """Remember a picture's name, unless a person chose one."""
    row, field = search.row, search.field
    before = getattr(row, field)
    name = before if field in row.locked else _kept(before, search)
    if name == before:
        return
    with transaction.atomic():
        stored = type(row)._default_manager.select_for_update().filter(pk=row.pk).values_list("locked", field).first()
        locked, hanging = stored or ([field], "")
        if field in locked:  # a person chose one meanwhile, or deleted the row
            posters.remove(name)
            return
        setattr(row, field, name)
        row.save(update_fields=[field])
        transaction.on_commit(lambda: posters.remove(hanging))


def _kept(before: str, search: Search) -> str:
    """The name of the picture that is found, else the one there was; a full disk is no reason to refuse a film."""
    image = search.find()
    try:
        return posters.keep(encoded(image, SIZES[search.field]), before) if image is not None else before
    except OSError as error:
        log.warning("A picture cannot be kept: %s", error)
        return before
