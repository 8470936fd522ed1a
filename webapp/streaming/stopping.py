"""Playing that the owner ended. Its player is told so, and gets no more of the film for a while; then it may be begun anew.

What was stopped is remembered in the cache of the web process, which is the one that players and the owner ask.
"""

from uuid import UUID

from django.core.cache import cache

from webapp.accounts import remembered
from webapp.accounts.access import Viewer
from webapp.streaming.models import Playback

STOPPED_SECONDS = 60  # longer than two reports of a player lie apart


def stop(playback: Playback) -> None:
    """End a playback, on this player and on every other of the same device that plays this film."""
    cache.set(_player(playback.key), True, STOPPED_SECONDS)
    if playback.sign_in_id is not None:
        cache.set(_place(playback.sign_in_id.hex, playback.video_id), True, STOPPED_SECONDS)
    remembered.forget()  # also to whom stored segments are given without asking
    playback.delete()


def is_stopped(viewer: Viewer, video_id: int, key: UUID | None = None) -> bool:
    """Whether this device is to play this film no more, or this player nothing."""
    if key is not None and cache.get(_player(key)):
        return True
    return viewer.sign_in is not None and bool(cache.get(_place(viewer.sign_in, video_id)))


def _player(key: UUID) -> str:
    return f"streaming.stopped.player.{key.hex}"


def _place(sign_in: str, video_id: int) -> str:
    return f"streaming.stopped.{sign_in}.{video_id}"
