"""Parts come in, one after the other."""

import threading
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from webapp.accounts.models import User
from webapp.jobs import enqueue
from webapp.library.models import Library
from webapp.library.services import library_named
from webapp.uploads import files, names, protocol, queries
from webapp.uploads.errors import EmptyFilm, IsComplete, NoFilm, NoSuchLibrary, NoSuchUpload, PartTooLarge, TooMuch, WrongOffset
from webapp.uploads.files import Readable
from webapp.uploads.models import Upload
from webapp.uploads.protocol import Checksum
from webapp.uploads.services.room import check_disk, check_fits

KEPT = timedelta(days=7)  # after the last part
ADD = "webapp.uploads.tasks.add"

State = Upload.State
_promising = threading.Lock()  # of two who ask at once, the second is told what is left; one process serves, so its memory will do


def begin(user: User, size: int, metadata: str) -> Upload:
    """Promise room for a film of `size` bytes; `metadata` is Upload-Metadata: `filename`, and if wanted `library` (its number) and
    `lastModified` (milliseconds since 1970).

    Raises NoFilm, EmptyFilm, NoSuchLibrary, OverQuota, NoRoom or BadHeader.
    """
    said = protocol.metadata(metadata)
    file_name = names.own_name(said.get("filename", ""))
    if not names.is_of_a_film(file_name):
        raise NoFilm(file_name)
    if size == 0:
        raise EmptyFilm(file_name)
    library = _library(said.get("library", ""))
    modified_at = _moment(said.get("lastModified"))
    told = {"file_name": file_name, "modified_at": modified_at, "metadata": metadata}
    with _promising:
        check_fits(user, size)
        return Upload.objects.create(user=user, library=library, size=size, expires_at=timezone.now() + KEPT, **told)


def receive(upload: Upload, offset: int, body: Readable, length: int, checksum: Checksum | None) -> Upload:
    """Take the next part: `length` bytes that begin at `offset`. With the last one the film is whole, and is added to its library.

    Raises PartTooLarge, PartUnderWay, WrongOffset, TooMuch, WrongChecksum, DiskFull or NoSuchUpload (called off meanwhile).
    """
    if length > protocol.PART_BYTES:
        raise PartTooLarge(protocol.PART_BYTES)
    with files.one_writer(upload.pk):
        try:
            upload.refresh_from_db()
        except Upload.DoesNotExist as gone:
            raise NoSuchUpload from gone
        if offset != upload.offset:
            raise WrongOffset(upload.offset)
        if offset + length > upload.size:
            raise TooMuch
        if upload.state == State.RECEIVING:
            check_disk(length)
            _advance(upload, offset + files.write_part(upload.pk, offset, body, checksum))
    return upload


def call_off(upload: Upload) -> None:
    """Give an upload up, with what has come of it.

    Raises IsComplete when it is in the library or on the last steps into it.
    """
    ended, _ = Upload.objects.filter(pk=upload.pk, state__in=(State.RECEIVING, State.REFUSED)).delete()
    if not ended:
        raise IsComplete
    files.forget(upload.pk)


def discard(upload: Upload) -> None:
    """Forget an upload, in whatever state, with what has come of it; a film that has its place in a library stays there."""
    number = upload.pk
    upload.delete()
    files.forget(number)


def _advance(upload: Upload, received: int) -> None:
    """Say what is on the disk now, unless the upload has been called off meanwhile."""
    upload.received, upload.expires_at = received, timezone.now() + KEPT
    upload.state = State.RECEIVED if received == upload.size else State.RECEIVING
    written = {"received": received, "expires_at": upload.expires_at, "state": upload.state}
    if not Upload.objects.filter(pk=upload.pk, state=State.RECEIVING).update(**written):
        files.forget(upload.pk)
        raise NoSuchUpload
    if upload.state == State.RECEIVED:
        transaction.on_commit(lambda: enqueue(ADD, str(upload.pk), queue="play"))  # a person waits


def _library(number: str) -> Library:
    """The library that was asked for; unasked, the one that imports go to."""
    library = queries.library_for(number) if number else library_named(None)
    if library is None:
        raise NoSuchLibrary
    return library


def _moment(text: str | None) -> int | None:
    return None if text is None else protocol.number("lastModified in Upload-Metadata", text)
