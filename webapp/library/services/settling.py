"""A film belongs to the library of the folder that it lies in: it follows its files there, with all that is known of it."""

from django.db import transaction
from django.db.models import Q

from webapp.library.models import Folder, Library, Series, Source, Video
from webapp.library.services.checking import check_source
from webapp.library.services.deleting import delete_series
from webapp.library.services.identification import identify, identify_series, name_key_of

NUMBERS = ("season_number", "episode_number", "episode_last")


def settle(source: Source, apart_from: Source | None = None) -> None:
    """Read a Video again whose file went elsewhere: its new place says more, and may be another library's; what a person set stays.

    A Video goes to another library when none of its files that are there lies in the old one, or in no library's folder.
    `apart_from`: a file that is about to leave the Video.
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
    list(Library.objects.select_for_update().filter(pk__in=[video.library_id, library.pk]).order_by("pk"))  # as placing a new file does
    video.refresh_from_db()  # what a person did before we had them
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
    if series is not None and video.series not in (None, series) and not _has_episodes(series, left):
        _succeed(series, video)


def _has_episodes(series: Series, library: Library) -> bool:
    """Whether any of its episodes still lies in a library, be it on a drive that is away."""
    files = Source.objects.filter(video__series=series, video__library=library)
    there = files.filter(state=Source.State.READY).defer("timeline_json", "facts_json")
    return files.filter(folder__state=Folder.State.MISSING).exists() or any(check_source(each) == Source.State.READY for each in there)


def _succeed(series: Series, video: Video) -> None:
    """The whole series went: what people set and chose for it goes along, instead of the one that was made of its name just now."""
    made = video.series
    if made is None or made.locked or made.aliases.exists() or made.created_at < series.created_at:
        return  # people had to do with that one, too
    series.library, series.name_key = made.library, made.name_key
    series.save(update_fields=["library", "name_key"])
    for episode in [video, *made.episodes.exclude(pk=video.pk)]:
        episode.series = series
        episode.save(update_fields=["series"])
    delete_series(made)
    identify_series(series)
