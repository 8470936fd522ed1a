"""How much somebody may still send: what the disk has room for, and what the owner allows."""

import shutil

from django.conf import settings

from webapp.accounts.models import User
from webapp.accounts.queries import household
from webapp.streaming.models import SegmentStore
from webapp.uploads import queries
from webapp.uploads.errors import DiskFull, NoRoom, OverQuota


def most_bytes(user: User) -> int:
    """The largest film that this person may send now, in bytes (Tus-Max-Size)."""
    allowed = _allowed(user)
    room = max(0, _free() - queries.still_to_come())
    return room if allowed is None else min(room, allowed)


def check_fits(user: User, size: int) -> None:
    """Raises OverQuota or NoRoom when a film of `size` bytes is too large for this person or for the disk."""
    allowed = _allowed(user)
    if allowed is not None and size > allowed:
        raise OverQuota
    if size > _free() - queries.still_to_come():
        raise NoRoom


def check_disk(part: int) -> None:
    """Raises DiskFull when a part of so many bytes would take what is to be kept free."""
    if part > _free():
        raise DiskFull


def _free() -> int:
    """Bytes above the floor that is kept free, for prepared films and uploads alike."""
    return shutil.disk_usage(settings.PATHS.uploads).free - SegmentStore.current().floor


def _allowed(user: User) -> int | None:
    """What is left of a member's quota; None: nobody has limited it."""
    quota = None if user.is_owner else household().upload_quota
    return None if quota is None else max(0, quota - queries.taken_by(user))
