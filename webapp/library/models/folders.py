"""Where originals lie, and what lies there that is no Source yet."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from webapp.library.models.libraries import Library

SETTLED_NS = 10 * 10**9  # nanoseconds for which a file has been left alone when its copy is complete


class Folder(models.Model):
    """A folder of originals that a library watches, or the folder of uploads."""

    class State(models.TextChoices):
        """Whether it can be read; a drive that is unplugged is a state, never a delete."""

        READY = "ready", "Ready"
        MISSING = "missing", "Missing"

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="folders")
    path = models.CharField(max_length=4096, unique=True)
    is_uploads = models.BooleanField(default=False, editable=False, help_text="Holds what was uploaded.")
    state = models.CharField(max_length=20, choices=State, default=State.READY, editable=False)
    reason = models.TextField(blank=True, editable=False, help_text="What of it could not be read last, in plain words.")
    scanned_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path


class FoundFileQuerySet(models.QuerySet["FoundFile"]):
    """Many found files."""

    def to_examine(self, now: datetime) -> "FoundFileQuerySet":
        """Those whose turn it is: nobody is at them, their folder is there, and they are not being written any more.

        What says that it was changed in the future comes from a machine whose clock is ahead.
        """
        ns = int(now.timestamp() * 10**9)
        settled = Q(modified_ns__lte=ns - SETTLED_NS) | Q(modified_ns__gt=ns)
        free = Q(claimed_until=None) | Q(claimed_until__lte=now)
        return self.filter(settled, free, state=FoundFile.State.WAITING, folder__state=Folder.State.READY)


class FoundFile(models.Model):
    """A film that a scan listed: it waits to be examined, was refused, or was removed by a person. What is taken in is a Source instead.

    A Source whose file changed has both, until it has been looked at.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "Waiting"
        REFUSED = "refused", "Refused"
        REMOVED = "removed", "Removed by a person"

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=4096, unique=True)
    size = models.BigIntegerField(help_text="Bytes.")
    modified_ns = models.BigIntegerField(help_text="Modification time in nanoseconds since 1970.")
    state = models.CharField(max_length=20, choices=State, default=State.WAITING, db_index=True)
    reason = models.TextField(blank=True, help_text="Why it was refused, in plain words.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often somebody began to examine it.")
    claimed_until = models.DateTimeField(null=True, editable=False, help_text="Nobody else begins before that.")
    found_at = models.DateTimeField(auto_now_add=True)

    objects = FoundFileQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = "film waiting or refused"
        verbose_name_plural = "waiting or refused"

    def __str__(self) -> str:
        return self.path
