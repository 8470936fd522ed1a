"""Errors that are meant for a person, and the system's in words that are."""

import errno

AWAY = "its drive, or the network, does not answer"
FAILS = "the drive fails, or was pulled out"
IN_USE = "another program is using it"
PROTECTED = "the drive is write-protected"
FORBIDDEN = "Videoflix has no permission for it"
FULL = "the disk is full"
WORDS = {
    errno.ENOENT: "it is not there any more",
    errno.EACCES: FORBIDDEN,
    errno.EPERM: FORBIDDEN,
    errno.ENOSPC: FULL,
    errno.EDQUOT: "its quota is used up",
    errno.EROFS: PROTECTED,
    errno.EFBIG: "the drive takes no files of this size",
    errno.EIO: FAILS,
    errno.ENAMETOOLONG: "its name is too long",
    errno.ELOOP: "its link leads round in a circle",
    errno.EBUSY: IN_USE,
    **dict.fromkeys((errno.ENODEV, errno.ENXIO, errno.ENOTCONN, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN, errno.EHOSTUNREACH), AWAY),
}
WINDOWS_WORDS = {  # by its own numbers: Python takes most for EACCES or EINVAL
    **dict.fromkeys((21, 53, 55, 59, 64, 67, 121), AWAY),
    **dict.fromkeys((23, 433, 1117, 1167), FAILS),
    **dict.fromkeys((32, 33), IN_USE),
    19: PROTECTED,
    39: FULL,
}


class VideoflixError(Exception):
    """Something went wrong that a person can understand; `str(error)` is one clear sentence for them."""


def why(error: Exception) -> str:
    """Why the system refused, to be said after a colon ("the disk is full"); in its own words where we have none."""
    if not isinstance(error, OSError):
        return str(error).rstrip(".")
    ours = WINDOWS_WORDS.get(getattr(error, "winerror", None) or 0) or WORDS.get(error.errno or 0)
    return ours or (error.strerror or str(error)).rstrip(".")
