"""The household's settings."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class Household(models.Model):
    """The one row of settings that the owner changes at run time."""

    class Security(models.TextChoices):
        """How the connection to the mail server is protected."""

        NONE = "none", "None"
        STARTTLS = "starttls", "STARTTLS"
        TLS = "tls", "TLS"

    class Registration(models.TextChoices):
        """Who may make an account."""

        APPROVE = "approve", "Anyone, once you have approved them"
        EMAIL = "email", "Anyone who opens the link in our mail"
        OPEN = "open", "Anyone, at once"
        CLOSED = "closed", "Nobody, unless invited"

    GIGABYTE = 10**9

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    server_name = models.CharField(max_length=100, default="Videoflix", help_text="What this server is called in the house.")
    lan_enabled = models.BooleanField(
        "reachable in the home network", default=False, help_text="Off: only at the computer that runs Videoflix."
    )
    registration = models.CharField("new accounts", max_length=20, choices=Registration, default=Registration.APPROVE)
    members_upload = models.BooleanField("members may upload", default=False, help_text="Off: only you add films.")
    upload_quota_gigabytes = models.PositiveIntegerField(
        "a member may upload (GB)", null=True, blank=True, help_text="In all; empty: as much as the disk has room for."
    )
    smtp_host = models.CharField("mail server", max_length=253, blank=True, help_text="Empty: mails stay in the outbox.")
    smtp_port = models.PositiveIntegerField("port", default=587, validators=[MinValueValidator(1), MaxValueValidator(65535)])
    smtp_security = models.CharField("security", max_length=20, choices=Security, default=Security.STARTTLS)
    smtp_username = models.CharField("user name", max_length=254, blank=True)
    smtp_password = models.CharField("password", max_length=254, blank=True)
    smtp_from = models.EmailField("from address", blank=True)

    class Meta:
        verbose_name_plural = "settings"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_household")]

    def __str__(self) -> str:
        return self.server_name

    @property
    def upload_quota(self) -> int | None:
        """Bytes that a member may upload in all; None: as much as there is room for."""
        return None if self.upload_quota_gigabytes is None else self.upload_quota_gigabytes * self.GIGABYTE

    @property
    def sends_mail(self) -> bool:
        """Whether mails also leave the house."""
        return bool(self.smtp_host and self.smtp_from)
