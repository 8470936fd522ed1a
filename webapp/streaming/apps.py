"""What Django needs to know of this app at the start."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class StreamingConfig(AppConfig):
    """How films are played."""

    name = "webapp.streaming"
    verbose_name = "Streaming"

    def ready(self) -> None:
        """Let a film that changed, and may be rated otherwise now, be decided about anew at once."""
        from webapp.library.models import Video

        for signal in (post_save, post_delete):
            signal.connect(_forget_decisions, sender=Video, dispatch_uid="streaming.forget_decisions")


def _forget_decisions(**_: Any) -> None:
    from webapp.streaming import access

    access.forget_decisions()
