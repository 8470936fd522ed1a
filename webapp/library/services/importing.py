"""Films come in, are found again, and go."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from appliance.media.errors import MediaRefused
from appliance.media.fingerprint import fingerprint
from appliance.media.probe import probe
from appliance.media.timeline import decide
from webapp.jobs import enqueue_once
from webapp.library import posters
from webapp.library.models import Library, Source, Video
from webapp.library.queries import moved_source, source_at
from webapp.library.services.identification import identify, place, take_pictures, version_of

DEFAULT_LIBRARY = "Films"


def library_named(name: str | None) -> Library:
    """The library called `name` (unset: "Films"), made when there is none yet."""
    return Library.objects.get_or_create(name=name or DEFAULT_LIBRARY)[0]


def import_file(path: Path, library: Library) -> Video:
    """Make a Video of the film at `path`, which stays where it is and is never written to.

    A film that is known, at this path or moved to it, gives its existing Video; a file that was replaced by another film
    gives that Video a new Source. Rows are saved last, in one transaction. Raises MediaRefused with one clear sentence.
    """
    path = _place(path)
    try:
        known = source_at(path)
        if known is not None and check_source(known) == Source.State.READY:
            return known.video
        return _examine(path, known, library)
    except OSError as error:
        raise MediaRefused(f"The file cannot be taken in: {error.strerror or error}.") from error


def check_source(source: Source) -> Source.State:
    """Look whether the original is still there and still the same film, and remember the answer.

    A missing or replaced file is the state MISSING, never a delete; a file that comes back is READY.
    """
    try:
        size, modified_ns = _size_and_time(Path(source.path))
        # A time alone is not trusted: it shifts with a copied disk, with FAT and with network mounts.
        same = size == source.size and (modified_ns == source.modified_ns or fingerprint(Path(source.path)) == source.fingerprint)
    except OSError:
        same = False
    if not same:
        _update(source, state=Source.State.MISSING)
        return Source.State.MISSING
    _update(source, state=Source.State.READY, modified_ns=modified_ns)
    return Source.State.READY


def delete_video(video: Video) -> None:
    """Remove a Video's rows, segments and poster. The originals stay."""
    sources = [source.pk for source in video.sources.all()]
    with transaction.atomic():
        video.delete()
        transaction.on_commit(lambda: _remove_files(sources, video.poster, video.fanart))


def _place(path: Path) -> Path:
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
    size, modified_ns = _size_and_time(path) if path.exists() else (0, 0)  # the probe has the words for what is no file
    facts = probe(path)
    source = Source(path=str(path), size=size, modified_ns=modified_ns, fingerprint=fingerprint(path))
    moved = moved_source(source.fingerprint) if replaced is None else None
    if moved is not None:
        _update(moved, path=source.path, modified_ns=modified_ns, state=Source.State.READY)
        identify(moved.video)  # its new name may say more
        return moved.video
    source.store_facts(facts, decide(path, facts))
    try:
        with posters.new_poster(path, facts) as poster:
            if _size_and_time(path) != (size, modified_ns):
                raise MediaRefused("The file changed while it was read: import it again when it is complete.")
            _save(source, replaced, poster, library)
    except IntegrityError:
        first = source_at(path)  # somebody imported the same file meanwhile: theirs is the Video
        if first is None:
            raise
        return first.video
    if not source.video.sources.exclude(pk=source.pk).exists():
        take_pictures(source)
    return source.video


def _save(source: Source, replaced: Source | None, poster: str, library: Library) -> None:
    """Rows last, in one transaction."""
    path = Path(source.path)
    with transaction.atomic():
        source.video = place(path, source.facts, library) if replaced is None else _without(replaced)
        source.edition, source.part = version_of(path, library)
        source.save()
        if replaced is not None:
            identify(source.video)
        _hang(poster, source, anew=replaced is not None)
        transaction.on_commit(lambda: enqueue_once("webapp.streaming.tasks.prepare_next", queue="prepare"))


def _hang(poster: str, source: Source, anew: bool) -> None:
    """Give the Video its poster; a further version or part brings none."""
    video = source.video
    unused = video.poster if anew else poster if video.poster else ""
    if unused != poster:
        video.poster = poster
        video.save(update_fields=["poster"])
    transaction.on_commit(lambda: posters.remove(unused))


def _without(old: Source) -> Video:
    """Another film lies where `old` was: that Source goes with all that was made from it, its Video stays."""
    video, old_source = old.video, old.pk
    old.delete()
    transaction.on_commit(lambda: _remove_files([old_source]))
    return video


def _update(source: Source, **columns: object) -> None:
    """Write the columns that differ, and only those."""
    changed = {name: value for name, value in columns.items() if getattr(source, name) != value}
    for name, value in changed.items():
        setattr(source, name, value)
    if changed:
        Source.objects.filter(pk=source.pk).update(**changed)


def _size_and_time(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _remove_files(sources: Iterable[int], *pictures: str) -> None:
    """Remove what was made from these sources."""
    for source in sources:
        for folder in settings.PATHS.segments.glob(f"{source}-*"):
            shutil.rmtree(folder, ignore_errors=True)
    posters.remove(*pictures)
