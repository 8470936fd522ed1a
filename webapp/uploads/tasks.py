"""What the workers call. Tasks take ids and call services, which know no queue."""

from uuid import UUID

from webapp.uploads import services


def add(upload_id: str) -> None:
    """Add a film that has arrived to its library."""
    services.add(UUID(upload_id))


def sweep() -> None:
    """Give up what nobody goes on with, and go on with what was left lying; called by a schedule."""
    services.sweep()
