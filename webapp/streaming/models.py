"""Who plays what now, and who encodes what now."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from webapp.library.models import Source, Video

PLAYBACK_ALIVE = timedelta(seconds=45)  # players report every 10 s; a sleeping tab may miss a few
LEASE = timedelta(seconds=30)  # a worker renews its lease about every 5 s while it encodes


class PlaybackQuerySet(models.QuerySet["Playback"]):
    """Many playbacks."""

    def alive(self) -> "PlaybackQuerySet":
        """Those that reported lately."""
        return self.filter(updated_at__gt=timezone.now() - PLAYBACK_ALIVE)


class Playback(models.Model):
    """One device playing one Video now: where it is, which rendition."""

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="playbacks")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="playbacks")
    rendition = models.CharField(max_length=40, blank=True)
    position = models.FloatField(default=0.0, help_text="Seconds.")
    paused = models.BooleanField(default=False)
    started_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = PlaybackQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user} plays {self.video}"


class Run(models.Model):
    """The lease on a run: these segments of these renditions are being made by one worker, until `expires_at`.

    What is finished is on disk and needs no row; this row ends with the run. A run that failed stays, with the reason,
    so that it is not tried for ever.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    kind = models.CharField(max_length=20, help_text="`video` for all rungs, or the name of one audio rendition.")
    first_segment = models.PositiveIntegerField()
    segment_count = models.PositiveIntegerField()
    worker = models.UUIDField(null=True)
    expires_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True, help_text="Why the last attempt failed, in plain words.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "first_segment"], name="one_lease_per_run")]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} from segment {self.first_segment}"
