"""Rows that people only read."""

from typing import Any

from django.http import HttpRequest


class ReadOnly:
    """Rows that the appliance writes and people only read; they go with their Video."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False
