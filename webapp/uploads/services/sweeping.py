"""What was given up goes; what was left lying on the last steps goes on."""

import time
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from webapp.jobs import enqueue
from webapp.uploads import files
from webapp.uploads.models import Upload
from webapp.uploads.services.adding import CLAIM
from webapp.uploads.services.receiving import ADD, KEPT

State = Upload.State


def sweep() -> None:
    """Give up what nobody went on with for a week, and have added what a worker or the queue lost."""
    _expire()
    _forget_strays()
    for upload in _left_lying():
        enqueue(ADD, str(upload), queue="play")


def _expire() -> None:
    now = timezone.now()
    for upload in Upload.objects.filter(state__in=(State.RECEIVING, State.REFUSED), expires_at__lt=now):
        # Asked again: a part may have come meanwhile.
        ended, _ = Upload.objects.filter(pk=upload.pk, state=upload.state, expires_at__lt=now).delete()
        if ended:
            files.forget(upload.pk)


def _left_lying() -> list[UUID]:
    """Uploads that are whole, and that nobody has been adding for a while."""
    before = timezone.now() - CLAIM
    waits = Q(claimed_at__lt=before) | Q(claimed_at=None, expires_at__lt=before + KEPT)
    return list(Upload.objects.filter(waits, state__in=(State.RECEIVED, State.ADDING)).values_list("pk", flat=True))


def _forget_strays() -> None:
    """Remove files whose upload is gone: another system may have had them open, or their user was deleted."""
    old = time.time() - KEPT / timedelta(seconds=1)
    known = set(Upload.objects.filter(state__in=(State.RECEIVING, State.RECEIVED, State.ADDING)).values_list("pk", flat=True))
    for path in files.leftovers():
        if path.stem not in {str(upload) for upload in known} and path.stat().st_mtime < old:
            path.unlink(missing_ok=True)
