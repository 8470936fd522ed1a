"""Reports of players become progress: now and then while a film plays, at once when somebody does something."""

import time
from dataclasses import dataclass
from uuid import UUID

from webapp.streaming import queries
from webapp.watching import services as watching

EVERY_SECONDS = 9.0  # players report every ten, give or take
JUMP_SECONDS = 3.0  # further from where it should be by now is a seek
FASTEST = 2.0  # times as fast as usual, that players play
SEEKS_SECONDS = 1.0  # a slider that is dragged seeks all the time
MOST_REMEMBERED = 1000


@dataclass(frozen=True)
class Report:
    """What a player says: `position` in seconds of the file that it plays."""

    key: UUID
    position: float
    rendition: str = ""
    paused: bool = False
    ended: bool = False

    def follows(self, last: "Report", seconds: float) -> bool:
        """Whether the player has just gone on for so many seconds since its last report that was written down."""
        if self.ended or self.paused != last.paused:
            return False
        return -JUMP_SECONDS <= self.position - last.position <= seconds * FASTEST + JUMP_SECONDS


_written: dict[tuple[int, UUID], tuple[float, Report]] = {}


def note_progress(profile_id: int, video_id: int, report: Report) -> None:
    """Write down how far a profile is, unless that was done a moment ago and nothing happened since."""
    if not _is_worth_writing((profile_id, report.key), report):
        return
    place = queries.place_in_film(video_id, report.rendition, report.position)
    if place is not None:
        watching.note_position(profile_id, video_id, *place)


def forget_reports() -> None:
    """Write down whatever comes next."""
    _written.clear()


def _is_worth_writing(player: tuple[int, UUID], report: Report) -> bool:
    now = time.monotonic()
    written_at, last = _written.get(player, (now, None))
    if last is not None:
        seconds = now - written_at
        wait = EVERY_SECONDS if report.follows(last, seconds) else SEEKS_SECONDS
        if seconds < wait and not report.ended and report.paused == last.paused:
            return False
    if report.ended:
        _written.pop(player, None)
    else:
        if len(_written) >= MOST_REMEMBERED:
            _written.clear()
        _written[player] = (now, report)
    return True
