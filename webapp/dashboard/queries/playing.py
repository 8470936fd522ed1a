"""Who watches what at this moment, and on what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from appliance.media.hls.names import parse_rendition
from webapp.library.models import Source
from webapp.library.versions import parts_of, ranked
from webapp.streaming.models import Playback


@dataclass(frozen=True)
class Playing:
    """One device that plays; position and duration in seconds of the whole film."""

    key: UUID
    video_id: int
    title: str
    who: str
    device: str
    address: str
    rendition: str
    position: float
    duration: float
    paused: bool
    since: datetime

    @property
    def button(self) -> str:
        """The id of its button on the page."""
        return f"stop-{self.key}"

    @property
    def percent(self) -> int:
        """How far it is."""
        return min(100, round(100 * self.position / self.duration)) if self.duration else 0


def playing() -> list[Playing]:
    """Every player that reported lately, the one that began last first."""
    sources = Prefetch("video__sources", Source.objects.defer("timeline_json"))
    alive = Playback.objects.alive().select_related("user", "profile", "sign_in", "video__series").prefetch_related(sources)
    return [_playing(playback) for playback in alive.order_by("-started_at", "-pk")]


def _playing(playback: Playback) -> Playing:
    profile, sign_in, video = playback.profile, playback.sign_in, playback.video
    position, duration = _place(list(video.sources.all()), playback.rendition, playback.position)
    return Playing(
        key=playback.key,
        video_id=video.pk,
        title=f"{video.series}: {video}" if video.series else str(video),
        who=f"{profile.name} ({playback.user})" if profile else str(playback.user),
        device=sign_in.label if sign_in else playback.client or "an unknown player",
        address=playback.address or "",
        rendition=playback.rendition,
        position=position,
        duration=duration,
        paused=playback.paused,
        since=playback.started_at,
    )


def _place(sources: Sequence[Source], rendition: str, position: float) -> tuple[float, float]:
    """Where a position in the file behind a public rendition name is in the whole film, and how long that is."""
    if not sources:
        return position, 0.0
    found = ranked(sources)
    _, number = parse_rendition(rendition) or ("", 1)
    played = found[number - 1] if number <= len(found) else found[0]
    parts = parts_of(found, played)
    return sum(each.duration for each in parts if each.part < played.part) + position, sum(each.duration for each in parts)
