"""What kind of drive a folder is on."""

from pathlib import Path

import psutil

NETWORK = frozenset(
    {"nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "9p", "davfs", "webdav", "ceph", "glusterfs", "virtiofs"}
)


def is_network_share(folder: Path) -> bool:
    """Whether a folder is on another machine, which tells nobody here when a file changes. What is not known counts as here."""
    if str(folder).startswith("\\\\"):
        return True
    mounted = [part for part in psutil.disk_partitions(all=True) if folder.is_relative_to(part.mountpoint)]
    nearest = max(mounted, key=lambda part: len(part.mountpoint), default=None)
    return nearest is not None and (_is_network(nearest.fstype.lower()) or "remote" in nearest.opts.split(","))


def _is_network(kind: str) -> bool:
    """Programs that mount something as a file system (sshfs, rclone) tell of no changes either."""
    return kind in NETWORK or kind.startswith("fuse.")
