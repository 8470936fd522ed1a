"""What Django needs to know of this app at the start."""

from django.apps import AppConfig

from appliance import config as configuration


class StreamingConfig(AppConfig):
    """Playlists, segments, and who makes them when."""

    name = "webapp.streaming"

    def ready(self) -> None:
        """Hours of the night are those of the machine's clock."""
        configuration.keep_time_zone()
