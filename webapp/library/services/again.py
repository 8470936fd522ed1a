"""A person has files read again that are known: their tracks, their names and what lies beside them."""

import logging
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from appliance.media.errors import MediaRefused
from appliance.media.probe import probe
from webapp.jobs import enqueue_once
from webapp.library import posters
from webapp.library.models import Source, Video
from webapp.library.services.checking import check_source, update
from webapp.library.services.deleting import remove_made
from webapp.library.services.identification import identify
from webapp.library.services.importing import import_file

log = logging.getLogger(__name__)

EXAMINE_AGAIN = "webapp.library.tasks.examine_again"
AWAY = "The file is not there: connect its drive, and try again."
UNEXPECTED = "The file cannot be read; the log says more."


def examine_again_later(videos: Iterable[Video]) -> int:
    """Have the files of these videos read again, one after the other; how many there are."""
    sources = Source.objects.filter(video__in=[video.pk for video in videos])
    count = sources.update(examine_again=True, reason="")
    transaction.on_commit(lambda: enqueue_once(EXAMINE_AGAIN, queue="prepare"))
    return count


def examine_next_again() -> Source | None:
    """Read the file whose turn it is again; None when none waits. One that ends our process is not tried twice."""
    waiting = Source.objects.filter(examine_again=True)
    for pk in waiting.order_by("id").values_list("pk", flat=True)[:10]:
        source = Source.objects.select_related("video__library").filter(pk=pk).first()
        if source is not None and waiting.filter(pk=pk).update(examine_again=False):
            _examine(source)
            return source
    return None


def _examine(source: Source) -> None:
    try:
        reason = _read(source)
    except MediaRefused as error:
        reason = str(error)
    except Exception:
        log.exception("%s cannot be read again", source.path)
        reason = UNEXPECTED
    Source.objects.filter(pk=source.pk).update(reason=reason)


def _read(source: Source) -> str:
    """Read it; why that cannot be, else ""."""
    path = Path(source.path)
    if check_source(source) == Source.State.MISSING:
        if not path.exists():
            return AWAY
        import_file(path, source.video.library)  # another film lies there by now
        return ""
    facts = probe(path)
    if facts != source.facts:  # the timeline stays: what is made, and what browsers keep, is cut by it
        remade = (facts.video, facts.audio) != (source.facts.video, source.facts.audio)
        source.__dict__.pop("facts")
        update(source, facts_json=facts.to_json(), duration=facts.duration)
        if remade:
            remove_made([source.pk])
    identify(source.video)
    if not source.video.poster:
        with posters.new_poster(path, facts) as poster:
            Video.objects.filter(pk=source.video.pk).update(poster=poster)
    return ""
