"""What further names a Video answers to."""

from django.db import models

from webapp.library.models.libraries import Library
from webapp.library.models.videos import Video


class Alias(models.Model):
    """What files of a merged Video are called: further ones of this name belong to the Video that stayed."""

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="aliases")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="aliases")
    key = models.CharField(max_length=64, help_text="As `Video.name_key`, or of an episode's series and number.")
    title = models.CharField(max_length=300, help_text="What the merged one was called, for people.")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "aliases"
        constraints = [models.UniqueConstraint(fields=["library", "key"], name="one_video_per_alias")]

    def __str__(self) -> str:
        return f"{self.title}: {self.video}"
