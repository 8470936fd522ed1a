"""Shapes of devices and of letting them in."""

from typing import Any

from rest_framework import serializers

from webapp.accounts.models import SignIn
from webapp.accounts.serializers.examples import example

NAME_LENGTH = 100
NAME = "Living room"
CLIENT = {"client": "TV browser on LG TV", "address": "192.168.1.23"}
DEVICE_CODE = "Ag_EExkcAE9YzxXhU0Jv8kBhpqRwJ5a2Zq0nXv1o7Lw"
QR = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 37 37">...</svg>'


class WatchingSerializer(serializers.Serializer[Any]):
    """Who watches on a device."""

    id = serializers.IntegerField()
    name = serializers.CharField()


@example(
    id="5b7a3c0e-2f1d-4f6e-9c55-0a1b2c3d4e5f",
    name=NAME,
    **CLIENT,
    created_at="2026-03-01T18:00:00Z",
    last_seen_at="2026-03-04T20:15:00Z",
    profile={"id": 3, "name": "Dora"},
    is_current=False,
)
class DeviceSerializer(serializers.ModelSerializer[SignIn]):
    """A device that somebody is signed in on."""

    profile = WatchingSerializer(allow_null=True, help_text="Who watches on it; null: nobody has chosen yet.")
    is_current = serializers.SerializerMethodField(help_text="Whether this is the device that asks.")

    class Meta:
        model = SignIn
        fields = ["id", "name", "client", "address", "created_at", "last_seen_at", "profile", "is_current"]
        read_only_fields = fields

    def get_is_current(self, device: SignIn) -> bool:
        """Compare with the sign-in of the request, which the view names."""
        return bool(device.pk.hex == self.context["current"])


@example(name=NAME)
class DeviceNameSerializer(serializers.Serializer[Any]):
    """What a device is to be called; empty: by its client."""

    name = serializers.CharField(max_length=NAME_LENGTH, allow_blank=True)


@example(name=NAME)
class OfferSerializer(serializers.Serializer[Any]):
    """A device that wants to be let in."""

    name = serializers.CharField(max_length=NAME_LENGTH, required=False, allow_blank=True, help_text="What it calls itself.")


@example(
    device_code=DEVICE_CODE,
    user_code="BCDF-GHJK",
    verification_url="http://192.168.1.5:8359/link",
    verification_url_complete="http://192.168.1.5:8359/link?code=BCDF-GHJK",
    qr_svg=QR,
    expires_in=600,
    interval=3,
)
class OfferedSerializer(serializers.Serializer[Any]):
    """What the device shows, and what it asks with (RFC 8628 3.2)."""

    device_code = serializers.CharField(help_text="For the device alone.")
    user_code = serializers.CharField(help_text="For people to type.")
    verification_url = serializers.CharField(help_text="Where they type it.")
    verification_url_complete = serializers.CharField(help_text="The same with the code in it.")
    qr_svg = serializers.CharField(help_text="That address as a picture: an SVG element.")
    expires_in = serializers.IntegerField(help_text="Seconds.")
    interval = serializers.IntegerField(help_text="Seconds between two questions of the device.")


@example(device_code=DEVICE_CODE)
class CollectSerializer(serializers.Serializer[Any]):
    """The device that asks."""

    device_code = serializers.CharField(max_length=200, write_only=True)


@example(name=NAME, **CLIENT, expires_in=540)
class PairingSerializer(serializers.Serializer[Any]):
    """Who wants to come in."""

    name = serializers.CharField()
    client = serializers.CharField()
    address = serializers.CharField(allow_null=True)
    expires_in = serializers.IntegerField(help_text="Seconds.")


@example(profile=3, pin="2468")
class ApprovalSerializer(serializers.Serializer[Any]):
    """Who will be watching on the device."""

    profile = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    pin = serializers.CharField(max_length=20, allow_blank=True, default="", write_only=True, help_text="If the profile has one.")
