"""What Django needs to know of this app at the start."""

from typing import Any

from django.apps import AppConfig


class WatchingConfig(AppConfig):
    """What people watch, keep in mind and think of it."""

    name = "webapp.watching"

    def ready(self) -> None:
        """Where videos become one, what people did with them becomes one, too."""
        from webapp.library.signals import videos_merged

        videos_merged.connect(_take_over, dispatch_uid="watching.take_over")


def _take_over(kept: int, gone: list[int], **_: Any) -> None:
    from webapp.watching import services

    services.take_over(kept, gone)
