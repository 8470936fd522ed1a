"""Errors that are meant for a person, and the system's in words that are."""

import errno

AWAY = "its drive, or the network, does not answer"
FAILS = "the drive fails, or was pulled out"
IN_USE = "another program is using it"
PROTECTED = "the drive is write-protected"
FORBIDDEN = "Videoflix has no permission for it"
WORDS = {
    errno.ENOENT: "it is not there any more",
    errno.EACCES: FORBIDDEN,
    errno.EPERM: FORBIDDEN,
    errno.ENOSPC: "the disk is full",
    errno.EROFS: PROTECTED,
    errno.EFBIG: "the drive takes no files of this size",
    errno.EIO: FAILS,
    errno.ENAMETOOLONG: "its name is too long",
    errno.ELOOP: "its link leads round in a circle",
    errno.EBUSY: IN_USE,
    **dict.fromkeys((errno.ENODEV, errno.ENXIO, errno.ENOTCONN, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN, errno.EHOSTUNREACH), AWAY),
}
WINDOWS_WORDS = {19: PROTECTED, 21: AWAY, 23: FAILS, 32: IN_USE, 33: IN_USE, 53: AWAY, 64: AWAY, 67: AWAY}  # Python takes most for EACCES


class VideoflixError(Exception):
    """Something went wrong that a person can understand; `str(error)` is one clear sentence for them."""


def why(error: Exception) -> str:
    """Why the system refused, to be said after a colon ("the disk is full"); in its own words where we have none."""
    if not isinstance(error, OSError):
        return str(error).rstrip(".")
    ours = WINDOWS_WORDS.get(getattr(error, "winerror", None) or 0) or WORDS.get(error.errno or 0)
    return ours or (error.strerror or str(error)).rstrip(".")
