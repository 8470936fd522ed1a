"""Ways into the house that the owner hands out."""

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from webapp.accounts.models.people import User

LIFETIME = timedelta(days=7)


def _in_a_week() -> datetime:
    return timezone.now() + LIFETIME


class Invitation(models.Model):
    """Lets so many people make an account, whatever the registration policy. Its link is signed, so no secret is stored."""

    note = models.CharField(max_length=100, blank=True, help_text="For whom it is.")
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, editable=False, related_name="invitations")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=_in_a_week)
    uses_allowed = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(100)])
    uses = models.PositiveSmallIntegerField(default=0, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class State(models.TextChoices):
        """Whether somebody can come in by it, and if not, why."""

        OPEN = "open", "Open"
        USED = "used", "Used up"
        EXPIRED = "expired", "Expired"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.note or f"Invitation of {self.created_at:%Y-%m-%d}"

    @property
    def state(self) -> State:
        """How it stands now."""
        if self.withdrawn_at is not None:
            return self.State.WITHDRAWN
        if self.uses >= self.uses_allowed:
            return self.State.USED
        return self.State.OPEN if self.expires_at > timezone.now() else self.State.EXPIRED

    @property
    def is_open(self) -> bool:
        """Whether somebody may come in by it now."""
        return self.state == self.State.OPEN

    def withdraw(self) -> bool:
        """Let nobody in by it any more; False: it was withdrawn before."""
        return bool(Invitation.objects.filter(pk=self.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()))

    def use(self) -> bool:
        """Take one use; False when none is left, it has expired or was withdrawn. Of two at once, one gets the last."""
        usable = Q(withdrawn_at=None, uses__lt=F("uses_allowed"), expires_at__gt=timezone.now())
        return bool(Invitation.objects.filter(usable, pk=self.pk).update(uses=F("uses") + 1))
