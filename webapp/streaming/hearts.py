"""Watching over runs: they go on while somebody wants them, and give way to runs that somebody waits for."""

import time
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from appliance.media.arguments import Run
from appliance.media.hls.names import versioned
from appliance.media.renditions import Rendition
from webapp.library.models import Source
from webapp.streaming import queries
from webapp.streaming.leases import Heart, LeaseLost, NotWanted
from webapp.streaming.models import Playback, RunLease, Wait
from webapp.streaming.queries import Playable

LOOK_SECONDS = 0.25
PATIENCE_SECONDS = 2.0  # that a viewer's run gives way before it makes room for another in the queue
AHEAD_SECONDS = 90.0  # that a viewer's run keeps before the playhead: players buffer 40 s
BEHIND_SECONDS = 5.0
LEAD_SEGMENTS = 1  # made after the last one that somebody waited for, for players that do not say where they are
GIVEN_UP_SEGMENTS = 8


class RunHeart(Heart):
    """Watches over a run of work ahead.

    It claims each segment as the encoder comes to it: others may begin behind it, at once. While somebody waits for what another run
    makes, it lets its own encoder wait. Raises NotWanted where somebody else's segments begin.
    """

    def __init__(self, playable: Playable, renditions: Iterable[Rendition], run: Run, lease: RunLease) -> None:
        super().__init__(lease, playable.original)
        self.playable, self.renditions, self.run = playable, tuple(renditions), run
        self._current = run.first
        self._looked = time.monotonic()

    def alive(self, segment: int | None = None) -> None:
        """The encoder is at this segment; or at none, and still there."""
        if segment is not None and segment < self.run.stop:
            if segment not in self.lease.segments:
                self._extend(segment)
            self._current = max(self._current, segment)
        super().alive()
        if time.monotonic() - self._looked > LOOK_SECONDS:
            self._look()
            self._looked = time.monotonic()

    @property
    def span(self) -> int:
        """A torn film is torn for a while: not every segment is worth three more tries."""
        return min(self.run.count, max(self.lease.segment_count, GIVEN_UP_SEGMENTS))

    def _extend(self, segment: int) -> None:
        """Claim this segment, too."""
        with transaction.atomic():
            Source.objects.select_for_update().filter(pk=self.playable.source_id).first()
            if segment in queries.taken(self.playable, self.lease.names, apart_from=self.lease):
                raise NotWanted
            if not self.lease.extend(segment + 1, timezone.now()):
                raise LeaseLost

    def _look(self) -> None:
        while self._gives_way():
            self._pause()

    def _pause(self) -> None:
        time.sleep(LOOK_SECONDS)
        super().alive()

    def _gives_way(self) -> bool:
        """Whether somebody waits, and not for this run."""
        waits = list(Wait.objects.fresh())
        return bool(waits) and not any(self._makes(wait) for wait in waits)

    def _makes(self, wait: Wait) -> bool:
        return wait.source_id == self.playable.source_id and wait.rendition in self.lease.names and wait.segment in self.lease.segments


class ViewersHeart(RunHeart):
    """Watches over a run that began where a viewer waited, and that goes on before the playhead until nobody wants it."""

    def __init__(self, playable: Playable, renditions: Iterable[Rendition], run: Run, lease: RunLease) -> None:
        super().__init__(playable, renditions, run, lease)
        self._waited_for = run.first - 1  # the last segment that somebody was seen to wait for

    def _look(self) -> None:
        waits = list(Wait.objects.fresh())
        here = [wait.segment for wait in waits if self._makes(wait)]
        self._waited_for = max([self._waited_for, *here])
        if here:
            return
        if not self._is_led() and not self._is_watched():
            raise NotWanted
        until = time.monotonic() + PATIENCE_SECONDS
        while self._gives_way():
            if time.monotonic() > until:
                raise NotWanted
            self._pause()

    def _is_led(self) -> bool:
        """Whether this is the lead after a segment that somebody waited for to its end; a run's first one comes after such a one."""
        return self._waited_for < self._current <= self._waited_for + LEAD_SEGMENTS

    def _is_watched(self) -> bool:
        """Whether somebody's playhead comes to this segment soon."""
        start = float(self.playable.timeline.seconds(self._current))
        for playback in Playback.objects.alive().filter(video__sources=self.playable.source_id):
            near = -BEHIND_SECONDS <= start - playback.position <= AHEAD_SECONDS
            if near and (not playback.rendition or not self.renditions[0].is_video or self._plays(playback.rendition)):
                return True
        return False

    def _plays(self, public_name: str) -> bool:
        return any(versioned(rendition.name, number) == public_name for rendition in self.renditions for number in range(1, 10))
