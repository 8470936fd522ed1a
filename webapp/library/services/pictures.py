"""Pictures that lie beside films and in the folders of series."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.db import transaction
from django.db.models import Min
from PIL import Image

from appliance.media.artwork import artwork, fanart, season_artwork, series_artwork, series_fanart
from appliance.media.poster import LARGEST, LARGEST_FANART, encoded
from webapp.library import posters
from webapp.library.identify.folders import season_of
from webapp.library.models import Series, Source, Video

log = logging.getLogger(__name__)


def find_pictures(video: Video, film: Path) -> None:
    """Take the pictures that lie beside a film now; a poster that was made of the film stays where there is none."""
    _take(video, "poster", lambda: artwork(film))
    _take(video, "fanart", lambda: fanart(film))


def find_series_pictures(series: Series, folder: Path) -> None:
    """Take the pictures in a series' folder, and those of its seasons."""
    _take(series, "poster", lambda: series_artwork(folder))
    _take(series, "fanart", lambda: series_fanart(folder))
    kept: dict[str, str] = dict(series.season_posters)
    for number, path in _seasons(series):
        season = path.parent if season_of(path.parent.name) == number else None
        find = partial(season_artwork, folder, number, season)
        name = _kept(kept.get(str(number), ""), find)
        if name:
            kept[str(number)] = name
    replaced = [name for number, name in series.season_posters.items() if kept[number] != name]
    if kept != series.season_posters:
        series.season_posters = kept
        _save(series, "season_posters", replaced)


def _seasons(series: Series) -> list[tuple[int, Path]]:
    """Their numbers, each with a file of it: one query, however many episodes there are."""
    numbered = Source.objects.filter(video__series=series, video__season_number__isnull=False)
    found = numbered.order_by("video__season_number").values_list("video__season_number").annotate(Min("path"))
    return [(number, Path(path)) for number, path in found]


def _take(row: Video | Series, field: str, find: Callable[[], Image.Image | None]) -> None:
    """Remember a picture's name, unless a person chose one."""
    before = getattr(row, field)
    name = before if field in row.locked else _kept(before, find, LARGEST_FANART if field == "fanart" else LARGEST)
    if name == before:
        return
    with transaction.atomic():
        stored = type(row)._default_manager.select_for_update().filter(pk=row.pk).values_list("locked", flat=True).first()
        if field in (stored or []):  # a person chose one meanwhile
            posters.remove(name)
            return
        setattr(row, field, name)
        _save(row, field, [before])


def _kept(before: str, find: Callable[[], Image.Image | None], largest: tuple[int, int] = LARGEST) -> str:
    """The name of the picture that is found, else the one there was; a full disk is no reason to refuse a film."""
    image = find()
    try:
        return posters.keep(encoded(image, largest), before) if image is not None else before
    except OSError as error:
        log.warning("A picture cannot be kept: %s", error)
        return before


def _save(row: Video | Series, field: str, replaced: list[str]) -> None:
    with transaction.atomic():
        row.save(update_fields=[field])
        transaction.on_commit(lambda: posters.remove(*replaced))
