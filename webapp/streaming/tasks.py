"""What the workers call. Tasks take ids and call services, which know no queue."""

from webapp.jobs import enqueue_once
from webapp.streaming import choosing, companions, disk, services
from webapp.streaming.steering import PREPARE


def prepare_next() -> None:
    """Make the most wanted missing run, and queue the next step while there is something to make."""
    if services.prepare_step():
        enqueue_once(PREPARE, queue="prepare")


def revive() -> None:
    """Start the chain of `prepare_next` again; called by a schedule. It rests when the disk is full, and when a film is missing."""
    services.look_for_missing()
    choosing.check_prepared()
    services.forget_waits()
    services.forget_playbacks()
    enqueue_once(PREPARE, queue="prepare")


def make_wanted(source_id: int, rendition: str, segment: int) -> None:
    """Make the run that begins where a viewer waits."""
    services.make_wanted(source_id, rendition, segment)


def choose_encoder() -> None:
    """Have it known which encoder this machine uses, before the first viewer waits for it."""
    services.encoder()


def make_init(source_id: int, rendition: str) -> None:
    """Make the init segment that a player asks for before it says where it begins."""
    services.make_init(source_id, rendition)


def sweep() -> None:
    """Remove what earlier crashes left behind; called when the workers start."""
    disk.sweep()


def make_subtitles(source_id: int) -> None:
    """Read the subtitles inside a film that somebody wants to see."""
    companions.make_subtitles(source_id)
