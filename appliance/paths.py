"""The one data folder and everything in it."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from appliance.errors import VideoflixError, why


class DataFolderUnusable(VideoflixError):
    """The data folder cannot be made or written."""


@dataclass(frozen=True)
class DataPaths:
    """Where things live below the data folder `root`."""

    root: Path

    @property
    def config_file(self) -> Path:
        """What the owner writes by hand: `videoflix.toml`."""
        return self.root / "videoflix.toml"

    @property
    def database(self) -> Path:
        """The built-in SQLite database."""
        return self.root / "videoflix.sqlite3"

    @property
    def queue_database(self) -> Path:
        """The queue's own SQLite file, so that polling never blocks a page."""
        return self.root / "queue.sqlite3"

    @property
    def secret_key(self) -> Path:
        """The signing key, readable by its owner only."""
        return self.root / "secret.key"

    @property
    def presence(self) -> Path:
        """Hashes of the one-time secrets that prove somebody is at the machine."""
        return self.root / "presence"

    @property
    def lock(self) -> Path:
        """Held by the one running instance."""
        return self.root / "videoflix.lock"

    @property
    def migrate_lock(self) -> Path:
        """Held by whoever brings the databases up to date."""
        return self.root / "migrate.lock"

    @property
    def uploads(self) -> Path:
        """Originals that were handed to the appliance."""
        return self.root / "uploads"

    @property
    def segments(self) -> Path:
        """Encoded segments: `<source>-<version>/<rendition>/00000.m4s`."""
        return self.root / "segments"

    @property
    def posters(self) -> Path:
        """One poster per video."""
        return self.root / "posters"

    @property
    def logs(self) -> Path:
        """Log files of every process."""
        return self.root / "logs"

    @property
    def heartbeats(self) -> Path:
        """One file per queue, touched while its workers live."""
        return self.root / "heartbeats"

    @property
    def encoders(self) -> Path:
        """What this machine's encoders were found to do; several machines may share the folder."""
        return self.root / f"encoders-{socket.gethostname()}.json"

    @property
    def backups(self) -> Path:
        """Copies of the database."""
        return self.root / "backups"

    @property
    def window(self) -> Path:
        """What the desktop window's web view keeps, the sign-in cookies among it."""
        return self.root / "window"

    def create(self) -> None:
        """Make every folder, private to this user.

        Raises DataFolderUnusable when the system refuses.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            for folder in self._folders():
                folder.mkdir(exist_ok=True, mode=0o700)
            probe = self.root / f".writable-{os.getpid()}"  # several processes start at once
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise DataFolderUnusable(f"The data folder {self.root} cannot be written: {why(error)}.") from error
        for path in self._written():
            if path.exists() and not os.access(path, os.W_OK):
                raise DataFolderUnusable(f"The data folder {self.root} cannot be written: {path} belongs to another user or is read-only.")

    def _written(self) -> tuple[Path, ...]:
        """What must be writable where it exists: after one start as another user (sudo) it may not be."""
        return (*self._folders(), self.lock, self.migrate_lock, self.database, self.queue_database, *self.logs.glob("*.log"))

    def _folders(self) -> tuple[Path, ...]:
        return (
            self.presence,
            self.uploads,
            self.segments,
            self.posters,
            self.logs,
            self.heartbeats,
            self.backups,
            self.window,
        )


def default_root(name: str = "Videoflix") -> Path:
    """The data folder this system sets aside for a program of this user."""
    return Path(platformdirs.user_data_dir(name, appauthor=False))
