"""What each profile has watched, keeps in mind and thinks of it."""

from django.db import models
from django.utils import timezone

from webapp.accounts.models import Profile
from webapp.library.models import Video


class WatchProgressQuerySet(models.QuerySet["WatchProgress"]):
    """How far people are in many videos."""

    def history(self) -> "WatchProgressQuerySet":
        """What was really played, the latest first; not what was put aside, nor what was only marked."""
        return self.filter(hidden=False).exclude(played_at=None).order_by("-played_at", "-id")


class WatchProgress(models.Model):
    """How far a Profile is in a Video. A film that was watched begins anew: its position is 0."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="progress")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="progress")
    position = models.FloatField(default=0.0, help_text="Seconds from the beginning, over all parts of the film.")
    duration = models.FloatField(default=0.0, help_text="Seconds that the whole film takes; 0: unknown.")
    watched = models.BooleanField(default=False)
    watched_at = models.DateTimeField(null=True, help_text="When it was watched last, or marked so.")
    played_at = models.DateTimeField(null=True, help_text="When it was played last; empty: never, only marked.")
    hidden = models.BooleanField(default=False, help_text="Put aside until it is played: not in the history, nor offered to go on with.")
    updated_at = models.DateTimeField(default=timezone.now)

    objects = WatchProgressQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "video"], name="one_progress_per_profile_and_video")]
        indexes = [models.Index(fields=["profile", "-played_at"], name="progress_by_time_played")]

    def __str__(self) -> str:
        return f"{self.profile} in {self.video}"


class ListEntry(models.Model):
    """A Video that a Profile keeps in mind: "my list"."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="list_entries")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="list_entries")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "list entries"
        constraints = [models.UniqueConstraint(fields=["profile", "video"], name="one_list_entry_per_profile_and_video")]

    def __str__(self) -> str:
        return f"{self.video}, listed by {self.profile}"


class Thumb(models.Model):
    """What a Profile thinks of a Video; no row: nothing said."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="thumbs")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="thumbs")
    up = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "video"], name="one_thumb_per_profile_and_video")]

    def __str__(self) -> str:
        return f"{self.video}: {'up' if self.up else 'down'} by {self.profile}"
