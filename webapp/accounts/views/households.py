"""What only somebody at the machine may do: the first run, and getting the owner back in."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from webapp import server
from webapp.accounts import queries, services
from webapp.accounts.callers import caller_of
from webapp.accounts.cookies import session_state
from webapp.accounts.models import AuditEntry
from webapp.accounts.serializers import (
    HouseSerializer,
    PresenceSerializer,
    RefusalSerializer,
    SetupSerializer,
    SetupStateSerializer,
    SignedInSerializer,
)
from webapp.accounts.throttles import SignInsPerAddress
from webapp.accounts.views.public import PublicView, sign_in, validated


class SetupView(PublicView):
    """The first run."""

    def get_throttles(self) -> list[BaseThrottle]:
        """Every page asks what state the house is in; only trying secrets is slowed down."""
        return [SignInsPerAddress()] if self.request.method == "POST" else []

    @extend_schema(responses=SetupStateSerializer)
    def get(self, request: Request) -> Response:
        """What a page needs to know before it asks for anything that may be refused."""
        household = queries.household()
        state = {
            "owner_exists": queries.owner_exists(),
            "server_name": household.server_name,
            "registration": household.registration,
            "members_upload": household.members_upload,
            "session": session_state(request.COOKIES),
        }
        return Response(SetupStateSerializer(state).data)

    @extend_schema(request=SetupSerializer, responses={201: SignedInSerializer, 403: RefusalSerializer, 409: RefusalSerializer})
    def post(self, request: Request) -> Response:
        """Make the first owner and sign them in."""
        asked = validated(SetupSerializer, request)
        owner = services.set_up(asked["secret"], asked["email"], asked["password"], asked["lan"], caller_of(request))
        return sign_in(request, owner, "Welcome: this Videoflix is yours.", status.HTTP_201_CREATED, AuditEntry.Kind.PRESENCE_USED)


class PresenceView(PublicView):
    """Getting the owner back in."""

    throttle_classes = [SignInsPerAddress]

    @extend_schema(request=PresenceSerializer, responses={200: SignedInSerializer, 403: RefusalSerializer})
    def post(self, request: Request) -> Response:
        """Sign the owner in by the one-time secret that the machine handed out."""
        owner = services.owner_by_presence(validated(PresenceSerializer, request)["secret"], caller_of(request))
        return sign_in(request, owner, "You are signed in.", kind=AuditEntry.Kind.PRESENCE_USED)


class HouseView(APIView):
    """The home network."""

    @extend_schema(responses=HouseSerializer)
    def get(self, request: Request) -> Response:
        """Where the other devices in the house reach this Videoflix, and whether that is about to change."""
        return Response(HouseSerializer({"address": server.house_address(), "restarting": server.is_restarting()}).data)
