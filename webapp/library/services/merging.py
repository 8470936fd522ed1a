"""A person says what is one film and what is not: Videos become one, and files become a Video of their own.

Sources take everything along that was made of them, and no scan moves a Source that is there from one Video to another.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction

from appliance.errors import VideoflixError
from appliance.media.errors import MediaRefused
from webapp.library import parts, posters
from webapp.library.models import Alias, Library, Source, Video
from webapp.library.services.describing import FIELDS, describe
from webapp.library.services.exporting import video_details
from webapp.library.services.identification import keys_of, lock, set_apart
from webapp.library.services.pictures import find_pictures
from webapp.library.signals import videos_merged

PLACE: dict[str, Any] = {"title": "", "season_number": None, "episode_number": None, "episode_last": None}  # those of who stays count
CHANGED = "One of these titles is not there any more, or is another one by now: look at the list again."


class GroupingRefused(VideoflixError):
    """These cannot be merged, or split off; the sentence says why."""


def merge(keep: int, videos: Iterable[int]) -> Video:
    """Make the Videos of these ids one, which is the one called `keep`: the others' files become versions of it.

    What people have watched, listed and thought of the others moves over (`signals.videos_merged`), and what is known of them fills gaps.
    Files that are called like the others belong to it from now on. Raises GroupingRefused; then nothing has changed.
    """
    wanted = {keep, *videos}
    if len(wanted) < 2:
        raise GroupingRefused("Choose at least two titles: one alone cannot be merged with itself.")
    with transaction.atomic():
        _keep_importers_out()
        found = {video.pk: video for video in Video.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
        if found.keys() != wanted:
            raise GroupingRefused(CHANGED)
        kept, gone = found.pop(keep), list(found.values())
        _refuse_several_series([kept, *gone])
        for each in gone:
            _take_over(kept, each)
        videos_merged.send(sender=Video, kept=kept.pk, gone=[each.pk for each in gone])
        for each in gone:
            each.delete()
    return kept


def split_off(video: Video, sources: Collection[int], title: str) -> Video:
    """Make a Video of its own, called `title`, of these files of a Video; what people watched and listed stays with that one.

    Raises GroupingRefused; then nothing has changed.
    """
    chosen = video.sources.select_related("folder__library").filter(pk__in=sources).order_by("part", "id")
    with _poster_of(chosen.first()) as poster, transaction.atomic():
        _keep_importers_out()
        moved = list(chosen.all())
        if not sources:
            raise GroupingRefused("Choose the files that are to be a title of their own.")
        if len(moved) < len(set(sources)):
            raise GroupingRefused(CHANGED)
        if len(moved) == video.sources.count():
            raise GroupingRefused("At least one file has to stay: without files there is no title.")
        first = moved[0]
        new = set_apart(_whole(first), first.facts, first.folder.library if first.folder else video.library, video)
        new.title, new.poster = title, poster
        new.save(update_fields=["title", "poster"])
        lock(new, ["title"])
        numbers = sorted({source.part for source in moved})
        for source in moved:
            Source.objects.filter(pk=source.pk).update(video=new, placed_by_hand=True, part=numbers.index(source.part) + 1)
    find_pictures(new, Path(first.path))
    return new


def _keep_importers_out() -> None:
    """Whoever places a new file waits until this transaction ends (`identification.place`)."""
    list(Library.objects.select_for_update().order_by("pk"))


def _refuse_several_series(videos: list[Video]) -> None:
    series = {video.series_id: str(video.series) for video in videos if video.series is not None}
    if len(series) > 1:
        raise GroupingRefused(f"These are episodes of different series: {', '.join(series.values())}. Say first which one they belong to.")


def _take_over(kept: Video, gone: Video) -> None:
    """Everything in this app that belongs to a Video which goes."""
    gone.sources.update(video=kept, placed_by_hand=True)
    gone.aliases.update(video=kept)
    for key in keys_of(gone):
        if gone.library_id != kept.library_id or key not in keys_of(kept):
            Alias.objects.update_or_create(library=gone.library, key=key, defaults={"video": kept, "title": gone.title})
    describe(kept, replace(video_details(gone), **PLACE), only_gaps=True)
    kept.tags.add(*gone.tags.all())
    lock(kept, [name for name in gone.locked if name in FIELDS and getattr(kept, name) == getattr(gone, name)])
    _take_pictures_over(kept, gone)


def _take_pictures_over(kept: Video, gone: Video) -> None:
    """What the one that stays has no picture of comes from the other."""
    fields = [field for field in ("poster", "fanart") if not getattr(kept, field)]
    unused = [getattr(gone, field) for field in ("poster", "fanart") if field not in fields]
    for field in fields:
        setattr(kept, field, getattr(gone, field))
    kept.save(update_fields=fields)
    transaction.on_commit(lambda: posters.remove(*unused))


def _whole(source: Source) -> Path:
    """Where the film would lie in one file."""
    path = Path(source.path)
    found = parts.split(path)
    return found[0] if found is not None and parts.is_sure(path) else path


@contextmanager
def _poster_of(source: Source | None) -> Iterator[str]:
    """The name of a new poster; none when the file is not there, or shows nothing."""
    with ExitStack() as stack:
        name = ""
        if source is not None:
            with suppress(MediaRefused, OSError):
                name = stack.enter_context(posters.new_poster(Path(source.path), source.facts))
        yield name
