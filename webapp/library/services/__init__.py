"""Films come in, are found again, are named, and go: by the topic it belongs to."""

from webapp.library.services.again import examine_again_later, examine_next_again
from webapp.library.services.artwork import ArtworkRefused
from webapp.library.services.bringing import bring, uploads_folder
from webapp.library.services.bulk import change_many
from webapp.library.services.by_hand import NamingRefused, let_files_speak, name_by_hand, take_episode, take_film, take_series
from webapp.library.services.checking import check_source
from webapp.library.services.deleting import delete_series, delete_video, delete_with_originals
from webapp.library.services.examining import examine_next, try_again
from webapp.library.services.exporting import export_later, export_nfo
from webapp.library.services.folders import FolderRefused, add_folder, check_folder, request_scan, request_scans
from webapp.library.services.identification import identify, identify_series, lock, place, take_pictures, unlock, version_of
from webapp.library.services.importing import import_file
from webapp.library.services.libraries import library_named
from webapp.library.services.lookup import look_up, look_up_later
from webapp.library.services.merging import GroupingRefused, merge, merge_series, split_off
from webapp.library.services.people import credited_by_hand, delete_person, rename_person
from webapp.library.services.scanning import scan

__all__ = [
    "ArtworkRefused",
    "FolderRefused",
    "GroupingRefused",
    "NamingRefused",
    "add_folder",
    "bring",
    "change_many",
    "check_folder",
    "check_source",
    "credited_by_hand",
    "delete_person",
    "delete_series",
    "delete_video",
    "delete_with_originals",
    "examine_again_later",
    "examine_next",
    "examine_next_again",
    "export_later",
    "export_nfo",
    "identify",
    "identify_series",
    "import_file",
    "let_files_speak",
    "library_named",
    "lock",
    "look_up",
    "look_up_later",
    "merge",
    "merge_series",
    "name_by_hand",
    "place",
    "rename_person",
    "request_scan",
    "request_scans",
    "scan",
    "split_off",
    "take_episode",
    "take_film",
    "take_pictures",
    "take_series",
    "try_again",
    "unlock",
    "uploads_folder",
    "version_of",
]
