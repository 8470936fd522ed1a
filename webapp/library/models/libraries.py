"""Folders of originals."""

from django.db import models


class Library(models.Model):
    """A folder of originals that the appliance watches, or the folder of uploads."""

    class Kind(models.TextChoices):
        """What a library holds, which decides how names are read."""

        FILMS = "films", "Films"
        SERIES = "series", "Series"
        HOME_VIDEOS = "home_videos", "Home videos"

    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.FILMS)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "libraries"

    def __str__(self) -> str:
        return self.name
