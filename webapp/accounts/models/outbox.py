"""Mail that waits, or was sent."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from webapp.accounts.models.people import User
from webapp.accounts.rules import MAX_ADDRESS_LENGTH

CLAIM = timedelta(minutes=2)  # longer than a conversation with a mail server may take
LONGEST_PAUSE = timedelta(hours=6)
KEPT = timedelta(days=90)  # what was sent
USEFUL = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)  # what is in it has expired then: no more attempts


class OutboxQuerySet(models.QuerySet["OutboxMail"]):
    """Questions about many mails."""

    def due(self) -> "OutboxQuerySet":
        """What should be on its way, and no worker is sending."""
        return self.filter(self._free(), sent_at=None, due_at__lte=timezone.now())

    def never_sent(self) -> "OutboxQuerySet":
        """What neither left the house nor is leaving it now."""
        return self.filter(self._free(), sent_at=None)

    def with_waits(self) -> "OutboxQuerySet":
        """With whether its recipient waits to be let in, as `waits`."""
        waiting = User.objects.filter(email=models.OuterRef("recipient"), activated_at=None, is_active=False)
        return self.annotate(waits=models.Exists(waiting, output_field=models.BooleanField()))

    def of_no_use(self) -> "OutboxQuerySet":
        """What was sent long ago, and what was not and now leads nowhere; who waits to be let in is let in from their mail."""
        now = timezone.now()
        asks = models.Q(waits=True, purpose=OutboxMail.Purpose.ACTIVATION)
        leads_nowhere = self._free() & ~asks & models.Q(sent_at=None, created_at__lt=now - USEFUL)
        return self.with_waits().filter(models.Q(sent_at__lt=now - KEPT) | leads_nowhere)

    @staticmethod
    def _free() -> models.Q:
        return models.Q(claimed_at=None) | models.Q(claimed_at__lt=timezone.now() - CLAIM)


class OutboxMail(models.Model):
    """A mail that somebody asked for; at home there is mostly no mail server, and the owner hands the link over."""

    class Purpose(models.TextChoices):
        """What the link in the mail does."""

        ACTIVATION = "activation", "Activation"
        APPROVED = "approved", "Approved"
        PASSWORD_RESET = "password_reset", "New password"

    recipient = models.EmailField(max_length=MAX_ADDRESS_LENGTH)
    purpose = models.CharField(max_length=20, choices=Purpose)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    html = models.TextField(blank=True, editable=False)
    language = models.CharField(max_length=10, blank=True, editable=False, help_text="What the recipient reads.")
    link = models.URLField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    claimed_at = models.DateTimeField(null=True, editable=False, help_text="Since when a worker is sending it.")
    sent_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(
        "next attempt", null=True, editable=False, db_index=True, help_text="Empty: it is not sent, or not any more."
    )
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    error = models.TextField(blank=True, help_text="Why the last attempt to send it failed.")

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "mail"
        verbose_name_plural = "outbox"

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} for {self.recipient}"

    def claim(self) -> bool:
        """Take this mail for sending; True for exactly one worker, False also when it has been sent."""
        return bool(OutboxMail.objects.never_sent().filter(pk=self.pk).update(claimed_at=timezone.now()))

    def note_sent(self) -> None:
        """Remember that the mail server took it."""
        OutboxMail.objects.filter(pk=self.pk).update(sent_at=timezone.now(), due_at=None, error="")

    def note_failure(self, reason: str) -> None:
        """Remember why it failed and when to try again: each pause twice as long, until what the mail says has expired."""
        again = timezone.now() + min(timedelta(minutes=2 ** min(self.attempts, 12)), LONGEST_PAUSE)
        due = again if again < self.created_at + USEFUL else None
        OutboxMail.objects.filter(pk=self.pk).update(error=reason, claimed_at=None, due_at=due, attempts=models.F("attempts") + 1)
