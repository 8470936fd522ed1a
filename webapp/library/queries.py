"""Questions about the library's rows."""

from pathlib import Path

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.functions import Greatest, StrIndex
from django.db.models.lookups import GreaterThan, LessThan

from webapp.library.identify.details import Details, SeriesDetails
from webapp.library.models import Library, Series, Source, Video, VideoQuerySet
from webapp.library.search_text import END_OF_PEOPLE, END_OF_TITLES, plain

LONGEST_SEARCH, MOST_WORDS = 200, 8  # characters and words; what is longer is cut


def source_at(path: Path) -> Source | None:
    """The source whose original lies at `path`."""
    return Source.objects.select_related("video").filter(path=str(path)).first()


def moved_source(fingerprint: str) -> Source | None:
    """A source of this content whose original is not where it was: it moved."""
    alike = Source.objects.select_related("video").filter(fingerprint=fingerprint)
    return next((source for source in alike if not Path(source.path).exists()), None)


def series_called(library: Library, said: SeriesDetails, name_key: str) -> Series | None:
    """The series in this library whose folder is called so: of this year, else one that does not contradict it."""
    alike = list(library.series.filter(name_key=name_key).order_by("id"))
    same_year = [series for series in alike if series.year == said.year]
    undated = [series for series in alike if series.year is None or said.year is None]
    return next(iter([*same_year, *undated]), None)


def video_of_episode(series: Series, said: Details) -> Video | None:
    """The Video of the same episode, or of the same day; None also when neither is said."""
    episodes = series.episodes.order_by("id")
    if said.episode_number is not None:
        return episodes.filter(season_number=said.season_number, episode_number=said.episode_number).first()
    return episodes.filter(episode_number=None, released_on=said.released_on).first() if said.released_on is not None else None


def video_of_key(library: Library, name_key: str) -> Video | None:
    """The Video whose files are called so."""
    return library.videos.filter(name_key=name_key).order_by("id").first() if name_key else None


def search(videos: VideoQuerySet, text: str) -> VideoQuerySet:
    """Those of these videos that have all words of the text in their titles, people or description; no case, no accents.

    First the ones with a title that begins with it, then those with the words in titles, people, description. Nothing to look for: none.
    """
    words = plain(text[:LONGEST_SEARCH]).split()[:MOST_WORDS]
    if not words:
        return videos.none()
    everywhere = Q(*(Q(search_text__contains=word) for word in set(words)))
    return videos.filter(everywhere).alias(rank=_rank(words)).order_by("rank", "sort_title", "id")


def _rank(words: list[str]) -> Case:
    """How good the worst place of a word is: 0 a title's beginning, 1 titles, 2 people, 3 the description."""
    places = [StrIndex("search_text", Value(word)) for word in words]
    furthest = Greatest(*places) if len(places) > 1 else places[0]
    title = StrIndex("search_text", Value("\n" + " ".join(words)))
    titles, people = (StrIndex("search_text", Value(end)) for end in (END_OF_TITLES, END_OF_PEOPLE))
    return Case(
        When(GreaterThan(title, 0) & LessThan(title, titles), then=0),
        When(LessThan(furthest, titles), then=1),
        When(LessThan(furthest, people), then=2),
        default=3,
        output_field=IntegerField(),
    )
