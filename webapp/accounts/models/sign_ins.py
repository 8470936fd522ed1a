"""Sign-ins on devices, and their used tokens."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F
from django.utils import timezone

from webapp.accounts import remembered
from webapp.accounts.models.people import User
from webapp.accounts.models.profiles import Profile


class SignInQuerySet(models.QuerySet["SignIn"]):
    """Many sign-ins."""

    def alive(self) -> "SignInQuerySet":
        """Those that still open the house, the one seen last first."""
        open_ones = self.filter(ended_at=None, expires_at__gt=timezone.now(), epoch=F("user__session_epoch"), user__is_active=True)
        return open_ones.order_by("-last_seen_at", "id")


class SignIn(models.Model):
    """One sign-in on one device; every token names it. When it ends, its tokens end. People call it a device."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    epoch = models.PositiveIntegerField(default=0, help_text="The user's session epoch then; it ends with it.")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True, help_text="When its newest refresh token expires.")
    ended_at = models.DateTimeField(null=True)
    profile = models.ForeignKey(Profile, on_delete=models.SET_NULL, null=True, related_name="+", help_text="Who is watching on it.")
    name = models.CharField(max_length=100, blank=True, help_text="What people call the device; empty: its client.")
    client = models.CharField(max_length=200, blank=True, help_text="Browser and system, or the app.")
    address = models.GenericIPAddressField(null=True, help_text="Where its last request came from.")
    last_seen_at = models.DateTimeField(default=timezone.now)

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = "device"

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What to call the device."""
        return self.name or self.client or "Unknown device"

    @property
    def is_alive(self) -> bool:
        """Whether it still opens the house."""
        user = self.user
        return self.ended_at is None and self.expires_at > timezone.now() and self.epoch == user.session_epoch and user.is_active

    def end(self) -> bool:
        """End it, with all its tokens; False when it had ended before."""
        ended = SignIn.objects.filter(pk=self.pk, ended_at=None).update(ended_at=timezone.now())
        remembered.forget()
        return bool(ended)


class RotatedToken(models.Model):
    """A used refresh token and what its successor says: enough to sign the same successor again, and no secret."""

    jti = models.CharField(max_length=64, unique=True)
    sign_in = models.ForeignKey(SignIn, on_delete=models.CASCADE, related_name="rotated_tokens")
    rotated_at = models.DateTimeField(default=timezone.now, db_index=True)
    successor_jti = models.CharField(max_length=64)
    successor_iat = models.BigIntegerField(help_text="Seconds since 1970.")
    successor_exp = models.BigIntegerField(help_text="Seconds since 1970.")

    def __str__(self) -> str:
        return self.jti

    def is_within(self, grace: timedelta, now: datetime) -> bool:
        """Whether it was used so recently that a second use is no theft."""
        return self.rotated_at > now - grace
