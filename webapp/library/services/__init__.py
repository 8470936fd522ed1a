"""Films come in, are found again, and go."""

from webapp.library.services.bringing import bring
from webapp.library.services.checking import check_source
from webapp.library.services.deleting import delete_video, delete_with_originals
from webapp.library.services.examining import examine_next, try_again
from webapp.library.services.folders import FolderRefused, add_folder, check_folder, request_scan
from webapp.library.services.importing import import_file
from webapp.library.services.libraries import library_named
from webapp.library.services.scanning import scan

__all__ = [
    "FolderRefused",
    "add_folder",
    "bring",
    "check_folder",
    "check_source",
    "delete_video",
    "delete_with_originals",
    "examine_next",
    "import_file",
    "library_named",
    "request_scan",
    "scan",
    "try_again",
]
