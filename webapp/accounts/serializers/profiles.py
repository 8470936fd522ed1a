"""Shapes of profiles."""

from collections.abc import Callable
from typing import Any, TypeVar

from rest_framework import serializers

from webapp.accounts import rules
from webapp.accounts.errors import ProfileNameTaken
from webapp.accounts.models import Profile
from webapp.accounts.serializers.examples import PASSWORD, PROFILE, WATCHING, example
from webapp.accounts.serializers.fields import PasswordField

Result = TypeVar("Result")


class PinField(serializers.CharField):
    """A PIN: never in an answer."""

    def __init__(self, **options: Any) -> None:
        super().__init__(write_only=True, allow_blank=True, max_length=20, style={"input_type": "password"}, **options)

    def to_internal_value(self, data: Any) -> str:
        """Check its form."""
        pin = super().to_internal_value(data)
        if pin and not rules.is_pin(pin):
            raise serializers.ValidationError(rules.NO_PIN)
        return pin


class NameField(serializers.CharField):
    """A name, cleaned of what cannot be seen."""

    def to_internal_value(self, data: Any) -> str:
        """Clean it; one of which nothing is left is blank."""
        name = rules.clean_name(super().to_internal_value(data))
        if not name:
            self.fail("blank")
        return name


class LanguageField(serializers.CharField):
    """A language tag (BCP 47), or nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_blank=True, max_length=35, **options)

    def to_internal_value(self, data: Any) -> str:
        """Check its form."""
        tag = super().to_internal_value(data)
        if tag and not rules.LANGUAGE_TAG.fullmatch(tag):
            raise serializers.ValidationError("This is no language tag, such as “de” or “pt-BR”.")
        return tag


@example(**WATCHING)
class ProfileSerializer(serializers.ModelSerializer[Profile]):
    """Somebody who watches; `viewer` in the context is who asks."""

    name = NameField(max_length=rules.MAX_NAME_LENGTH)
    highest_age = serializers.IntegerField(default=6, min_value=0, max_value=18, help_text="In kids mode: titles rated for up to this age.")
    has_pin = serializers.BooleanField(read_only=True)
    language = serializers.ChoiceField(
        choices=Profile.Language.choices, default="", allow_blank=True, help_text="Of the pages; empty: as the browser asks."
    )
    audio_language = LanguageField(default="", help_text="BCP 47; empty: the film's own.")
    subtitle_language = LanguageField(default="", help_text="BCP 47; empty: no subtitles.")
    is_current = serializers.SerializerMethodField(help_text="Whether this sign-in watches as this profile.")

    class Meta:
        model = Profile
        fields = [
            "id", "name", "avatar", "colour", "is_child", "highest_age", "shows_unrated", "has_pin", "language", "audio_language",
            "subtitle_language", "autoplay", "is_current",
        ]  # fmt: skip

    def get_is_current(self, profile: Profile) -> bool:
        """Goes by the sign-in that asks."""
        return bool(self.context["viewer"].profile_id == profile.pk)


@example(**PROFILE, pin="2580")
class NewProfileSerializer(ProfileSerializer):
    """A profile to be made."""

    pin = PinField(required=False, help_text="4 to 8 digits; empty: none.")

    class Meta(ProfileSerializer.Meta):
        fields = [*ProfileSerializer.Meta.fields, "pin"]


@example(highest_age=12, pin="", password=PASSWORD)
class ProfileChangeSerializer(NewProfileSerializer):
    """What is to be changed of a profile."""

    password = PasswordField(required=False, help_text="Of the account: for a profile with a PIN that is not the one that watches.")

    class Meta(NewProfileSerializer.Meta):
        fields = [*NewProfileSerializer.Meta.fields, "password"]


@example(password=PASSWORD)
class ProfileDeletionSerializer(serializers.Serializer[Any]):
    """What deleting a profile may need."""

    password = PasswordField(required=False, help_text="Of the account: for a profile with a PIN that is not the one that watches.")


@example(pin="2580")
class ChoiceSerializer(serializers.Serializer[Any]):
    """What choosing a profile may need."""

    pin = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=20, write_only=True, style={"input_type": "password"}
    )


def name_errors(do: Callable[[], Result]) -> Result:
    """Do what may find a name taken, and say so below that field."""
    try:
        return do()
    except ProfileNameTaken as error:
        raise serializers.ValidationError({"name": [str(error)]}) from error
