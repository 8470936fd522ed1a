"""A film becomes a Video, or what is new of one that is known."""

from pathlib import Path

from django.db import IntegrityError, transaction

from appliance.media.errors import MediaRefused
from appliance.media.fingerprint import fingerprint
from appliance.media.probe import probe
from appliance.media.timeline import decide
from webapp.jobs import enqueue_once
from webapp.library import posters
from webapp.library.models import Library, Source, Video
from webapp.library.queries import moved_source, source_at
from webapp.library.services.checking import check_source, size_and_time, update
from webapp.library.services.deleting import remove_made
from webapp.library.services.identification import place
from webapp.library.titles import title_of


def import_file(path: Path, library: Library) -> Video:
    """Make a Video of the film at `path`, which stays where it is and is never written to.

    A film that is known, at this path or moved to it, gives its existing Video; a file that was replaced by another film
    gives that Video a new Source. Rows are saved last, in one transaction. Raises MediaRefused with one clear sentence.
    """
    path = _resolved(path)
    try:
        known = source_at(path)
        if known is not None and check_source(known) == Source.State.READY:
            return known.video
        return _examine(path, known, library)
    except OSError as error:
        raise MediaRefused(f"The file cannot be taken in: {error.strerror or error}.") from error


def _resolved(path: Path) -> Path:
    """The one name of this file, as the database can keep it."""
    try:
        resolved = path.resolve()
        str(resolved).encode()
    except RuntimeError as error:  # pathlib's word for it before Python 3.13
        raise MediaRefused("The link leads round in a circle.") from error
    except UnicodeEncodeError as error:
        raise MediaRefused("The file's name is not valid Unicode: rename it.") from error
    return resolved


def _examine(path: Path, replaced: Source | None, library: Library) -> Video:
    """Read the film, then save what was found."""
    size, modified_ns = size_and_time(path) if path.exists() else (0, 0)  # the probe has the words for what is no file
    facts = probe(path)
    source = Source(path=str(path), size=size, modified_ns=modified_ns, fingerprint=fingerprint(path))
    moved = moved_source(source.fingerprint) if replaced is None else None
    if moved is not None:
        update(moved, path=source.path, modified_ns=modified_ns, state=Source.State.READY)
        return moved.video
    source.store_facts(facts, decide(path, facts))
    try:
        with posters.new_poster(path, facts) as poster:
            if size_and_time(path) != (size, modified_ns):
                raise MediaRefused("The file changed while it was read: import it again when it is complete.")
            return _save(source, replaced, poster, library)
    except IntegrityError:
        first = source_at(path)  # somebody imported the same file meanwhile: theirs is the Video
        if first is None:
            raise
        return first.video


def _save(source: Source, replaced: Source | None, poster: str, library: Library) -> Video:
    """Rows last, in one transaction."""
    path = Path(source.path)
    with transaction.atomic():
        if replaced is None:
            source.video = place(path, source.facts, library)
            Video.objects.filter(pk=source.video.pk).update(poster=poster)
            source.video.poster = poster
        else:
            source.video = _without(replaced, title_of(path, source.facts.title), poster)
        source.save()
        transaction.on_commit(lambda: enqueue_once("webapp.streaming.tasks.prepare_next", queue="prepare"))
    return source.video


def _without(old: Source, title: str, poster: str) -> Video:
    """Another film lies where `old` was: that Source goes with all that was made from it, its Video stays.

    A title that a person gave stays too.
    """
    video, old_source, old_poster = old.video, old.pk, old.video.poster
    if video.title == title_of(Path(old.path), old.facts.title):
        video.title = title
    video.poster = poster
    video.save(update_fields=["title", "poster"])
    old.delete()
    transaction.on_commit(lambda: remove_made([old_source], old_poster))
    return video
