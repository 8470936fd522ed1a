"""Mail that waits, or was sent."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from webapp.accounts.rules import MAX_ADDRESS_LENGTH

CLAIM = timedelta(minutes=2)  # longer than a conversation with a mail server may take


class OutboxMail(models.Model):
    """A mail that somebody asked for; at home there is mostly no mail server, and the owner hands the link over."""

    class Purpose(models.TextChoices):
        """What the link in the mail does."""

        ACTIVATION = "activation", "Activation"
        PASSWORD_RESET = "password_reset", "New password"

    recipient = models.EmailField(max_length=MAX_ADDRESS_LENGTH)
    purpose = models.CharField(max_length=20, choices=Purpose)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.URLField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    claimed_at = models.DateTimeField(null=True, editable=False, help_text="Since when a worker is sending it.")
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, help_text="Why the last attempt to send it failed.")

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "mail"
        verbose_name_plural = "outbox"

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} for {self.recipient}"

    def claim(self) -> bool:
        """Take this mail for sending; True for exactly one worker, False also when it has been sent."""
        now = timezone.now()
        free = models.Q(claimed_at=None) | models.Q(claimed_at__lt=now - CLAIM)
        return bool(OutboxMail.objects.filter(free, pk=self.pk, sent_at=None).update(claimed_at=now))
