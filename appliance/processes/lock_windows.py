"""The file lock of Windows."""

import os
import sys

FAR_BYTE = 1 << 30  # locked bytes cannot be read by others here, so lock one that the text never reaches

if sys.platform == "win32":
    import msvcrt

    def try_lock(descriptor: int) -> bool:
        """Take the lock if nobody has it; it is free again when its holder's process ends, however it ends."""
        os.lseek(descriptor, FAR_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True
