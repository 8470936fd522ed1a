"""Who plays what now, and who encodes what now."""

import os
import socket
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from appliance.child import is_running
from webapp.accounts.models import Profile, SignIn
from webapp.library.models import Source, Video

PLAYBACK_ALIVE = timedelta(seconds=45)  # players report every 10 s; a sleeping tab may miss a few
PLAYBACK_KEPT = timedelta(hours=12)  # of players that never said that they ended; what they play on another day begins then
LEASE = timedelta(seconds=60)  # renewed every few seconds while packets come; a dead worker on this machine is seen at once
WAIT_ALIVE = timedelta(seconds=1.5)  # a waiting request says so twice a second
NEEDED = timedelta(days=90)  # that a device is thought to play what it played
MOST_ATTEMPTS = 3  # a run that failed so often is left alone until a person says "retry"


def this_host() -> str:
    """What this machine is called. Ours, because a migration names the function's own module, and Windows has another."""
    return socket.gethostname()


def this_process() -> int:
    """This process's number on its machine."""
    return os.getpid()


class PlaybackQuerySet(models.QuerySet["Playback"]):
    """Many playbacks."""

    def alive(self) -> "PlaybackQuerySet":
        """Those that reported lately."""
        return self.filter(updated_at__gt=timezone.now() - PLAYBACK_ALIVE)


class Playback(models.Model):
    """One device playing one Video now: where it is, which rendition."""

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="playbacks")
    profile = models.ForeignKey(Profile, on_delete=models.SET_NULL, null=True, related_name="+", help_text="Who watches.")
    sign_in = models.ForeignKey(SignIn, on_delete=models.SET_NULL, null=True, related_name="+", help_text="On which device.")
    address = models.GenericIPAddressField(null=True, help_text="From where.")
    client = models.CharField("program", max_length=200, blank=True, help_text="What it says that it is.")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="playbacks")
    rendition = models.CharField(max_length=40, blank=True)
    position = models.FloatField(default=0.0, help_text="Seconds.")
    paused = models.BooleanField(default=False)
    started_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = PlaybackQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "playing"

    def __str__(self) -> str:
        return f"{self.user} plays {self.video}"


class RunLeaseQuerySet(models.QuerySet["RunLease"]):
    """Many leases."""

    def active(self) -> "RunLeaseQuerySet":
        """Those whose worker gave a sign of life lately."""
        return self.filter(expires_at__gt=timezone.now())

    def given_up(self) -> "RunLeaseQuerySet":
        """Those that failed too often to be tried again."""
        return self.filter(attempts__gte=MOST_ATTEMPTS)

    def take(self, source_id: int, names: Iterable[str], segments: range) -> "RunLease":
        """The lease on these segments of these renditions, for this process from now on; what failed before is remembered."""
        now = timezone.now()
        mine = {
            "segment_count": len(segments),
            "worker": uuid.uuid4(),
            "host": this_host(),
            "process": this_process(),
            "claimed_at": now,
            "expires_at": now + LEASE,
        }
        renditions = " ".join(sorted(names))
        return self.update_or_create(source_id=source_id, renditions=renditions, first_segment=segments.start, defaults=mine)[0]


class RunLease(models.Model):
    """The lease on a run: these segments of these renditions are being made by one worker, until `expires_at`.

    What is finished is on disk and needs no row: the row ends with its run. The lease of a run that failed stays, expired,
    with the reason and the number of attempts.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="leases")
    renditions = models.CharField(max_length=200, help_text="Names, separated by spaces.")
    first_segment = models.PositiveIntegerField()
    segment_count = models.PositiveIntegerField()
    worker = models.UUIDField(help_text="Made anew with every claim.")
    host = models.CharField(max_length=255, default=this_host)
    process = models.PositiveIntegerField(default=this_process, help_text="The worker's process number on its host.")
    claimed_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often it failed.")
    reason = models.TextField(blank=True, help_text="Why it failed last, in plain words.")

    objects = RunLeaseQuerySet.as_manager()

    class Meta:
        verbose_name = "run being prepared"
        verbose_name_plural = "being prepared"
        constraints = [models.UniqueConstraint(fields=["source", "renditions", "first_segment"], name="one_lease_per_run")]

    def __str__(self) -> str:
        return f"{self.source}: {self.renditions} from segment {self.first_segment}"

    @property
    def names(self) -> frozenset[str]:
        """The renditions of the run."""
        return frozenset(self.renditions.split())

    @property
    def segments(self) -> range:
        """The segments of the run."""
        return range(self.first_segment, self.first_segment + self.segment_count)

    @property
    def is_given_up(self) -> bool:
        """Whether it failed too often to be tried again."""
        return self.attempts >= MOST_ATTEMPTS

    @property
    def is_held(self) -> bool:
        """Whether a worker is at it: it gave a sign of life lately and, as far as can be seen from here, its process lives."""
        if self.expires_at <= timezone.now():
            return False
        return self.host != this_host() or is_running(self.process, self.claimed_at.timestamp())

    def renew(self, now: datetime) -> bool:
        """Say that the worker is still at it; False when another worker took the run over or the source is gone."""
        return self._mine().update(expires_at=now + LEASE) == 1

    def extend(self, stop: int, now: datetime) -> bool:
        """Take the segments before `stop`, too; False as for `renew`."""
        self.segment_count = stop - self.first_segment
        return self._mine().update(segment_count=self.segment_count, expires_at=now + LEASE) == 1

    def fail(self, reason: str, now: datetime, segment_count: int) -> None:
        """End the lease on so many segments and keep why."""
        self._mine().update(expires_at=now, attempts=models.F("attempts") + 1, reason=reason, segment_count=segment_count)

    def interrupt(self, reason: str, now: datetime) -> None:
        """End the lease and keep why, by no fault of the run: it is tried again however often this happens."""
        self._mine().update(expires_at=now, reason=reason)

    def end(self) -> None:
        """The run is whole: what was made is on disk."""
        self._mine().delete()

    def _mine(self) -> RunLeaseQuerySet:
        """This row, unless another worker took the run over."""
        return RunLease.objects.filter(pk=self.pk, worker=self.worker)


class WaitQuerySet(models.QuerySet["Wait"]):
    """Many waits."""

    def fresh(self) -> "WaitQuerySet":
        """Those of requests that still wait."""
        return self.filter(renewed_at__gt=timezone.now() - WAIT_ALIVE)


class Wait(models.Model):
    """Somebody's player waits for this segment now. The row is renewed while it does, and means nothing afterwards."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="waits")
    rendition = models.CharField(max_length=40)
    segment = models.PositiveIntegerField()
    renewed_at = models.DateTimeField(db_index=True)

    objects = WaitQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "rendition", "segment"], name="one_wait_per_segment")]

    def __str__(self) -> str:
        return f"{self.source}: {self.rendition} at segment {self.segment}"


class Preparation(models.Model):
    """How far a Source is prepared ahead, so that nobody has to look at its folder again; no row: not known.

    What counts is what is on disk: the row goes when a segment is found missing, and is checked now and then.
    """

    class Stage(models.IntegerChoices):
        """What there is of it."""

        BEGINNING = 1, "The first minute"
        WHOLE = 2, "Everything"

    source = models.OneToOneField(Source, on_delete=models.CASCADE, primary_key=True, related_name="preparation")
    stage = models.PositiveSmallIntegerField(choices=Stage)
    scope = models.CharField(max_length=200, help_text="Which renditions that means; where others are wanted, it is looked at again.")
    checked_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.source}: {self.get_stage_display()}"


class Priority(models.Model):
    """The owner wants this Source prepared before others. The row goes when it is."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, primary_key=True, related_name="priority")
    since = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name_plural = "priorities"

    def __str__(self) -> str:
        return str(self.source)


class PlayedRung(models.Model):
    """When a device of the household last played a rung. A film's lowest one is not noted: it is always prepared."""

    name = models.CharField(max_length=40, unique=True)
    played_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class SegmentStore(models.Model):
    """The one row of what the owner allows prepared segments to take, and whether any are made ahead."""

    GIGABYTE = 10**9

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    budget_gigabytes = models.PositiveIntegerField(
        "room for prepared films (GB)", null=True, blank=True, help_text="Empty: half of what they and free space come to."
    )
    floor_gigabytes = models.PositiveIntegerField("always keep free (GB)", default=2, help_text="Below that nothing more is written.")
    paused = models.BooleanField("preparing is paused", default=False, help_text="On: only what somebody watches is made.")

    class Meta:
        verbose_name_plural = "segment store"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_segment_store")]

    def __str__(self) -> str:
        return "Segment store"

    @classmethod
    def current(cls) -> "SegmentStore":
        """The row, or what holds while the owner decided nothing."""
        return cls.objects.filter(pk=1).first() or cls()

    @property
    def budget(self) -> int | None:
        """Bytes that segments may take; None: half of what they and free space come to."""
        return None if self.budget_gigabytes is None else self.budget_gigabytes * self.GIGABYTE

    @property
    def floor(self) -> int:
        """Bytes that stay free."""
        return self.floor_gigabytes * self.GIGABYTE


class PreparedVideo(Video):
    """A Video, seen as what is prepared of it."""

    class Meta:
        proxy = True
