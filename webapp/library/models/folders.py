"""Where originals lie, and what lies there that is no Source yet."""

from django.db import models

from webapp.library.models.libraries import Library


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
    reason = models.TextField(blank=True, editable=False, help_text="Why it could not be read last, in plain words.")
    scanned_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path


class FoundFile(models.Model):
    """A film that a scan listed: it waits to be examined, or was refused. What is taken in is a Source instead."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "Waiting"
        REFUSED = "refused", "Refused"

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=4096, unique=True)
    size = models.BigIntegerField(help_text="Bytes.")
    modified_ns = models.BigIntegerField(help_text="Modification time in nanoseconds since 1970.")
    state = models.CharField(max_length=20, choices=State, default=State.WAITING, db_index=True)
    reason = models.TextField(blank=True, help_text="Why it was refused, in plain words.")
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.path
