"""What can go wrong with uploads; each carries one clear sentence for the person who sends."""

from typing import ClassVar

from rest_framework import status

from webapp.accounts.errors import Refusal

CHECKSUM_MISMATCH = 460  # tus 1.0, Checksum


class UploadRefusal(Refusal):
    """An answer that says no, with its HTTP status."""

    status: ClassVar[int] = status.HTTP_400_BAD_REQUEST


class MayNotUpload(UploadRefusal):
    """The owner has not allowed members to upload."""

    code, status = "may-not-upload", status.HTTP_403_FORBIDDEN

    def __init__(self) -> None:
        super().__init__("Only the owner adds films here. Ask them to let you, too.")


class NoSuchUpload(UploadRefusal):
    """It was given up, has ended, or is somebody else's."""

    code, status = "no-such-upload", status.HTTP_404_NOT_FOUND

    def __init__(self) -> None:
        super().__init__("There is no such upload any more. Start it again.")


class OtherVersion(UploadRefusal):
    """The client speaks another version of tus, or none."""

    code, status = "other-version", status.HTTP_412_PRECONDITION_FAILED

    def __init__(self) -> None:
        super().__init__("This address speaks tus 1.0.0 only (Tus-Resumable).")


class BadHeader(UploadRefusal):
    """A header is missing or makes no sense."""

    code = "bad-header"


class OtherContent(UploadRefusal):
    """The body is no part of a file."""

    code, status = "other-content", status.HTTP_415_UNSUPPORTED_MEDIA_TYPE

    def __init__(self) -> None:
        super().__init__("Parts of a film come as application/offset+octet-stream.")


class NoFilm(UploadRefusal):
    """The name is none of a film."""

    code = "no-film"

    def __init__(self, file_name: str) -> None:
        super().__init__(f"“{file_name}” is no film that Videoflix knows.")


class EmptyFilm(UploadRefusal):
    """There is nothing in the file."""

    code = "empty-film"

    def __init__(self, file_name: str) -> None:
        super().__init__(f"“{file_name}” is empty: there is no film in it.")


class NoSuchLibrary(UploadRefusal):
    """The library it is meant for is not there."""

    code = "no-such-library"

    def __init__(self) -> None:
        super().__init__("There is no such library any more. Choose another.")


class NoRoom(UploadRefusal):
    """The disk has no room for a film of this size."""

    code, status = "no-room", status.HTTP_413_REQUEST_ENTITY_TOO_LARGE

    def __init__(self) -> None:
        super().__init__("There is not enough room for this film on the computer that runs Videoflix.")


class OverQuota(UploadRefusal):
    """The film is larger than what this member may still upload."""

    code, status = "over-quota", status.HTTP_413_REQUEST_ENTITY_TOO_LARGE

    def __init__(self) -> None:
        super().__init__("This film is larger than what you may still upload. Ask the owner for more.")


class PartTooLarge(UploadRefusal):
    """One part carries more than the server takes at once."""

    code, status = "part-too-large", status.HTTP_413_REQUEST_ENTITY_TOO_LARGE

    def __init__(self, most: int) -> None:
        super().__init__(f"A part may have {most // 1024**2} MiB at most: send the film in smaller ones.")


class TooMuch(UploadRefusal):
    """The part reaches past the end of the film."""

    code, status = "too-much", status.HTTP_413_REQUEST_ENTITY_TOO_LARGE

    def __init__(self) -> None:
        super().__init__("This is more than the film was said to have.")


class WrongOffset(UploadRefusal):
    """The part does not begin where the last one ended."""

    code, status = "wrong-offset", status.HTTP_409_CONFLICT

    def __init__(self, offset: int) -> None:
        super().__init__(f"The next part begins at byte {offset}.")


class IsComplete(UploadRefusal):
    """Nothing is left to send, and nothing to call off."""

    code, status = "is-complete", status.HTTP_409_CONFLICT

    def __init__(self) -> None:
        super().__init__("This film has arrived already.")


class PartUnderWay(UploadRefusal):
    """Another request writes a part of the same film now."""

    code, status = "part-under-way", status.HTTP_423_LOCKED

    def __init__(self) -> None:
        super().__init__("Another part of this film is being written. Ask again in a moment.")


class WrongChecksum(UploadRefusal):
    """The part was damaged on its way, and is not kept."""

    code, status = "wrong-checksum", CHECKSUM_MISMATCH

    def __init__(self) -> None:
        super().__init__("This part was damaged on its way. Send it again.")


class DiskFull(UploadRefusal):
    """There was room when the upload began, and is none now; what has come stays."""

    code, status = "disk-full", status.HTTP_507_INSUFFICIENT_STORAGE

    def __init__(self) -> None:
        super().__init__("The disk of the computer that runs Videoflix is full. Go on when there is room again: nothing is lost.")
