"""Users and their sign-ins, the household's settings, the outbox."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from webapp.accounts.rules import MAX_ADDRESS_LENGTH, normal_email

CLAIM = timedelta(minutes=2)  # longer than a conversation with a mail server may take


class UserManager(BaseUserManager["User"]):
    """Makes users, and finds them by address in any spelling."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user, not yet active unless `is_active=True` is given."""
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_owner(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make the owner: active, and at home in the admin."""
        return self.create_user(email, password, **{**fields, "is_active": True, "is_staff": True, "is_superuser": True})

    create_superuser = create_owner  # Django's own commands call it so

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a user by e-mail address in any case."""
        return self.get(email=normal_email(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody of the household who signs in with an e-mail address; the owner is the superuser."""

    email = models.EmailField(_("email address"), unique=True, max_length=MAX_ADDRESS_LENGTH)
    is_active = models.BooleanField("active", default=False, help_text="May sign in. Switch off to block somebody.")
    is_staff = models.BooleanField("may open the admin", default=False)
    activated_at = models.DateTimeField(null=True, blank=True, editable=False)
    session_epoch = models.PositiveIntegerField(
        default=0, editable=False, help_text="Carried by every token; counting it up ends every sign-in of this user."
    )
    date_joined = models.DateTimeField("joined", default=timezone.now, editable=False)

    _password: str | None  # where Django keeps a freshly set password until it is saved

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ["email"]

    def __str__(self) -> str:
        return self.email

    @property
    def is_owner(self) -> bool:
        """Whether this person looks after the library."""
        return self.is_superuser

    @property
    def is_blocked(self) -> bool:
        """Whether this person was let in once, and is not any more."""
        return self.activated_at is not None and not self.is_active

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and keep three promises whoever saves: one spelling, a time of activation, a new password ends old sign-ins."""
        also = set()
        self.email = normal_email(self.email)
        if self.is_active and self.activated_at is None:
            self.activated_at = timezone.now()
            also.add("activated_at")
        if self._password is not None and not self._state.adding:
            self.session_epoch += 1
            also.add("session_epoch")
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *also}
        super().save(*args, **kwargs)

    def get_session_auth_hash(self) -> str:
        """What the admin's session is bound to: the password, and the epoch too."""
        return f"{super().get_session_auth_hash()}.{self.session_epoch}"


class Household(models.Model):
    """The one row of settings that the owner changes at run time."""

    class Security(models.TextChoices):
        """How the connection to the mail server is protected."""

        NONE = "none", "None"
        STARTTLS = "starttls", "STARTTLS"
        TLS = "tls", "TLS"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    server_name = models.CharField(max_length=100, default="Videoflix", help_text="What this server is called in the house.")
    lan_enabled = models.BooleanField(
        "reachable in the home network", default=False, help_text="Off: only at the computer that runs Videoflix."
    )
    smtp_host = models.CharField("mail server", max_length=253, blank=True, help_text="Empty: mails stay in the outbox.")
    smtp_port = models.PositiveIntegerField("port", default=587, validators=[MinValueValidator(1), MaxValueValidator(65535)])
    smtp_security = models.CharField("security", max_length=20, choices=Security, default=Security.STARTTLS)
    smtp_username = models.CharField("user name", max_length=254, blank=True)
    smtp_password = models.CharField("password", max_length=254, blank=True)
    smtp_from = models.EmailField("from address", blank=True)

    class Meta:
        verbose_name_plural = "household"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_household")]

    def __str__(self) -> str:
        return self.server_name

    @property
    def sends_mail(self) -> bool:
        """Whether mails also leave the house."""
        return bool(self.smtp_host and self.smtp_from)


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


class SignIn(models.Model):
    """One sign-in on one device; every token names it. When it ends, its tokens end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True, help_text="When its newest refresh token expires.")
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user} since {self.created_at:%Y-%m-%d %H:%M}"

    def end(self) -> None:
        """End it, with all its tokens."""
        SignIn.objects.filter(pk=self.pk, ended_at=None).update(ended_at=timezone.now())


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
