"""What is done with the library, by the topic it belongs to."""

from webapp.library.services.identification import identify, identify_series, lock, place, take_pictures, unlock, version_of
from webapp.library.services.importing import check_source, delete_video, import_file, library_named
from webapp.library.services.lookup import look_up, look_up_later, take_as

__all__ = [
    "check_source",
    "delete_video",
    "identify",
    "identify_series",
    "import_file",
    "library_named",
    "lock",
    "look_up",
    "look_up_later",
    "place",
    "take_as",
    "take_pictures",
    "unlock",
    "version_of",
]
