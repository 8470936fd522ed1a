"""Shapes of new accounts, sign-ins and new passwords."""

from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from webapp.accounts import rules
from webapp.accounts.models import Profile, User
from webapp.accounts.serializers.examples import EMAIL, JWT, NEW_PASSWORD, PASSWORD, USER, example
from webapp.accounts.serializers.fields import AddressField, PasswordField, check_same, password_errors
from webapp.accounts.serializers.profiles import ProfileSerializer


class AccountSerializer(serializers.Serializer[Any]):
    """A new account: address, password, and the password again."""

    email = AddressField()
    password = PasswordField()
    confirmed_password = PasswordField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Check the password, also against the address."""
        _check_twice(attrs, "password", "confirmed_password", User(email=attrs["email"]))
        return attrs


@example(email=EMAIL, password=PASSWORD, confirmed_password=PASSWORD)
class RegisterSerializer(AccountSerializer):
    """A new account, maybe by invitation."""

    invitation = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="The end of an invitation's link.")


@example(email=EMAIL, password=PASSWORD)
class LoginSerializer(serializers.Serializer[Any]):
    """What somebody signs in with; a text that is no address is a wrong one."""

    email = serializers.CharField(max_length=1000)
    password = PasswordField()


@example(refresh=JWT)
class RefreshSerializer(serializers.Serializer[Any]):
    """A refresh token, for clients that keep no cookies."""

    refresh = serializers.CharField(required=False, allow_blank=True, max_length=4096)


@example(email=EMAIL)
class ResetSerializer(serializers.Serializer[Any]):
    """Who wants a new password."""

    email = AddressField()


@example(new_password=NEW_PASSWORD, confirm_password=NEW_PASSWORD)
class NewPasswordSerializer(serializers.Serializer[Any]):
    """A new password, twice. Whether it is good enough is checked with its user known (`services`)."""

    new_password = PasswordField()
    confirm_password = PasswordField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Check that both are the same."""
        check_same(attrs, "new_password", "confirm_password")
        return attrs


@example(current_password=PASSWORD, new_password=NEW_PASSWORD, confirm_password=NEW_PASSWORD)
class ChangePasswordSerializer(NewPasswordSerializer):
    """A new password, twice, for the current one."""

    current_password = PasswordField()


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in, as they see themselves."""

    user: User
    profile: Profile | None
    may_manage: bool


@example(**USER)
class UserSerializer(serializers.Serializer[Person]):
    """Somebody of the household, as they see themselves."""

    id = serializers.IntegerField(source="user.pk")
    email = serializers.EmailField(source="user.email")
    is_owner = serializers.BooleanField(source="user.is_owner")
    may_manage = serializers.BooleanField(
        help_text="Whether profiles, devices and, for the owner, the admin are open: not while a child watches."
    )
    profile = ProfileSerializer(allow_null=True, help_text="Who watches on this device; null while nobody has been chosen.")


@example(access=JWT, refresh=JWT, user=USER, detail="You are signed in.")
class SignedInSerializer(serializers.Serializer[Any]):
    """The answer to a sign-in; the same tokens are in the cookies."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    user = UserSerializer()
    detail = serializers.CharField()


def _check_twice(attrs: dict[str, Any], first: str, second: str, user: User) -> None:
    check_same(attrs, first, second)
    password_errors(first, lambda: rules.check_password(attrs[first], user))
