"""A whole film moves into its library."""

import logging
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from appliance.errors import VideoflixError, why
from appliance.media.errors import MediaRefused
from webapp.library.models import Video
from webapp.library.services import import_file, uploads_folder
from webapp.library.titles import from_file_name
from webapp.uploads import files, names
from webapp.uploads.models import Upload

CLAIM = timedelta(minutes=2)  # of a worker that died; adding twice gives the same Video, so a slow one does no harm

PUT_OFF = "put-off"  # the code of whatever passes

State = Upload.State
_log = logging.getLogger(__name__)


def add(upload_id: UUID) -> None:
    """Move a film that has arrived into its library and make a Video of it, or say why not. Whoever claims it first does it.

    What is no film is refused, and not kept: the sender still has it. What could not be read this time (a full disk) is tried again.
    """
    if not _claim(upload_id):
        return
    upload = Upload.objects.select_related("library").get(pk=upload_id)
    try:
        path = _move_in(upload, Path(uploads_folder(upload.library).path))
        video = import_file(path, upload.library)
    except (MediaRefused, OSError) as error:
        _put_off(upload, error) if _may_pass(error) else _refuse(upload, error)
        return
    _keep_title(video, path, upload.file_name)
    _end(upload, state=State.ADDED, video=video, reason="", code="")


def _claim(upload_id: UUID) -> bool:
    """Take the upload, unless somebody has it: a conditional update."""
    now = timezone.now()
    free = Q(state=State.RECEIVED) | Q(state=State.ADDING, claimed_at__lt=now - CLAIM)
    return Upload.objects.filter(free, pk=upload_id).update(state=State.ADDING, claimed_at=now) == 1


def _move_in(upload: Upload, folder: Path) -> Path:
    """Give the film its place, under a name that nobody has; again after a crash, the same one."""
    if not upload.path:
        upload.path = str(_reserved(folder, names.safe_name(upload.file_name)))
        Upload.objects.filter(pk=upload.pk).update(path=upload.path)
    path, incoming = Path(upload.path), files.place_of(upload.pk)
    if incoming.exists():
        incoming.replace(path)
    return path


def _reserved(folder: Path, name: str) -> Path:
    for candidate in names.candidates(name):
        try:
            (folder / candidate).touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            continue
        return folder / candidate
    raise AssertionError("there is always another name")


def _may_pass(error: Exception) -> bool:
    """Whether it was the system that failed, and not the film."""
    return isinstance(error, OSError) or isinstance(error.__cause__, OSError)


def _put_off(upload: Upload, error: Exception) -> None:
    reason = str(error) if isinstance(error, VideoflixError) else f"It cannot be added yet, and is tried again: {why(error)}."
    _log.warning("%s could not be added: %s", upload.file_name, error)
    _end(upload, state=State.RECEIVED, reason=reason, code=PUT_OFF)


def _refuse(upload: Upload, refusal: Exception) -> None:
    _end(upload, state=State.REFUSED, reason=str(refusal), code=refusal.code if isinstance(refusal, MediaRefused) else "")
    Path(upload.path).unlink(missing_ok=True)


def _keep_title(video: Video, path: Path, file_name: str) -> None:
    """Where the stored name had to differ from the sender's, a title that was told from it is told from the sender's instead."""
    if path.name != file_name and video.title == from_file_name(path.name):
        video.title = from_file_name(file_name)
        video.save(update_fields=["title"])


def _end(upload: Upload, **columns: object) -> None:
    Upload.objects.filter(pk=upload.pk, state=State.ADDING).update(**columns)
