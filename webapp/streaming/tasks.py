"""What the workers call. Tasks take ids and call services, which know no queue."""

from webapp.jobs import enqueue
from webapp.streaming import services


def prepare_next() -> None:
    """Make the most wanted missing run, and queue the next step while there is something to make."""
    if services.prepare_step():
        enqueue("webapp.streaming.tasks.prepare_next", queue="prepare")


def revive() -> None:
    """Start the chain of `prepare_next` again if it ever broke, or if a missing film is back; called by a schedule."""
    services.look_for_missing()
    if not services.is_being_filled():
        prepare_next()


def make_wanted(source_id: int, rendition: str, segment: int) -> None:
    """Make the run that begins where a viewer waits."""
    services.make_wanted(source_id, rendition, segment)
