"""A person says what is one film, or one series, and what is not: Videos and Series become one, and files become a Video of their own.

Sources take everything along that was made of them, and no scan moves a Source that is there from one Video to another.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction

from appliance.errors import VideoflixError
from appliance.media.errors import MediaRefused
from webapp.library import parts, posters
from webapp.library.identify.details import Details, SeriesDetails
from webapp.library.models import Alias, Season, Series, SeriesAlias, Source, Video
from webapp.library.queries import video_of_episode
from webapp.library.services.describing import describe, describe_series
from webapp.library.services.exporting import series_details, video_details
from webapp.library.services.grouping import hold_libraries
from webapp.library.services.identification import episode_key, keys_of, lock, set_apart
from webapp.library.services.pictures import SIZES, Pictured, find_pictures
from webapp.library.signals import videos_merged

PLACE: dict[str, Any] = {"title": "", "season_number": None, "episode_number": None, "episode_last": None}  # those of who stays count
SAID_AS = {"people": "credits"}  # what is locked, as Details call it
CHANGED = "One of these titles is not there any more, or is another one by now: look at the list again."


Row = TypeVar("Row", Video, Series)


class GroupingRefused(VideoflixError):
    """These cannot be merged, or split off; the sentence says why."""


def merge(keep: int, videos: Iterable[int]) -> Video:
    """Make the Videos of these ids one, which is the one called `keep`: the others' files become versions of it.

    What people have watched, listed and thought of the others moves over (`signals.videos_merged`), and what is known of them fills gaps.
    Files that are called like the others belong to it from now on. Raises GroupingRefused; then nothing has changed.
    """
    with transaction.atomic():
        hold_libraries()
        kept, gone = _chosen(Video, keep, videos)
        _refuse_several_series([kept, *gone])
        _become_one(kept, gone)
    return kept


def merge_series(keep: int, series: Iterable[int]) -> Series:
    """Make the Series of these ids one, which is the one called `keep`: the others' episodes become its own, by their numbers.

    Episodes that several have become one Video each, as by `merge`. Files below folders that are called like the others belong to it from
    now on. Raises GroupingRefused; then nothing has changed.
    """
    with transaction.atomic():
        hold_libraries()
        kept, gone = _chosen(Series, keep, series)
        for each in gone:
            _take_series_over(kept, each)
            each.delete()
    return kept


def split_off(video: Video, sources: Collection[int], title: str) -> Video:
    """Make a Video of its own, called `title`, of these files of a Video; what people watched and listed stays with that one.

    Raises GroupingRefused; then nothing has changed.
    """
    chosen = video.sources.select_related("folder__library").filter(pk__in=sources).order_by("part", "id")
    with _poster_of(chosen.first()) as poster, transaction.atomic():
        hold_libraries()
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


def _chosen(kind: type[Row], keep: int, others: Iterable[int]) -> tuple[Row, list[Row]]:
    """The row that stays, and those that go."""
    wanted = {keep, *others}
    if len(wanted) < 2:
        raise GroupingRefused("Choose at least two titles: one alone cannot be merged with itself.")
    found = {row.pk: row for row in kind._default_manager.select_for_update().filter(pk__in=wanted).order_by("pk")}
    if found.keys() != wanted:
        raise GroupingRefused(CHANGED)
    return found.pop(keep), list(found.values())


def _refuse_several_series(videos: list[Video]) -> None:
    series = {video.series_id: str(video.series) for video in videos if video.series is not None}
    if len(series) > 1:
        raise GroupingRefused(f"These are episodes of different series: {', '.join(series.values())}. Say first which one they belong to.")


def _become_one(kept: Video, gone: list[Video]) -> None:
    for each in gone:
        _take_over(kept, each)
    videos_merged.send(sender=Video, kept=kept.pk, gone=[each.pk for each in gone])
    for each in gone:
        each.delete()


def _take_over(kept: Video, gone: Video) -> None:
    """Everything in this app that belongs to a Video which goes."""
    gone.sources.update(video=kept, placed_by_hand=True)
    gone.aliases.update(video=kept)
    for key in keys_of(gone):
        if gone.library_id != kept.library_id or key not in keys_of(kept):
            Alias.objects.update_or_create(library=gone.library, key=key, defaults={"video": kept, "title": gone.title})
    describe(kept, replace(video_details(gone), **PLACE), only_gaps=True)
    kept.tags.add(*gone.tags.all())
    if "tags" in gone.locked:
        lock(kept, ["tags"])
    _lock_alike(kept, gone, video_details(kept), video_details(gone))
    _take_pictures_over(kept, gone)


def _take_series_over(kept: Series, gone: Series) -> None:
    """Everything that belongs to a Series which goes."""
    _take_aliases_over(kept, gone)
    same_as = [(episode, video_of_episode(kept, episode)) for episode in gone.episodes.order_by("id")]  # before any of them comes in
    for episode, same in same_as:
        episode.series = kept
        episode.save(update_fields=["series"])
        if same is not None:
            _become_one(same, [episode])
    for season in gone.seasons.all():
        _take_pictures_over(Season.objects.get_or_create(series=kept, number=season.number)[0], season)
    describe_series(kept, series_details(gone), only_gaps=True)
    _lock_alike(kept, gone, series_details(kept), series_details(gone))
    _take_pictures_over(kept, gone)


def _take_aliases_over(kept: Series, gone: Series) -> None:
    """Names that led to the one that goes lead to the one that stays; those of episodes, too, where that has no such episode itself."""
    gone.aliases.update(series=kept)
    if gone.name_key:
        said = {"series": kept, "title": gone.title}
        SeriesAlias.objects.update_or_create(library=gone.library, key=gone.name_key, year=gone.year, defaults=said)
    taken = {episode_key(kept, episode) for episode in kept.episodes.all()}
    for alias in Alias.objects.filter(key__startswith=f"{gone.pk}:"):
        alias.key = f"{kept.pk}:{alias.key.partition(':')[2]}"
        if alias.key in taken or Alias.objects.filter(library=alias.library, key=alias.key).exists():
            alias.delete()
        else:
            alias.save(update_fields=["key"])


def _lock_alike(kept: Row, gone: Row, mine: Details | SeriesDetails, theirs: Details | SeriesDetails) -> None:
    """What was set by hand in one that goes is, where it is what the one that stays says."""
    said = {name: SAID_AS.get(name, name) for name in gone.locked}
    lock(kept, [name for name, said_as in said.items() if hasattr(mine, said_as) and getattr(mine, said_as) == getattr(theirs, said_as)])


def _take_pictures_over(kept: Pictured, gone: Pictured) -> None:
    """What the one that stays has no picture of comes from the other, with the word of whoever chose it."""
    pictures = [field for field in SIZES if hasattr(kept, field)]
    fields = [field for field in pictures if not getattr(kept, field) and getattr(gone, field)]
    unused = [getattr(gone, field) for field in pictures if field not in fields]
    for field in fields:
        setattr(kept, field, getattr(gone, field))
    kept.save(update_fields=fields)
    lock(kept, {*fields} & {*gone.locked})
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
