"""Files that are written beside their names, and get them when they are whole."""

import os
import secrets
import time
from pathlib import Path

from appliance.media.hls.names import draft_name

RENAME_SECONDS, AGAIN_SECONDS = 2.0, 0.02


class Draft:
    """A file that grows beside its name, until it is whole and gets it."""

    def __init__(self, path: Path, worker: str) -> None:
        self._path, self._draft = path, path.with_name(draft_name(path.name, worker))
        self._file = self._draft.open("wb", buffering=0)

    def append(self, data: bytes) -> None:
        """Add to its end, for everyone to see."""
        rest = memoryview(data)
        while rest:  # a disk that fills takes a part without a word, and refuses only the next one
            rest = rest[self._file.write(rest) :]

    def keep(self) -> None:
        """It is whole: give it its name."""
        os.fsync(self._file.fileno())  # else a power cut may leave the name and not the content
        self._file.close()
        until = time.monotonic() + RENAME_SECONDS
        while True:
            try:
                os.replace(self._draft, self._path)  # noqa: PTH105 -- Path.replace says the same, this reads as the rule
            except PermissionError:  # Windows, while somebody reads it
                if time.monotonic() > until:
                    raise
                time.sleep(AGAIN_SECONDS)
            else:
                return

    def discard(self) -> None:
        """Forget it, unless it was kept."""
        self._file.close()
        self._draft.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes, worker: str = "") -> None:
    """Write beside and rename: a file that exists under its name is whole. `worker`: whose draft it is, where somebody sweeps drafts."""
    draft = Draft(path, worker or secrets.token_hex(4))
    try:
        draft.append(data)
        draft.keep()
    finally:
        draft.discard()
