"""Libraries and their folders, videos and the originals behind them, and how they are ordered."""

from webapp.library.models.aliases import Alias, SeriesAlias
from webapp.library.models.categories import Category
from webapp.library.models.folders import Folder, FoundFile
from webapp.library.models.libraries import Library
from webapp.library.models.lookups import OnlineLookup
from webapp.library.models.people import Collection, Credit, Person, Tag
from webapp.library.models.series import Season, Series
from webapp.library.models.sources import Source
from webapp.library.models.videos import ORDERS, Video, VideoQuerySet

__all__ = [
    "ORDERS",
    "Alias",
    "Category",
    "Collection",
    "Credit",
    "Folder",
    "FoundFile",
    "Library",
    "OnlineLookup",
    "Person",
    "Season",
    "Series",
    "SeriesAlias",
    "Source",
    "Tag",
    "Video",
    "VideoQuerySet",
]
