"""A film belongs to the library of the folder that it lies in: it follows its files there, with all that is known of it."""

from django.db import transaction
from django.db.models import Q

from webapp.library.models import Alias, Folder, Library, Series, SeriesAlias, Source, Video
from webapp.library.services.checking import check_source
from webapp.library.services.deleting import delete_series
from webapp.library.services.identification import identify, identify_series, name_key_of

NUMBERS = ("season_number", "episode_number", "episode_last")


def settle(source: Source, apart_from: Source | None = None) -> None:
    """Read a Video again whose file went elsewhere: its new place says more, and may be another library's; what a person set stays.

    A Video goes to another library when none of its files that are there lies in the old one, or in no library's folder.
    `apart_from`: a file that is about to leave the Video. Whoever calls holds the libraries (`grouping.hold_libraries`).
    """
    video = source.video
    there = video.sources.filter(state=Source.State.READY)
    if apart_from is not None:
        there = there.exclude(pk=apart_from.pk)
    inside = Q(folder=None) | Q(folder__library=video.library_id)
    stays, speaks = (files.order_by("placed_by_hand", "part", "id").first() for files in (there.filter(inside), there))
    with transaction.atomic():
        if stays is not None or source.folder is None:
            identify(video, stays or source)
        else:
            _move(video, source.folder.library, speaks or source)


def _move(video: Video, library: Library, speaks: Source) -> None:
    video.refresh_from_db()  # what a person did before we held the libraries
    left, series = video.library, video.series
    was_set_apart = not video.name_key and series is None and left.kind != Library.Kind.HOME_VIDEOS
    video.library = library
    video.save(update_fields=["library"])
    identify(video, speaks)
    if not was_set_apart:  # episodes and home videos have no key; further versions of a film find it by one
        video.name_key = name_key_of(speaks, library)
    if series is not None and video.series is None:
        for name in {*NUMBERS}.difference(video.locked):
            setattr(video, name, None)
    video.save(update_fields=["name_key", *NUMBERS])
    if series is not None and video.series != series:
        _keep_from_children(video, series)
    if series is not None and video.series not in (None, series) and not _has_episodes(series, left):
        _succeed(series, video)


def _keep_from_children(video: Video, series: Series) -> None:
    """What only the rating of its series kept from them is not theirs because it lies elsewhere, and nobody says there whom it is for."""
    video.refresh_from_db(fields=["age"])
    if series.age is not None and video.age is None:
        owner = video.series or video
        owner.rating = series.rating
        owner.save(update_fields=["rating"])


def _has_episodes(series: Series, library: Library) -> bool:
    """Whether any of its episodes still lies in a library, be it on a drive that is away."""
    files = Source.objects.filter(video__series=series, video__library=library)
    there = files.filter(state=Source.State.READY).defer("timeline_json", "facts_json")
    return files.filter(folder__state=Folder.State.MISSING).exists() or any(check_source(each) == Source.State.READY for each in there)


def _succeed(series: Series, video: Video) -> None:
    """The whole series went: what people set and chose for it goes along, instead of those that were made of its names just now."""
    made = video.series
    if made is None:
        return
    names = {made.name_key, series.name_key, *series.aliases.values_list("key", flat=True)} - {""}
    there = [each for each in made.library.series.filter(name_key__in=names) if _was_just_made(each, series)]
    if made not in there:
        return
    _take_names_along(series, made)
    for each in there:
        for episode in each.episodes.all():
            episode.series = series
            episode.save(update_fields=["series"])
        delete_series(each)
    video.series = series
    identify_series(series)


def _was_just_made(made: Series, series: Series) -> bool:
    """Whether nobody has had to do with it, and it came after the series whose episodes it got."""
    return not (made == series or made.locked or made.aliases.exists() or made.created_at < series.created_at)


def _take_names_along(series: Series, made: Series) -> None:
    """What was merged with it stays so in the other library: its folders are called as before there."""
    left, series.library = series.library, made.library
    for alias in Alias.objects.filter(library=left, key__startswith=f"{series.pk}:"):
        if not Alias.objects.filter(library=made.library, key=alias.key).exists():
            Alias.objects.filter(pk=alias.pk).update(library=made.library)
    series.aliases.filter(library=left).update(library=made.library)
    names = set(series.aliases.values_list("key", flat=True))
    if not names:
        series.name_key = made.name_key
    elif made.name_key not in {series.name_key, *names}:
        SeriesAlias.objects.create(library=made.library, series=series, key=made.name_key, year=made.year, title=made.title)
    series.save(update_fields=["library", "name_key"])
