"""The admin's forms. What makes a good address or password is decided in `rules`."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldBooleanSwitchWidget

from webapp.accounts import attempts, queries
from webapp.accounts.callers import UNKNOWN, Caller, caller_of
from webapp.accounts.errors import BadAddress, LastProfile, ProfileNameTaken, TooManyTries
from webapp.accounts.models import AuditEntry, Household, Profile, User
from webapp.accounts.rules import NO_PIN, checked_email, clean_name, is_pin, same_name
from webapp.accounts.services import audit
from webapp.accounts.throttles import SignInsPerAddress
from webapp.administration import AdminPasswordChangeForm, AuthenticationForm, UserChangeForm, UserCreationForm

LAST_OWNER = "Somebody has to look after the library: this is the last owner."


class SignInForm(AuthenticationForm):
    """The admin's own sign-in; wrong passwords count wherever they are tried."""

    def clean(self) -> dict[str, Any]:
        """Refuse while too many were wrong, and count those that are."""
        email = self.cleaned_data.get("username") or ""
        try:
            self._check_address()
            with attempts.one_try(email):
                return super().clean()
        except TooManyTries as error:
            raise ValidationError(str(error)) from error
        except ValidationError:
            audit.record(AuditEntry.Kind.SIGN_IN_REFUSED, self._caller(), user=queries.find_user(email), detail="Admin")
            raise

    def _check_address(self) -> None:
        """Raises TooManyTries when too many signed in from this network address, at whichever door."""
        throttle, request = SignInsPerAddress(), cast(Any, self.request)  # of which it only asks the network address
        if request is not None and not throttle.allow_request(request, cast(Any, None)):
            raise TooManyTries(throttle.wait() or 1)

    def _caller(self) -> Caller:
        return UNKNOWN if self.request is None else caller_of(self.request)


class AddressMixin:
    """An address is checked and put into its normal spelling."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        """The address to keep."""
        try:
            return checked_email(self.cleaned_data["email"])
        except BadAddress as error:
            raise ValidationError(str(error)) from error


class NewUserForm(AddressMixin, UserCreationForm):
    """A new person of the household, who may sign in at once unless the owner says otherwise."""

    is_active = forms.BooleanField(label="Active", required=False, initial=True, widget=UnfoldBooleanSwitchWidget)

    class Meta:
        model = User
        fields = ["email", "is_active", "is_superuser"]
        labels = {"is_superuser": "Owner"}
        help_texts = {"is_superuser": "Looks after the library, and is at home in this admin."}


class UserForm(AddressMixin, UserChangeForm):
    """A person of the household."""

    class Meta:
        model = User
        fields = ["email", "password", "is_active", "is_superuser"]
        labels = NewUserForm.Meta.labels
        help_texts = NewUserForm.Meta.help_texts

    def clean(self) -> dict[str, Any] | None:
        """Keep one owner who can sign in."""
        cleaned = super().clean()
        stays = self.cleaned_data.get("is_active") and self.cleaned_data.get("is_superuser")
        if not stays and queries.is_last_owner(self.instance):
            raise ValidationError(LAST_OWNER)
        return cleaned


class PasswordForm(AdminPasswordChangeForm):
    """A new password, without Django's choice to have none: there is no other way to sign in here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "usable_password" in self.fields:  # stays, out of sight and always on: it hides Django's button that takes the password away
            hidden = forms.RadioSelect(attrs={"hidden": True})
            self.fields["usable_password"] = forms.ChoiceField(
                choices={"true": ""}, initial="true", label="", required=False, widget=hidden
            )
        for name in ("password1", "password2"):
            self.fields[name].required = True


class ProfileForm(forms.ModelForm):
    """Somebody who watches."""

    new_pin = forms.CharField(
        label="New PIN",
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password", "inputmode": "numeric"}),
        help_text="4 to 8 digits. Never shown; leave it empty to keep what is set. An action of the list takes a PIN away.",
    )

    class Meta:
        model = Profile
        fields = [
            "name", "avatar", "colour", "is_child", "highest_age", "shows_unrated",
            "language", "audio_language", "subtitle_language", "autoplay",
        ]  # fmt: skip

    def clean_new_pin(self) -> str:
        """The PIN to set, if any."""
        pin = str(self.cleaned_data["new_pin"])
        if pin and not is_pin(pin):
            raise ValidationError(NO_PIN)
        return pin

    def clean_name(self) -> str:
        """The name without what cannot be seen; no two of an account are called the same."""
        name = clean_name(self.cleaned_data["name"])
        if not name or any(same_name(name, other.name) for other in self._others()):
            raise ValidationError(str(ProfileNameTaken()) if name else "A profile needs a name.")
        return name

    def clean_is_child(self) -> bool:
        """One has to stay a grown-up's."""
        is_child = bool(self.cleaned_data["is_child"])
        if is_child and all(other.is_child for other in self._others()):
            raise ValidationError(str(LastProfile()))
        return is_child

    def _others(self) -> list[Profile]:
        return list(queries.profiles_of(self.instance.user).exclude(pk=self.instance.pk))


class HouseholdForm(forms.ModelForm):
    """The household's settings."""

    class Meta:
        model = Household
        fields = "__all__"
        widgets = {"smtp_password": UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"})}
        help_texts = {"smtp_password": "Never shown. Leave it empty to keep the one that is set."}

    def clean_smtp_password(self) -> str:
        """An empty field keeps the password that is set."""
        return str(self.cleaned_data["smtp_password"] or self.initial.get("smtp_password", ""))

    def clean(self) -> dict[str, Any] | None:
        """A mail server needs to know who writes, and mailed links need a mail server."""
        cleaned = super().clean()
        if self.cleaned_data.get("registration") == Household.Registration.EMAIL and not self.cleaned_data.get("smtp_host"):
            self.add_error("registration", "This needs a mail server: set one below.")
        if self.cleaned_data.get("smtp_host") and not self.cleaned_data.get("smtp_from"):
            self.add_error("smtp_from", "The mail server needs an address that the mails come from.")
        return cleaned
