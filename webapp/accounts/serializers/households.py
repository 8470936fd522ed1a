"""Shapes of the first run, presence and the house."""

from typing import Any

from rest_framework import serializers

from webapp.accounts.models import Household
from webapp.accounts.serializers.examples import EMAIL, PASSWORD, SECRET, example
from webapp.accounts.serializers.people import AccountSerializer


@example(secret=SECRET, email=EMAIL, password=PASSWORD, confirmed_password=PASSWORD, lan=True)
class SetupSerializer(AccountSerializer):
    """The first owner, and the one-time secret that proves presence at the machine."""

    secret = serializers.CharField(max_length=200, write_only=True)
    lan = serializers.BooleanField(default=False, help_text="Open the house to the home network.")


@example(secret=SECRET)
class PresenceSerializer(serializers.Serializer[Any]):
    """The one-time secret that proves presence at the machine."""

    secret = serializers.CharField(max_length=200, write_only=True)


@example(server_name="Videoflix", expires_at="2026-12-24T18:00:00Z")
class InvitationSerializer(serializers.Serializer[Any]):
    """What somebody is invited to."""

    server_name = serializers.CharField()
    expires_at = serializers.DateTimeField()


@example(address="http://192.168.1.5:8359", restarting=False)
class HouseSerializer(serializers.Serializer[Any]):
    """How the house's devices get in."""

    address = serializers.CharField(allow_null=True, help_text="Of this Videoflix in the home network; null while it is not open to it.")
    restarting = serializers.BooleanField(help_text="Whether the web process is about to start anew, to listen elsewhere.")


@example(owner_exists=True, server_name="Videoflix", registration="approve", session="none")
class SetupStateSerializer(serializers.Serializer[Any]):
    """Whether the house has been set up, what it is called, and whether this browser brings a sign-in."""

    owner_exists = serializers.BooleanField()
    server_name = serializers.CharField()
    registration = serializers.ChoiceField(
        choices=Household.Registration.values,
        help_text="Who may make an account: anyone whom the owner approves, who opens the link in a mail, anyone, or only the invited.",
    )
    members_upload = serializers.BooleanField(help_text="Whether members bring films in, too; the owner always may.")
    session = serializers.ChoiceField(
        choices=["active", "renewable", "none"],
        help_text="What the cookies say: signed in, to be renewed by /api/auth/token/refresh/, or nobody.",
    )
