"""What takes long to find out."""

from django.db import models
from django.utils import timezone


class StorageReport(models.Model):
    """The one row of what prepared films take on the disk, as it was last measured."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    taken_at = models.DateTimeField(default=timezone.now)
    bytes_by_library = models.JSONField(default=dict, help_text="By the number of the Library, by the name of the rendition.")
    bytes_in_all = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_storage_report")]

    def __str__(self) -> str:
        return f"Storage at {self.taken_at:%Y-%m-%d %H:%M}"
