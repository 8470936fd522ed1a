"""Devices that are being let in."""

from django.db import models
from django.db.models import F
from django.utils import timezone

from webapp.accounts.models.profiles import Profile


class PairingQuerySet(models.QuerySet["Pairing"]):
    """Many pairings."""

    def undecided(self) -> "PairingQuerySet":
        """Those that somebody may still approve or deny."""
        return self.filter(expires_at__gt=timezone.now(), profile=None, denied_at=None)

    def to_collect(self) -> "PairingQuerySet":
        """Those that were approved, by somebody who may still come in, and that no device has used."""
        may_come_in = self.filter(profile__user__is_active=True, profile__user__session_epoch=F("epoch"))
        return may_come_in.filter(expires_at__gt=timezone.now(), denied_at=None, collected_at=None)


class Pairing(models.Model):
    """A television shows a code; somebody who is signed in approves it (RFC 8628, the device authorization grant)."""

    device_code_digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of what the device proves itself with.")
    user_code = models.CharField(max_length=8, unique=True, help_text="What people type, without the hyphen.")
    name = models.CharField(max_length=100, help_text="What the device calls itself.")
    client = models.CharField(max_length=200, blank=True, help_text="Browser and system, or the app.")
    address = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    polled_at = models.DateTimeField(null=True)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, null=True, help_text="Who will be watching; set by the approval.")
    epoch = models.PositiveIntegerField(null=True, help_text="The session epoch of who approved it; a sign-out everywhere voids it.")
    denied_at = models.DateTimeField(null=True)
    collected_at = models.DateTimeField(null=True, help_text="When the device got its sign-in.")

    objects = PairingQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
