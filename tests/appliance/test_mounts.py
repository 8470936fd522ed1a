"""Which folders are on another machine."""

from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from appliance import mounts


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("/", False),
        ("/mnt/nas", True),
        ("/mnt/nas/films", True),
        ("/mnt/nas/usb/films", False),
        ("/mnt/nasty", False),
        ("/mnt/sshfs/a", True),
        ("/mnt/windows", True),
        ("\\\\nas\\films", True),
    ],
)
def test_the_nearest_mount_tells(folder: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    table = [
        ("/", "ext4", "rw"),
        ("/mnt/nas", "nfs4", "rw"),
        ("/mnt/nas/usb", "ext4", "rw"),
        ("/mnt/sshfs", "fuse.sshfs", "rw"),
        ("/mnt/windows", "ntfs", "rw,remote"),
    ]
    parts = [SimpleNamespace(mountpoint=place, fstype=kind, opts=options) for place, kind, options in table]
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: parts)

    assert mounts.is_network_share(Path(folder)) == expected


def test_this_machines_own_folders_are_here(tmp_path: Path) -> None:
    assert not mounts.is_network_share(tmp_path)
