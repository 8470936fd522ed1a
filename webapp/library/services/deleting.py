"""Videos go, and what was made of them; originals only by a choice of their own."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction

from appliance.trash import move_to_trash
from webapp.library import posters
from webapp.library.models import Folder, FoundFile, Series, Source, Video

REMOVED = "Somebody removed it from the library; the file is still there."


def delete_video(video: Video) -> None:
    """Remove a Video's rows, segments and poster. The originals stay, and no scan takes them in again."""
    sources = list(video.sources.select_related("folder").defer("facts_json", "timeline_json"))
    with transaction.atomic():
        FoundFile.objects.bulk_create([_removed(source, source.folder) for source in sources if source.folder], ignore_conflicts=True)
        FoundFile.objects.filter(path__in=[source.path for source in sources]).update(state=FoundFile.State.REMOVED, reason=REMOVED)
        video.delete()
        transaction.on_commit(lambda: remove_made([source.pk for source in sources], video.poster, video.fanart))


def delete_with_originals(video: Video) -> None:
    """Move a Video's originals to the system's trash, then remove its rows, segments and poster.

    Only where a person chose this. Raises TrashRefused when a file stays where it is; the Video then stays, too.
    """
    paths = [source.path for source in video.sources.defer("facts_json", "timeline_json")]
    for path in paths:
        move_to_trash(Path(path))
    delete_video(video)
    FoundFile.objects.filter(path__in=paths).delete()  # should a file come back out of the trash, it is wanted again


def delete_series(series: Series) -> None:
    """Remove the rows of a Series that has no episodes, and its pictures."""
    pictures = [series.poster, series.fanart, *series.seasons.values_list("poster", flat=True)]
    with transaction.atomic():
        series.delete()
        transaction.on_commit(lambda: posters.remove(*pictures))


def remove_made(sources: Iterable[int | None], *pictures: str) -> None:
    """Remove the segments that were made of these sources, and pictures."""
    for source in sources:
        for folder in settings.PATHS.segments.glob(f"{source}-*"):
            shutil.rmtree(folder, ignore_errors=True)
    posters.remove(*pictures)


def _removed(source: Source, folder: Folder) -> FoundFile:
    return FoundFile(folder=folder, path=source.path, size=source.size, modified_ns=source.modified_ns)
