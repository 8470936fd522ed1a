"""The library in the owner's admin."""

from webapp.library.admin import folders, videos

__all__ = ["folders", "videos"]
