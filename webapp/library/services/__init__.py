"""Films come in, are found again, and go."""

from webapp.library.services.checking import check_source
from webapp.library.services.deleting import delete_video
from webapp.library.services.importing import import_file
from webapp.library.services.libraries import library_named

__all__ = ["check_source", "delete_video", "import_file", "library_named"]
