"""Who signs in."""

from contextlib import nullcontext
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from webapp.accounts.rules import MAX_ADDRESS_LENGTH, normal_email


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
    expires_at = models.DateTimeField(null=True, editable=False, help_text="When the account goes if nobody activates it; empty: it stays.")
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
        verbose_name = "person"
        verbose_name_plural = "people"

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
        with transaction.atomic() if self._state.adding else nullcontext():  # with the first profile (`signals`), or not at all
            super().save(*args, **kwargs)

    def get_session_auth_hash(self) -> str:
        """What the admin's session is bound to: the password, and the epoch too."""
        return f"{super().get_session_auth_hash()}.{self.session_epoch}"
