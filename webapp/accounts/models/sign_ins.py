"""Sign-ins on devices, and their used tokens."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from webapp.accounts import remembered
from webapp.accounts.models.people import User
from webapp.accounts.models.profiles import Profile


class SignIn(models.Model):
    """One sign-in on one device; every token names it. When it ends, its tokens end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True, help_text="When its newest refresh token expires.")
    ended_at = models.DateTimeField(null=True)
    profile = models.ForeignKey(Profile, on_delete=models.SET_NULL, null=True, related_name="+", help_text="Who is watching on it.")
    name = models.CharField(max_length=100, blank=True, help_text="What people call the device; empty: its client.")
    client = models.CharField(max_length=200, blank=True, help_text="Browser and system, or the app.")
    address = models.GenericIPAddressField(null=True, help_text="Where its last request came from.")
    last_seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user} since {self.created_at:%Y-%m-%d %H:%M}"

    def end(self) -> None:
        """End it, with all its tokens."""
        SignIn.objects.filter(pk=self.pk, ended_at=None).update(ended_at=timezone.now())
        remembered.forget()


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
