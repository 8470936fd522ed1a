"""The file lock of Linux, macOS and the BSDs."""

import sys

if sys.platform != "win32":
    import fcntl

    def try_lock(descriptor: int) -> bool:
        """Take the lock if nobody has it; it is free again when its holder's process ends, however it ends."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
