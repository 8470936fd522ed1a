"""What the API answers when there is nobody to remember something for."""

from rest_framework import status
from rest_framework.exceptions import APIException


class ProfileWanted(APIException):
    """Nobody has been chosen on this sign-in yet."""

    status_code = status.HTTP_409_CONFLICT

    def __init__(self) -> None:
        super().__init__({"detail": "Please choose first who is watching.", "code": "profile-wanted"})
