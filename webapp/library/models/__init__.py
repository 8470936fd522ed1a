"""Libraries, videos and the originals behind them."""

from webapp.library.models.categories import Category
from webapp.library.models.libraries import Library
from webapp.library.models.sources import Source
from webapp.library.models.videos import Video, VideoQuerySet

__all__ = ["Category", "Library", "Source", "Video", "VideoQuerySet"]
