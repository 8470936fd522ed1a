"""What people have watched, keep in mind and think of it is written down. Writes are tiny: players report all the time."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from webapp.watching import rules
from webapp.watching.models import ListEntry, Thumb, WatchProgress


def note_position(profile_id: int, video_id: int, position: float, duration: float) -> None:
    """A player is at `position` of a film of `duration` seconds. Its first moments say nothing, and change nothing."""
    if rules.is_watched(position, duration):
        _note_played(profile_id, video_id, duration, **_watched())
    elif not rules.is_glance(position, duration):
        _note_played(profile_id, video_id, duration, position=position)


def set_progress(profile_id: int, video_id: int, duration: float, position: float | None = None, watched: bool | None = None) -> None:
    """Somebody says how far they are, or marks a film as watched or not; without a position it begins anew."""
    if position is not None:
        position = min(position, duration) if duration else position
        by_itself = watched is None and rules.is_watched(position, duration)
        marks = _watched() if by_itself else {"position": position, **({} if watched is None else _marked(watched))}
        _note_played(profile_id, video_id, duration, **marks)
    elif watched is not None:
        _save(profile_id, video_id, duration=duration, position=0.0, **_marked(watched))


def set_watched(profile_id: int, videos: Iterable[int], watched: bool) -> None:
    """Mark many videos at once, as watched or not."""
    wanted = set(videos)
    with transaction.atomic():
        mine = WatchProgress.objects.filter(profile=profile_id, video__in=wanted)
        known = set(mine.values_list("video_id", flat=True))
        mine.exclude(watched=watched, position=0.0).update(position=0.0, updated_at=timezone.now(), **_marked(watched))
        if watched:
            marks = {"profile_id": profile_id, **_watched()}
            new = [WatchProgress(video_id=video_id, **marks) for video_id in sorted(wanted - known)]
            WatchProgress.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)


def put_aside(profile_id: int, video_id: int) -> None:
    """Take a video out of the history, and do not offer to go on with it, nor with its series; until it is played again."""
    _save(profile_id, video_id, hidden=True)


def add_to_list(profile_id: int, video_id: int) -> None:
    """Keep a video in mind; what is in the list already keeps its place."""
    with suppress(IntegrityError), transaction.atomic():
        ListEntry.objects.get_or_create(profile_id=profile_id, video_id=video_id)


def remove_from_list(profile_id: int, video_id: int) -> None:
    """Do not keep it in mind any more."""
    ListEntry.objects.filter(profile=profile_id, video=video_id).delete()


def set_thumb(profile_id: int, video_id: int, up: bool | None) -> None:
    """Say what one thinks of a video, or take it back."""
    if up is None:
        Thumb.objects.filter(profile=profile_id, video=video_id).delete()
        return
    with suppress(IntegrityError), transaction.atomic():
        Thumb.objects.update_or_create(profile_id=profile_id, video_id=video_id, defaults={"up": up})


def take_over(kept: int, gone: Iterable[int]) -> None:
    """What people did with videos that become one is what they did with the one that stays."""
    _join_progress(kept, gone)
    _move(ListEntry, kept, gone)
    _move(Thumb, kept, gone)


def _join_progress(kept: int, gone: Iterable[int]) -> None:
    """The latest word counts; what was watched stays watched, and nobody loses the place where they are."""
    rows: dict[int, list[WatchProgress]] = {}
    for row in WatchProgress.objects.filter(video__in=[kept, *gone]).order_by("-updated_at", "-id"):
        rows.setdefault(row.profile_id, []).append(row)
    for mine in rows.values():
        latest = mine[0]
        place = latest if latest.watched else next((row for row in mine if row.position), latest)
        joined = {
            "position": place.position,
            "duration": place.duration,
            "watched": any(row.watched for row in mine),
            "watched_at": max((row.watched_at for row in mine if row.watched_at), default=None),
            "played_at": max((row.played_at for row in mine if row.played_at), default=None),
            "hidden": all(row.hidden for row in mine),
        }
        WatchProgress.objects.filter(pk__in=[row.pk for row in mine[1:]]).delete()
        WatchProgress.objects.filter(pk=latest.pk).update(video=kept, **joined)


def _move(model: type[ListEntry] | type[Thumb], kept: int, gone: Iterable[int]) -> None:
    """What somebody said of the one that stays counts, else what they said last of the others."""
    said = set(model.objects.filter(video=kept).values_list("profile_id", flat=True))
    for row in model.objects.filter(video__in=gone).order_by("-id"):
        if row.profile_id not in said:
            model.objects.filter(pk=row.pk).update(video=kept)
            said.add(row.profile_id)


def _note_played(profile_id: int, video_id: int, duration: float, **columns: Any) -> None:
    _save(profile_id, video_id, duration=duration, played_at=timezone.now(), hidden=False, **columns)


def _watched() -> dict[str, Any]:
    return {"position": 0.0, **_marked(True)}


def _marked(watched: bool) -> dict[str, Any]:
    return {"watched": watched, "watched_at": timezone.now() if watched else None}


def _save(profile_id: int, video_id: int, **columns: Any) -> None:
    """Write these columns of the row, which may not be there yet. Quiet when the profile or the video is gone."""
    columns["updated_at"] = timezone.now()
    mine = WatchProgress.objects.filter(profile=profile_id, video=video_id)
    if mine.update(**columns):
        return
    try:
        with transaction.atomic():
            WatchProgress.objects.create(profile_id=profile_id, video_id=video_id, **columns)
    except IntegrityError:  # somebody else's request made it meanwhile
        mine.update(**columns)
