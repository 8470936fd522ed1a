"""Episodes in the order they are watched in, and what comes next."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from django.db.models import F

from webapp.accounts.access import Viewer
from webapp.library.access import visible_to
from webapp.library.models import Video
from webapp.watching.queries.personal import Progress

SPECIALS = 0
IN_ORDER = (
    F("season_number").asc(nulls_last=True),
    F("episode_number").asc(nulls_last=True),
    F("released_on").asc(nulls_last=True),
    F("id").asc(),
)


class Episode(NamedTuple):
    """Where one episode stands in its series."""

    id: int
    title: str
    season: int | None

    @property
    def is_special(self) -> bool:
        """Specials are watched for themselves: no season leads to them, and they lead to no season."""
        return self.season == SPECIALS


def episodes_of(viewer: Viewer, series: Collection[int]) -> dict[int, list[Episode]]:
    """All episodes of these series that the viewer may see, in their order."""
    found: dict[int, list[Episode]] = {series_id: [] for series_id in series}
    rows = visible_to(viewer).filter(series__in=series).order_by("series_id", *IN_ORDER)
    for series_id, video_id, title, season in rows.values_list("series_id", "id", "title", "season_number"):
        found[series_id].append(Episode(video_id, title, season))
    return found


def following(episodes: Sequence[Episode], current: int) -> list[Episode]:
    """What comes after an episode: specials after a special, else no specials."""
    at = next((index for index, each in enumerate(episodes) if each.id == current), None)
    if at is None:
        return []
    return [each for each in episodes[at + 1 :] if each.is_special == episodes[at].is_special]


def next_episode(viewer: Viewer, video: Video) -> Episode | None:
    """What comes after this video in its series."""
    if video.series_id is None:
        return None
    return next(iter(following(episodes_of(viewer, [video.series_id])[video.series_id], video.pk)), None)


def last_seen(episodes: Sequence[Episode], progress: Mapping[int, Progress]) -> Progress | None:
    """Where somebody was last in a series; None when they have seen nothing of it."""
    seen = [(progress[each.id].updated_at, index) for index, each in enumerate(episodes) if each.id in progress]
    return progress[episodes[max(seen)[1]].id] if seen else None


def next_up(episodes: Sequence[Episode], progress: Mapping[int, Progress], last: Progress) -> int | None:
    """With which episode somebody goes on who was there last: that one, else the first after it that they have not watched."""
    if last.position > 0 or not last.watched:
        return last.video_id
    ahead = (each.id for each in following(episodes, last.video_id) if each.id not in progress or not progress[each.id].watched)
    return next(ahead, None)
