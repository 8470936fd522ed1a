"""What is on its way into the library."""

import uuid

from django.conf import settings
from django.db import models

from webapp.library.models import Library, Video
from webapp.uploads import files


class Upload(models.Model):
    """One film that somebody sends. Its bytes grow in a file of its own until it is whole; then it moves into its library.

    The row stays when the film has been added: it says who brought it, and how much of their quota it takes.
    """

    class State(models.TextChoices):
        """How far it is."""

        RECEIVING = "receiving", "Being sent"
        RECEIVED = "received", "Waits to be added"
        ADDING = "adding", "Being added"
        ADDED = "added", "In the library"
        REFUSED = "refused", "Refused"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="uploads")
    file_name = models.CharField(max_length=255, help_text="As the sender calls it.")
    modified_at = models.BigIntegerField(null=True, help_text="When the sender's file was changed last, in milliseconds since 1970.")
    metadata = models.TextField(blank=True, help_text="As the client sent it.")
    size = models.BigIntegerField(help_text="Bytes, of the whole film.")
    received = models.BigIntegerField(default=0, help_text="Bytes that are safely on the disk.")
    state = models.CharField(max_length=20, choices=State, default=State.RECEIVING, db_index=True)
    reason = models.TextField(blank=True, help_text="Why it was refused, or could not be added yet, in plain words.")
    code = models.CharField(max_length=40, blank=True, help_text="The reason, for programs; empty where only its words say it.")
    path = models.CharField(max_length=4096, blank=True, help_text="Where the whole film lies.")
    video = models.ForeignKey(Video, on_delete=models.SET_NULL, null=True, related_name="uploads")
    claimed_at = models.DateTimeField(null=True, help_text="When a worker began to add it.")
    expires_at = models.DateTimeField(help_text="When it is given up, unless another part comes.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def offset(self) -> int:
        """The byte where the next part begins: what the row knows of, as far as the file holds it.

        The row is written after the file: a crash in between leaves bytes that nobody vouches for, which the next part overwrites.
        """
        return min(self.received, files.size_of(self.pk)) if self.state == self.State.RECEIVING else self.size
