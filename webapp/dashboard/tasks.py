"""What workers do for the dashboard."""

from webapp.dashboard import services


def measure_storage() -> None:
    """Find out what prepared films take."""
    services.measure_storage()
