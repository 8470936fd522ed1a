"""The seek bar's pictures of a Source: made once, stored beside its segments."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from django.urls import reverse

from appliance.media.trickplay import Trickplay, make_trickplay, sheet_name, thumbnails, trickplay_of
from webapp.streaming.leases import Heart
from webapp.streaming.queries import Playable

LEASE_NAME = "trickplay"


def are_missing(found: Playable) -> bool:
    """Whether they have not been made; the last sheet is written last."""
    return not _place(found, sheet_name(trickplay_of(found.facts).sheets - 1)).is_file()


def make(found: Playable, watch: Heart) -> None:
    """Make them. Raises RunFailed when no picture of the film can be decoded."""
    zero = found.timeline.zero * found.timeline.time_base
    make_trickplay(found.original.path, found.facts, zero, found.folder / LEASE_NAME, watch.alive)


def track_address(video_id: int, parts: Sequence[Playable]) -> str:
    """Where the track of these files is; empty until the pictures of all are made."""
    if not parts or any(are_missing(each) for each in parts):
        return ""
    return f"{reverse('thumbnails', args=[video_id])}?{urlencode([('v', each.version) for each in parts])}"


def track(video_id: int, parts: Sequence[Playable]) -> str:
    """The WebVTT track that says which place on which sheet shows what time of these files, which are played one after the other."""
    return thumbnails(_sheets(video_id, each) for each in parts)


def sheet(found: Playable, name: str) -> Path | None:
    """The file of a sheet; None when there is none of this name."""
    names = {sheet_name(number) for number in range(trickplay_of(found.facts).sheets)}
    path = _place(found, name)
    return path if name in names and path.is_file() else None


def _sheets(video_id: int, found: Playable) -> tuple[Trickplay, list[str]]:
    plan = trickplay_of(found.facts)
    return plan, [f"{reverse('trickplay-sheet', args=[video_id, sheet_name(n)])}?v={found.version}" for n in range(plan.sheets)]


def _place(found: Playable, name: str) -> Path:
    return found.folder / LEASE_NAME / name
