"""Videos go, and what was made of them; originals only by a choice of their own."""

import shutil
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from webapp.library import posters
from webapp.library.models import Video


def delete_video(video: Video) -> None:
    """Remove a Video's rows, segments and poster. The originals stay."""
    sources = [source.pk for source in video.sources.all()]
    with transaction.atomic():
        video.delete()
        transaction.on_commit(lambda: remove_made(sources, video.poster))


def remove_made(sources: Iterable[int], poster: str) -> None:
    """Remove the segments that were made of these sources, and a poster."""
    for source in sources:
        for folder in settings.PATHS.segments.glob(f"{source}-*"):
            shutil.rmtree(folder, ignore_errors=True)
    posters.remove(poster)
