"""The room that segments take: how much there is, who may have it, and what goes first when a viewer needs some."""

import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from appliance.errors import VideoflixError
from webapp.library.models import Source
from webapp.streaming.models import Playback, Preparation, SegmentStore

log = logging.getLogger(__name__)

WATCHED = "watched"  # a file in each source's folder, touched while somebody watches
NOTE_SECONDS = 30.0
WATCHED_NOW_SECONDS = 300.0  # a player buffers minutes ahead, and pauses
VIEWERS_PART = 20  # of the room there is, a twentieth is for viewers' runs only
DRAFT_SECONDS = 3600.0  # no segment takes longer to be made: older drafts are of runs that crashed


class DiskFull(VideoflixError):
    """There is no room for more segments."""


@dataclass(frozen=True)
class Room:
    """What segments take and may take, and what the disk has left; in bytes."""

    used: int
    budget: int
    free: int
    floor: int

    @property
    def complaint(self) -> str:
        """Why nothing is prepared ahead, for the owner; empty when there is room.

        The last bit is left to viewers: what a viewer's run has just evicted would be prepared again, and evicted again.
        """
        viewers = min(self.budget, self.used + self.free) // VIEWERS_PART  # a budget may be larger than the disk
        if self.free <= self.floor + viewers:
            return (
                f"The disk is full: {gigabytes(self.free)} are free, and {gigabytes(self.floor + viewers)} are kept free. "
                "What is prepared plays on; make room, and preparing goes on by itself."
            )
        if self.used >= self.budget - viewers:
            return (
                f"Prepared films have taken all the room they may: {gigabytes(self.used)} of {gigabytes(self.budget)}. "
                "Everything plays; more is prepared when you allow more under Segment store."
            )
        return ""


def room(used: int | None = None, store: SegmentStore | None = None) -> Room:
    """How it stands now; `used`: what segments take, for who measured that already; `store`: for who has read the row already."""
    store, free = store or SegmentStore.current(), shutil.disk_usage(settings.PATHS.segments).free
    if used is None:
        used = sum(sum(sizes.values()) for _, sizes in measured())
    return Room(used, (used + free) // 2 if store.budget is None else store.budget, free, store.floor)


def has_room_ahead() -> bool:
    """Whether work ahead may go on; when it may not any more, the log says why, once."""
    global _complained
    complaint = room().complaint
    if complaint and not _complained:
        log.warning(complaint)
    _complained = bool(complaint)
    return not complaint


_complained = False


def check_floor() -> None:
    """Raise DiskFull once the disk has no more than what is to be kept free: also in the middle of a run."""
    floor, free = SegmentStore.current().floor, shutil.disk_usage(settings.PATHS.segments).free
    if free <= floor:
        raise DiskFull(Room(0, 0, free, floor).complaint)


def make_room(needed: int) -> None:
    """Let go of segments, those of the film that was not watched for longest first, until a viewer's run of `needed` bytes fits.

    Nothing that somebody watches now goes. Where that is not enough, the run may pass the budget, but not the floor: raises DiskFull.
    """
    found = room()
    short = max(found.used + needed - found.budget, found.floor + needed - found.free)
    if short > 0:
        _evict(short)
    check_floor()


def usage(folder: Path) -> dict[str, int]:
    """Bytes by rendition below one source's folder."""
    return {rendition.name: _size(rendition) for rendition in _subfolders(folder)}


def measured() -> Iterator[tuple[int, dict[str, int]]]:
    """For each folder of segments the number of its source, and bytes by rendition."""
    for folder in _folders():
        number = folder.name.partition("-")[0]
        yield int(number) if number.isdecimal() else 0, usage(folder)


def usage_of(sources: list[Source]) -> int:
    """Bytes that the segments of these sources take."""
    return sum(sum(usage(folder).values()) for source in sources for folder in settings.PATHS.segments.glob(f"{source.pk}-*"))


_noted: dict[Path, float] = {}


def note_watched(folder: Path) -> None:
    """Remember beside a source's segments that somebody watches it: also players that send no heartbeat. Cheap: once in a while."""
    now = time.monotonic()
    if now - _noted.get(folder, -NOTE_SECONDS) >= NOTE_SECONDS:
        if len(_noted) > 1000:
            _noted.clear()
        _noted[folder] = now
        with suppress(OSError):  # a full disk, or nothing prepared yet: nothing to keep
            (folder / WATCHED).touch()


def sweep() -> None:
    """Remove what crashed runs left half done, and segments of films that are not in the library any more."""
    folders = list(_folders())
    known = {f"{pk}-{fingerprint[:12]}" for pk, fingerprint in Source.objects.values_list("pk", "fingerprint")}
    if known:  # an empty library is rather another database than a library without films
        for folder in folders:
            if folder.name not in known:
                log.info("The segments in %s belong to no film any more.", folder.name)
                shutil.rmtree(folder, ignore_errors=True)
    for draft in settings.PATHS.segments.glob("*/*/.*"):
        with suppress(OSError):
            if time.time() - draft.stat().st_mtime > DRAFT_SECONDS:
                draft.unlink()


def gigabytes(count: int) -> str:
    """For people: 12.3 GB."""
    return f"{count / SegmentStore.GIGABYTE:.1f} GB"


def _evict(short: int) -> None:
    """Remove segments, of a film's largest rendition and from its end first, until `short` bytes are gained or nothing may go.

    Init segments stay: players keep them for ever.
    """
    watched = {f"{pk}-" for pk in Source.objects.filter(video__playbacks__in=Playback.objects.alive()).values_list("pk", flat=True)}
    for folder in sorted(_folders(), key=_watched_at):
        if time.time() - _watched_at(folder) < WATCHED_NOW_SECONDS or folder.name.startswith(tuple(watched)):
            continue
        for name in sorted(usage(folder), key=lambda name: -_size(folder / name)):
            for segment in sorted((folder / name).glob("*.m4s"), reverse=True):
                if short <= 0:
                    return
                with suppress(OSError):  # Windows keeps what somebody reads; elsewhere who reads it keeps it until it is read
                    size = segment.stat().st_size
                    segment.unlink()
                    short -= size
            log.info("%s of %s went, because a viewer needed the room.", name, folder.name)
            Preparation.objects.filter(source_id=folder.name.partition("-")[0]).delete()


def _watched_at(folder: Path) -> float:
    """Seconds since 1970; when it was prepared, for what nobody watched yet."""
    for path in (folder / WATCHED, folder):
        with suppress(OSError):
            return path.stat().st_mtime
    return 0.0


def _folders() -> Iterator[Path]:
    """One folder per source and version."""
    return _subfolders(settings.PATHS.segments)


def _subfolders(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from [path for path in folder.iterdir() if path.is_dir()]


_sizes: dict[Path, tuple[int, int]] = {}


def _size(rendition: Path) -> int:
    """Bytes in a rendition's folder, counted again only when files came or went."""
    try:
        changed = rendition.stat().st_mtime_ns
        known = _sizes.get(rendition)
        if known is None or known[0] != changed:
            size = 0
            for path in rendition.iterdir():
                with suppress(FileNotFoundError):  # a draft that was renamed meanwhile
                    size += path.stat().st_size
            _sizes[rendition] = known = changed, size
    except FileNotFoundError:
        _sizes.pop(rendition, None)
        return 0
    return known[1]
