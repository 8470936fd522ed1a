"""What the API answers to players that are to play no more."""

from rest_framework import status
from rest_framework.exceptions import APIException


class PlaybackStopped(APIException):
    """The owner ended this."""

    status_code = status.HTTP_409_CONFLICT

    def __init__(self) -> None:
        super().__init__({"detail": "The owner of this Videoflix stopped this film here.", "code": "playback-stopped"})
