"""What Django needs to know of this app at the start."""

from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_delete, post_save

from appliance import config as configuration


class StreamingConfig(AppConfig):
    """How films are played: playlists, segments, and who makes them when."""

    name = "webapp.streaming"
    verbose_name = "Streaming"

    def ready(self) -> None:
        """Keep the machine's clock, by which nights go; decide at once anew about a film that changed, and may be rated otherwise now."""
        from webapp.library.models import Video

        configuration.keep_time_zone()
        for signal in (post_save, post_delete):
            signal.connect(_forget_decisions, sender=Video, dispatch_uid="streaming.forget_decisions")


def _forget_decisions(**_: Any) -> None:
    from webapp.streaming import access

    access.forget_decisions()
    transaction.on_commit(access.forget_decisions)  # once more when others can see the change
