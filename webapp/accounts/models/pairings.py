"""Devices that are being let in."""

from django.db import models

from webapp.accounts.models.profiles import Profile


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
    denied_at = models.DateTimeField(null=True)
    collected_at = models.DateTimeField(null=True, help_text="When the device got its sign-in.")

    def __str__(self) -> str:
        return f"{self.name} ({self.user_code})"
