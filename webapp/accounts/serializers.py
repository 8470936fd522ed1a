"""Shapes of requests and answers. What makes a good address or password is decided in `rules`."""

from collections.abc import Callable
from typing import Any, TypeVar

from rest_framework import serializers

from webapp.accounts import rules
from webapp.accounts.errors import BadAddress, WeakPassword
from webapp.accounts.models import User

MISMATCH = "The two passwords are not the same."
Result = TypeVar("Result")


class AddressField(serializers.EmailField):
    """An e-mail address, in its normal spelling once it is validated."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=rules.MAX_ADDRESS_LENGTH, **options)

    def to_internal_value(self, data: Any) -> str:
        """Check and normalise."""
        try:
            return rules.checked_email(super().to_internal_value(data))
        except BadAddress:
            self.fail("invalid")  # the sentence of the framework, which has it in every language


class PasswordField(serializers.CharField):
    """A password: every space counts, never in an answer."""

    def __init__(self, **options: Any) -> None:
        style = {"input_type": "password"}
        super().__init__(max_length=rules.MAX_PASSWORD_LENGTH, trim_whitespace=False, write_only=True, style=style, **options)


class RegisterSerializer(serializers.Serializer[Any]):
    """A new account: address, password, and the password again."""

    email = AddressField()
    password = PasswordField()
    confirmed_password = PasswordField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Check the password, also against the address."""
        _check_twice(attrs, "password", "confirmed_password", User(email=attrs["email"]))
        return attrs


class SetupSerializer(RegisterSerializer):
    """The first owner, and the one-time secret that proves presence at the machine."""

    secret = serializers.CharField(max_length=200, write_only=True)
    lan = serializers.BooleanField(default=False, help_text="Open the house to the home network.")


class LoginSerializer(serializers.Serializer[Any]):
    """What somebody signs in with; a text that is no address is a wrong one."""

    email = serializers.CharField(max_length=1000)
    password = PasswordField()


class PresenceSerializer(serializers.Serializer[Any]):
    """The one-time secret that proves presence at the machine."""

    secret = serializers.CharField(max_length=200, write_only=True)


class RefreshSerializer(serializers.Serializer[Any]):
    """A refresh token, for clients that keep no cookies."""

    refresh = serializers.CharField(required=False, allow_blank=True, max_length=4096)


class ResetSerializer(serializers.Serializer[Any]):
    """Who wants a new password."""

    email = AddressField()


class NewPasswordSerializer(serializers.Serializer[Any]):
    """A new password, twice. Whether it is good enough is checked with its user known (`services`)."""

    new_password = PasswordField()
    confirm_password = PasswordField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Check that both are the same."""
        _check_same(attrs, "new_password", "confirm_password")
        return attrs


class UserSerializer(serializers.ModelSerializer[User]):
    """Somebody of the household, as they see themselves."""

    is_owner = serializers.BooleanField(read_only=True)

    class Meta:
        model = User
        fields = ["id", "email", "is_owner"]
        read_only_fields = fields


class SignedInSerializer(serializers.Serializer[Any]):
    """The answer to a sign-in; the same tokens are in the cookies."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    user = UserSerializer()
    detail = serializers.CharField()


class DetailSerializer(serializers.Serializer[Any]):
    """One sentence for a person."""

    detail = serializers.CharField()


class RefusalSerializer(DetailSerializer):
    """Why not."""

    code = serializers.CharField(required=False, help_text="The reason, for programs; not with what any API may refuse, such as floods.")


class HouseSerializer(serializers.Serializer[Any]):
    """How the house's devices get in."""

    address = serializers.CharField(allow_null=True, help_text="Of this Videoflix in the home network; null while it is not open to it.")
    restarting = serializers.BooleanField(help_text="Whether the web process is about to start anew, to listen elsewhere.")


class SetupStateSerializer(serializers.Serializer[Any]):
    """Whether the house has been set up, what it is called, and whether this browser brings a sign-in."""

    owner_exists = serializers.BooleanField()
    server_name = serializers.CharField()
    session = serializers.ChoiceField(
        choices=["active", "renewable", "none"],
        help_text="What the cookies say: signed in, to be renewed by /api/auth/token/refresh/, or nobody.",
    )


def _check_twice(attrs: dict[str, Any], first: str, second: str, user: User) -> None:
    _check_same(attrs, first, second)
    password_errors(first, lambda: rules.check_password(attrs[first], user))


def _check_same(attrs: dict[str, Any], first: str, second: str) -> None:
    if attrs[first] != attrs[second]:
        raise serializers.ValidationError({second: [MISMATCH]})


def password_errors(field: str, check: Callable[[], Result]) -> Result:
    """Do what may find a password weak, and say so below that field."""
    try:
        return check()
    except WeakPassword as error:
        raise serializers.ValidationError({field: error.sentences}) from error
