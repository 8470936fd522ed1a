"""A drive that a test plugs in and pulls out: a file system of its own, on machines that let one mount."""

import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass
class Drive:
    """What is on it stays on it while it is unplugged, and its mount point is an empty folder meanwhile."""

    place: Path
    stick: Path

    def plug(self) -> None:
        """Mount it."""
        _run("mount", "--bind", self.stick, self.place)

    def unplug(self) -> None:
        """Pull it out, whoever reads from it now."""
        _run("umount", "-l", self.place)


class Folder(Drive):
    """The next best: a folder that is moved away."""

    def plug(self) -> None:
        """Move it back."""
        self.place.rmdir()
        self.stick.rename(self.place)

    def unplug(self) -> None:
        """Move it away."""
        self.place.rename(self.stick)
        self.place.mkdir()


@contextmanager
def drive(place: Path, or_folder: bool = False) -> Iterator[Drive]:
    """A drive that is plugged in at this folder. Where nothing may be mounted, a folder (`or_folder`), or the test is skipped.

    The attempt decides: root may mount, but not in a container without CAP_SYS_ADMIN. Both ways are told at the end of the run, with what
    the system said, so that nobody takes a folder for a drive.
    """
    stick = place.with_name("stick")
    stick.mkdir()
    try:
        _run("mount", "-t", "tmpfs", "none", stick)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = f"nothing may be mounted here ({_said(error)})"
        if not or_folder:
            pytest.skip(reason)
        warnings.warn(f"{reason}: a folder that is moved away was the drive", stacklevel=1)
    made = Drive(place, stick) if stick.is_mount() else Folder(place, stick)
    try:
        made.plug()
        yield made
    finally:
        for mounted in (place, stick):
            if mounted.is_mount():
                _run("umount", "-l", mounted)


def _run(*command: str | Path) -> None:
    subprocess.run([*map(str, command)], check=True, capture_output=True)


def _said(error: OSError | subprocess.CalledProcessError) -> str:
    return error.stderr.decode().partition("\n")[0] if isinstance(error, subprocess.CalledProcessError) else str(error)
