"""What stands together: the episodes of a series, the films of a collection, what was found, listed and played."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from webapp.accounts.access import Viewer
from webapp.library.access import visible_to
from webapp.library.models import Collection, Series, Video, VideoQuerySet
from webapp.library.queries import TITLES, ranks, search
from webapp.library.search_text import sort_title
from webapp.watching.models import WatchProgress
from webapp.watching.queries.cards import SeriesCard, VideoCard, series_cards, series_on_shelf, video_cards
from webapp.watching.queries.episodes import SPECIALS, Episode, episodes_of, last_seen, next_up

MOST_FOUND = 40  # of each kind


@dataclass(frozen=True)
class SeriesPage:
    """All episodes of a series, by season; the specials come last."""

    card: SeriesCard
    seasons: dict[int | None, list[VideoCard]]
    texts: dict[int, tuple[str, date | None]]  # description and day of release, by episode
    next: Episode | None


@dataclass(frozen=True)
class CollectionOnShelf:
    """A collection, as far as the viewer may know of it."""

    id: int
    name: str
    count: int
    newest: int  # the film that came in last
    newest_poster: str


@dataclass(frozen=True)
class Found:
    """What a search found, the best first."""

    videos: list[VideoCard]
    series: list[SeriesCard]
    episodes: list[VideoCard]


def series_page(viewer: Viewer, series: Series) -> SeriesPage:
    """What the viewer may see of a series, of which they may see something."""
    episodes = episodes_of(viewer, [series.pk])[series.pk]
    cards = video_cards(viewer, [episode.id for episode in episodes])
    seasons: dict[int | None, list[VideoCard]] = {}
    for episode in sorted(episodes, key=lambda episode: episode.is_special):
        if episode.id in cards:
            seasons.setdefault(episode.season, []).append(cards[episode.id])
    described = visible_to(viewer).filter(series=series).order_by().values_list("id", "description", "released_on")
    texts = {video_id: (description, released_on) for video_id, description, released_on in described}
    [card] = series_cards(series_on_shelf(viewer, [series.pk]), [series.pk]).values()
    return SeriesPage(card, seasons, texts, _goes_on(episodes, cards))


def _goes_on(episodes: Sequence[Episode], cards: dict[int, VideoCard]) -> Episode | None:
    """The episode to go on with; of a series that was not begun, the first; None: they are through."""
    progress = {card.id: card.progress for card in cards.values() if card.progress is not None and card.progress.is_telling}
    last = last_seen(episodes, progress)
    if last is None:
        return next((episode for episode in episodes if episode.season != SPECIALS), next(iter(episodes), None))
    return next((episode for episode in episodes if episode.id == next_up(episodes, progress, last)), None)


def collections(viewer: Viewer) -> list[CollectionOnShelf]:
    """Every collection of which the viewer may see a film, by name without its article."""
    films = visible_to(viewer).exclude(collection=None).order_by()
    counted = list(films.values_list("collection_id", "collection__name").annotate(Count("id"), Max("id")))
    posters = dict(Video.objects.filter(pk__in=[newest for *_, newest in counted]).order_by().values_list("id", "poster"))
    shelf = [CollectionOnShelf(id_, name, count, newest, posters.get(newest, "")) for id_, name, count, newest in counted]
    return sorted(shelf, key=lambda each: (sort_title(each.name), each.id))


def films_of_collection(viewer: Viewer, collection: Collection) -> list[VideoCard]:
    """In the order they came out."""
    by_release = (F("year").asc(nulls_last=True), F("released_on").asc(nulls_last=True), "sort_title", "title", "id")
    return cards_in_order(viewer, visible_to(viewer).filter(collection=collection).order_by(*by_release))


def found(viewer: Viewer, text: str) -> Found:
    """What there is to a text: films, series as one each, episodes.

    A series that is called so speaks for its episodes; one with the text in its cast or description for those that are not called so.
    """
    if not text.strip():
        return Found([], [], [])
    films, episodes = visible_to(viewer).filter(series=None), visible_to(viewer).exclude(series=None)
    ranked = ranks(Series.objects.filter(Exists(episodes.filter(series=OuterRef("pk")))), text)
    called = [series_id for series_id, rank in ranked.items() if rank <= TITLES]
    shown = list(ranked)[:MOST_FOUND]
    cards = series_cards(series_on_shelf(viewer, shown), shown)
    series = [cards[each] for each in shown if each in cards]
    others = search(episodes.exclude(series__in=called), text).exclude(Q(rank__gt=TITLES), series__in=ranked)[:MOST_FOUND]
    return Found(cards_in_order(viewer, search(films, text)[:MOST_FOUND]), series, cards_in_order(viewer, others))


def listed_videos(viewer: Viewer) -> VideoQuerySet:
    """The list of the viewer's profile, the newest entry first."""
    if viewer.profile_id is None:
        return Video.objects.none()
    return visible_to(viewer).filter(list_entries__profile=viewer.profile_id).order_by("-list_entries__added_at", "-id")


def cards_in_order(viewer: Viewer, videos: VideoQuerySet) -> list[VideoCard]:
    """The cards of these videos, in their order."""
    ids = list(videos.values_list("id", flat=True))
    cards = video_cards(viewer, ids)
    return [cards[video_id] for video_id in ids if video_id in cards]


def history(viewer: Viewer) -> QuerySet[WatchProgress]:
    """What the viewer's profile has played, the latest first."""
    return WatchProgress.objects.filter(profile=viewer.profile_id, video__in=visible_to(viewer)).history()
