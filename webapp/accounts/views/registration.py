"""New accounts."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from webapp.accounts import queries, services
from webapp.accounts.callers import caller_of
from webapp.accounts.errors import InvitationInvalid
from webapp.accounts.models import Household
from webapp.accounts.origin import house_origin
from webapp.accounts.serializers import DetailSerializer, InvitationSerializer, RefusalSerializer, RegisterSerializer
from webapp.accounts.throttles import InvitationsPerAddress, LinksPerAccount, RegistrationsPerAccount, RegistrationsPerAddress
from webapp.accounts.views.public import PublicView, validated

IN = "Your account is ready: you can sign in now."
ANSWERS = {
    Household.Registration.APPROVE: "Almost done: ask the owner of this Videoflix to let you in.",
    Household.Registration.EMAIL: "Almost done: open the link in your mail, or ask the owner of this Videoflix to let you in.",
    Household.Registration.OPEN: IN,
}


class RegisterView(PublicView):
    """Asking for an account."""

    throttle_classes = [RegistrationsPerAddress, RegistrationsPerAccount]

    @extend_schema(request=RegisterSerializer, responses={201: DetailSerializer, 400: RefusalSerializer, 403: RefusalSerializer})
    def post(self, request: Request) -> Response:
        """Make an account, as the household's policy says; the same answer for an address that has one already."""
        asked = validated(RegisterSerializer, request)
        invitation = asked.get("invitation", "")
        policy = services.register(asked["email"], asked["password"], house_origin(request), invitation, caller_of(request))
        return Response(DetailSerializer({"detail": ANSWERS[policy]}).data, status=status.HTTP_201_CREATED)


class InvitationView(PublicView):
    """The link that somebody was handed."""

    throttle_classes = [InvitationsPerAddress]

    @extend_schema(responses={200: InvitationSerializer, 400: RefusalSerializer})
    def get(self, request: Request, token: str) -> Response:
        """Say whether somebody may come in by it, and where to. Using it is registering with it."""
        invitation = queries.open_invitation(token)
        if invitation is None:
            raise InvitationInvalid
        answer = {"server_name": queries.household().server_name, "expires_at": invitation.expires_at}
        return Response(InvitationSerializer(answer).data)


class ActivateView(PublicView):
    """The link in the mail."""

    throttle_classes = [LinksPerAccount]

    @extend_schema(
        parameters=[OpenApiParameter("token", str, description="Where the address does not carry it.")],
        responses={200: DetailSerializer, 400: RefusalSerializer},
    )
    def get(self, request: Request, uidb64: str, token: str = "") -> Response:
        """Activate the account; asking again is answered the same."""
        services.activate_by_link(uidb64, token or request.query_params.get("token", ""), caller_of(request))
        return Response(DetailSerializer({"detail": "Your account is active: you can sign in now."}).data)
