"""Which database a model lives in."""

from typing import Any

from django.conf import settings
from django.db.models import Model

QUEUE_APP = "django_q"


class QueueRouter:
    """The queue's tables live in their own database, so that its polling never blocks a page."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        """Send the queue's reads to its database."""
        return settings.QUEUE_DATABASE if model._meta.app_label == QUEUE_APP else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """Make the queue's tables only there, and no others there unless it is everyone's database."""
        if settings.QUEUE_DATABASE == "default":
            return None
        return (db == settings.QUEUE_DATABASE) == (app_label == QUEUE_APP)
