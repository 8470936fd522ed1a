"""What further names a Video, or a Series, answers to."""

from django.db import models

from webapp.library.models.libraries import Library
from webapp.library.models.series import Series
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


class SeriesAlias(models.Model):
    """What the folder of a merged Series is called: its episodes belong to the Series that stayed."""

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="series_aliases")
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="aliases")
    key = models.CharField(max_length=300, db_index=True, help_text="As `Series.name_key`.")
    year = models.PositiveSmallIntegerField(null=True, help_text="As `Series.year`.")
    title = models.CharField(max_length=300, help_text="What the merged one was called, for people.")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "series aliases"

    def __str__(self) -> str:
        return f"{self.title}: {self.series}"
