"""A film becomes a Video, or what is new of one that is known. What is known of a film follows its content, wherever that goes."""

from contextlib import suppress
from pathlib import Path

from django.db import IntegrityError, transaction

from appliance.errors import why
from appliance.media.errors import MediaRefused
from appliance.media.fingerprint import fingerprint
from appliance.media.listing import is_too_long
from appliance.media.probe import probe
from appliance.media.timeline import decide
from webapp.jobs import enqueue_once
from webapp.library import posters
from webapp.library.models import FoundFile, Library, Source, Video
from webapp.library.queries import folder_of, source_at, sources_alike
from webapp.library.services.checking import check_source, size_and_time, update
from webapp.library.services.deleting import remove_made
from webapp.library.services.grouping import hold_libraries, video_for
from webapp.library.services.identification import identify, take_pictures, version_of
from webapp.library.services.settling import settle


def import_file(path: Path, library: Library) -> Video:
    """Make a Video of the film at `path`, which stays where it is and is never written to.

    A film that is known, at this path or moved to it, gives its existing Video; a file that was replaced by another film
    gives that Video a new Source, unless the film that lay there turns up elsewhere, now or later: then the Video is that one's.
    Rows are saved last, in one transaction. Raises MediaRefused with one clear sentence.
    """
    path = _resolved(path)
    try:
        known = source_at(path)
        is_as_known = known is not None and check_source(known) == Source.State.READY
        video = known.video if known is not None and is_as_known else _examine(path, known, library)
    except OSError as error:
        raise MediaRefused(f"The file cannot be taken in: {why(error)}.") from error
    FoundFile.objects.filter(path=str(path)).delete()
    return video


def _resolved(path: Path) -> Path:
    """The one name of this file, as the database can keep it."""
    try:
        resolved = path.resolve()
        str(resolved).encode()
    except RuntimeError as error:  # pathlib's word for it before Python 3.13
        raise MediaRefused("The link leads round in a circle.") from error
    except UnicodeEncodeError as error:
        raise MediaRefused("The file's name is not valid Unicode: rename it.") from error
    if is_too_long(str(resolved)):
        raise MediaRefused("The file's path is too long: give its folders shorter names.")
    return resolved


def _examine(path: Path, replaced: Source | None, library: Library) -> Video:
    """Read the film, then save what was found."""
    size, modified_ns = size_and_time(path) if path.exists() else (0, 0)  # the probe has the words for what is no file
    content = fingerprint(path) if size and path.is_file() else ""
    moved = _moved(content, path) if content else None
    if moved is not None:
        is_followed = _follow(moved, path, modified_ns, replaced)
        return moved.video if is_followed else import_file(path, library)  # somebody was quicker: look again
    if replaced is not None and _is_elsewhere(replaced):
        replaced = source_at(path)
    facts = probe(path)
    source = Source(path=str(path), size=size, modified_ns=modified_ns, fingerprint=content, folder=folder_of(path))
    source.store_facts(facts, decide(path, facts))
    try:
        with posters.new_poster(path, facts) as poster:
            if size_and_time(path) != (size, modified_ns):
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


def _moved(content: str, path: Path) -> Source | None:
    """A source of this content that is not where it was: it moved, or was renamed."""
    return next(
        (source for source in sources_alike(content) if _is_renamed(source, path) or check_source(source) != Source.State.READY), None
    )


def _is_renamed(source: Source, path: Path) -> bool:
    """Whether only the case of its name changed: where case makes no difference, the old name still opens the file."""
    return source.path.casefold() == str(path).casefold() and Path(source.path).exists() and path.samefile(source.path)


def _follow(moved: Source, path: Path, modified_ns: int, displaced: Source | None) -> bool:
    """A source goes where its file went, with everything that is known of its Video; False when somebody else changed it meanwhile."""
    with transaction.atomic():
        hold_libraries()
        here = source_at(path)
        if _as_before(moved) is None or here not in (None, displaced):
            return False
        _displace(here)
        update(moved, path=str(path), modified_ns=modified_ns, folder=folder_of(path), state=Source.State.READY)
        settle(moved)
    return True


def _displace(source: Source | None) -> None:
    """A known film took this one's place: it is missing, under a name that no file has, until it is found elsewhere."""
    if source is not None:
        update(source, path=f"{source.path}/replaced-{source.pk}", state=Source.State.MISSING)


def _is_elsewhere(replaced: Source) -> bool:
    """Whether the film that lay here was listed elsewhere and waits: it goes first, and what lies here now is a film of its own."""
    waiting = FoundFile.objects.filter(state=FoundFile.State.WAITING, size=replaced.size).exclude(path=replaced.path)
    for found in waiting.select_related("folder__library"):
        with suppress(OSError, MediaRefused):
            if fingerprint(Path(found.path)) == replaced.fingerprint:
                import_file(Path(found.path), found.folder.library)
                return True
    return False


def _as_before(source: Source | None) -> Source | None:
    """The row, unless its film was moved or removed meanwhile; nobody does that until our transaction ends."""
    same = Source.objects.select_for_update(of=("self",)).select_related("video")
    return same.filter(pk=source.pk, path=source.path).first() if source is not None else None


def _save(source: Source, replaced: Source | None, poster: str, library: Library) -> None:
    """Rows last, in one transaction."""
    path = Path(source.path)
    with transaction.atomic():
        hold_libraries()
        replaced = _as_before(replaced)
        successor = Source.objects.select_related("video", "folder__library").filter(took_place_of=source.fingerprint).first()
        if successor is not None:
            _displace(replaced)
            source.video = successor.video
            source.edition, source.part = version_of(path, library)
        elif replaced is not None:
            source.part, source.edition, source.placed_by_hand = replaced.part, replaced.edition, replaced.placed_by_hand
            source.took_place_of = replaced.took_place_of or replaced.fingerprint
            source.video = _without(replaced)
        else:
            source.video, source.part = video_for(path, source.facts, library)
            source.edition = version_of(path, library)[0]
        source.save()
        if successor is not None:
            settle(source, apart_from=successor)
            _place_anew(successor)
        elif replaced is not None:
            identify(source.video)
        _hang(poster, source, anew=successor is not None or replaced is not None)
        transaction.on_commit(lambda: enqueue_once("webapp.streaming.tasks.prepare_next", queue="prepare"))


def _place_anew(source: Source) -> None:
    """The film that came to a moved one's old place becomes one of its own, as if it came today; a worker makes its picture."""
    update(source, took_place_of="")
    if source.placed_by_hand:
        return
    path, library = Path(source.path), source.folder.library if source.folder else source.video.library
    video, part = video_for(path, source.facts, library)
    update(source, video=video, part=part, edition=version_of(path, library)[0], examine_again=True)


def _hang(poster: str, source: Source, anew: bool) -> None:
    """Give the Video its poster; a further version or part brings none."""
    video = source.video
    wanted = not video.poster or (anew and "poster" not in video.locked)
    unused = video.poster if wanted else poster
    if unused != poster:
        video.poster = poster
        video.save(update_fields=["poster"])
    transaction.on_commit(lambda: posters.remove(unused))


def _without(old: Source) -> Video:
    """Another film lies where `old` was: that Source goes with all that was made from it, its Video stays."""
    video, old_source = old.video, old.pk
    old.delete()
    transaction.on_commit(lambda: remove_made([old_source]))
    return video
