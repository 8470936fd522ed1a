"""What Django needs to know of this app at the start."""

from typing import Any

from django.apps import AppConfig


class UploadsConfig(AppConfig):
    """Films that come in over the network."""

    name = "webapp.uploads"

    def ready(self) -> None:
        """Who brought a film brought what it becomes a version of."""
        from webapp.library.signals import videos_merged

        videos_merged.connect(_take_over, dispatch_uid="uploads.take_over")


def _take_over(kept: int, gone: list[int], **_: Any) -> None:
    from webapp.uploads.models import Upload

    Upload.objects.filter(video__in=gone).update(video=kept)
