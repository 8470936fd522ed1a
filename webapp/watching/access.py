"""What a viewer finds, and for whom something is remembered. A refusal is a 404."""

from collections.abc import Mapping

from django.db.models import Prefetch
from django.http import Http404

from webapp.accounts.access import Viewer
from webapp.library.access import visible_to
from webapp.library.models import Category, Collection, Credit, Series, Tag, Video
from webapp.watching.errors import ProfileWanted
from webapp.watching.queries.cards import SeriesOnShelf, Title
from webapp.watching.queries.genres import titles_of_genre, titles_of_tag


def watching_profile(viewer: Viewer) -> int:
    """The id of the profile that watches.

    Raises ProfileWanted (409) while none is chosen.
    """
    if viewer.profile_id is None:
        raise ProfileWanted
    return viewer.profile_id


def check_visible(viewer: Viewer, video_id: int) -> None:
    """Raises Http404 when there is no such video, or none for this viewer."""
    if not visible_to(viewer).filter(pk=video_id).exists():
        raise Http404("There is no such video.")


def detailed_video(viewer: Viewer, video_id: int) -> Video:
    """One video with everything its page shows.

    Raises Http404 when there is none, or none for this viewer.
    """
    video = visible_to(viewer).detailed().filter(pk=video_id).first()
    if video is None:
        raise Http404("There is no such video.")
    return video


def visible_series(viewer: Viewer, series_id: int) -> Series:
    """One series; there is none for a viewer who may see none of its episodes: raises Http404."""
    credits_of = Prefetch("credits", Credit.objects.select_related("person"))
    series = Series.objects.prefetch_related("genres", credits_of).filter(pk=series_id).first()
    if series is None or not visible_to(viewer).filter(series=series).exists():
        raise Http404("There is no such series.")
    return series


def visible_collection(viewer: Viewer, collection_id: int) -> Collection:
    """One collection; there is none for a viewer who may see nothing in it: raises Http404."""
    collection = Collection.objects.filter(pk=collection_id).first()
    if collection is None or not visible_to(viewer).filter(collection=collection).exists():
        raise Http404("There is no such collection.")
    return collection


def visible_genre(viewer: Viewer, shelf: Mapping[int, SeriesOnShelf], genre_id: int, order: str) -> tuple[Category, list[Title]]:
    """One genre with its titles in one of the ORDERS; there is none for a viewer who may see nothing of it: raises Http404."""
    genre = Category.objects.filter(pk=genre_id).first()
    titles = titles_of_genre(viewer, shelf, genre.pk, order) if genre is not None else []
    if genre is None or not titles:
        raise Http404("There is no such genre.")
    return genre, titles


def visible_tag(viewer: Viewer, tag_id: int, order: str) -> tuple[Tag, list[Title]]:
    """As `visible_genre`, for a tag."""
    tag = Tag.objects.filter(pk=tag_id).first()
    titles = titles_of_tag(viewer, tag.pk, order) if tag is not None else []
    if tag is None or not titles:
        raise Http404("There is no such tag.")
    return tag, titles
