"""Addresses and passwords in requests. What makes a good one is decided in `rules`."""

from collections.abc import Callable
from typing import Any, TypeVar

from rest_framework import serializers

from webapp.accounts import rules
from webapp.accounts.errors import BadAddress, WeakPassword

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


def check_same(attrs: dict[str, Any], first: str, second: str) -> None:
    """Refuse two passwords that differ, below the second."""
    if attrs[first] != attrs[second]:
        raise serializers.ValidationError({second: [MISMATCH]})


def password_errors(field: str, check: Callable[[], Result]) -> Result:
    """Do what may find a password weak, and say so below that field."""
    try:
        return check()
    except WeakPassword as error:
        raise serializers.ValidationError({field: error.sentences}) from error
