"""Questions about the library's rows."""

from pathlib import Path

from django.db.models import Case, IntegerField, Q, Value, When

from webapp.library.models import Source, VideoQuerySet

MOST_WORDS = 10


def source_at(path: Path) -> Source | None:
    """The source whose original lies at `path`."""
    return Source.objects.select_related("video").filter(path=str(path)).first()


def moved_source(fingerprint: str) -> Source | None:
    """A source of this content whose original is not where it was: it moved."""
    alike = Source.objects.select_related("video").filter(fingerprint=fingerprint)
    return next((source for source in alike if not Path(source.path).exists()), None)


def search(videos: VideoQuerySet, text: str) -> VideoQuerySet:
    """Those of the videos that have every word of the text in their titles or their descriptions; titles that begin with it come first."""
    words = text.split()[:MOST_WORDS]
    if not words:
        return videos.none()
    for word in words:
        videos = videos.filter(Q(title__icontains=word) | Q(series__title__icontains=word) | Q(description__icontains=word))
    whole = " ".join(words)
    places = (When(title__istartswith=whole, then=Value(0)), When(title__icontains=whole, then=Value(1)))
    ranked = videos.annotate(search_rank=Case(*places, default=Value(2), output_field=IntegerField()))
    return ranked.order_by("search_rank", "title", "id")
