"""New accounts."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from webapp.accounts import queries, services
from webapp.accounts.callers import caller_of
from webapp.accounts.models import AuditEntry
from webapp.accounts.origin import own_origin
from webapp.accounts.serializers import DetailSerializer, RefusalSerializer, RegisterSerializer
from webapp.accounts.services import audit
from webapp.accounts.throttles import RegistrationsPerAddress
from webapp.accounts.views.public import PublicView, validated

REGISTERED = "Almost done: open the link in your mail, or ask the owner of this Videoflix to let you in."


class RegisterView(PublicView):
    """Asking for an account."""

    throttle_classes = [RegistrationsPerAddress]

    @extend_schema(request=RegisterSerializer, responses={201: DetailSerializer, 403: RefusalSerializer})
    def post(self, request: Request) -> Response:
        """Make an account that waits for its activation; the same answer for an address that has one already."""
        asked = validated(RegisterSerializer, request)
        services.register(asked["email"], asked["password"], own_origin(request))
        audit.record(AuditEntry.Kind.REGISTERED, caller_of(request), user=queries.find_user(asked["email"]))
        return Response(DetailSerializer({"detail": REGISTERED}).data, status=status.HTTP_201_CREATED)


class ActivateView(PublicView):
    """The link in the mail."""

    @extend_schema(
        parameters=[OpenApiParameter("token", str, description="Where the address does not carry it.")],
        responses={200: DetailSerializer, 400: RefusalSerializer},
    )
    def get(self, request: Request, uidb64: str, token: str = "") -> Response:
        """Activate the account; asking again is answered the same."""
        services.activate_by_link(uidb64, token or request.query_params.get("token", ""), caller_of(request))
        return Response(DetailSerializer({"detail": "Your account is active: you can sign in now."}).data)
