"""Who came in, who was refused, and who changed whose rights."""

from django.db import models

from webapp.accounts.models.people import User


class AuditEntry(models.Model):
    """One thing that happened to an account. Never carries a password, a PIN, a code, a token, or an address nobody here has."""

    class Kind(models.TextChoices):
        """What happened."""

        SIGNED_IN = "signed-in", "Signed in"
        SIGN_IN_REFUSED = "sign-in-refused", "Sign-in refused"
        SIGNED_OUT = "signed-out", "Signed out"
        SIGNED_OUT_EVERYWHERE = "signed-out-everywhere", "Signed out everywhere"
        TOKEN_REUSED = "token-reused", "Old token used again"
        REGISTERED = "registered", "Asked for an account"
        INVITED = "invited", "Used an invitation"
        ACTIVATED = "activated", "Activated by link"
        APPROVED = "approved", "Approved"
        BLOCKED = "blocked", "Blocked"
        MADE_OWNER = "made-owner", "Made an owner"
        REMOVED = "removed", "Account removed"
        EXPIRED = "expired", "Never activated, removed"
        OWNER_NO_MORE = "owner-no-more", "Owner no more"
        PASSWORD_CHANGED = "password-changed", "Password changed"
        PASSWORD_RESET_ASKED = "password-reset-asked", "Asked for a new password"
        PRESENCE_USED = "presence-used", "Came in at the machine"
        PRESENCE_REFUSED = "presence-refused", "Refused at the machine"
        DEVICE_PAIRED = "device-paired", "Device let in"
        DEVICE_DENIED = "device-denied", "Device denied"
        DEVICE_REVOKED = "device-revoked", "Device revoked"
        PIN_REFUSED = "pin-refused", "Wrong PIN"
        PROFILE_CHANGED = "profile-changed", "Profile changed"

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    kind = models.CharField(max_length=30, choices=Kind)
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", help_text="Whose account.")
    email = models.CharField(max_length=254, blank=True, help_text="The account's address then: the row outlives the account.")
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", help_text="Who did it; empty: nobody known.")
    address = models.GenericIPAddressField(null=True, help_text="Where the request came from.")
    client = models.CharField(max_length=200, blank=True, help_text="Browser and system, or the app.")
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = "audit entry"
        verbose_name_plural = "audit log"

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.email or 'unknown'}"
