"""What the owner only reads."""

from typing import Any

from django.http import HttpRequest


class ReadOnlyMixin:
    """Nobody adds, changes or deletes any of it here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False
