"""The library in the owner's admin."""

from webapp.library.admin import folders, people, videos

__all__ = ["folders", "people", "videos"]
