"""New passwords for those who forgot theirs."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from webapp.accounts import services
from webapp.accounts.callers import caller_of
from webapp.accounts.models import AuditEntry
from webapp.accounts.origin import own_origin
from webapp.accounts.serializers import DetailSerializer, NewPasswordSerializer, RefusalSerializer, ResetSerializer, password_errors
from webapp.accounts.services import audit
from webapp.accounts.throttles import ResetsPerAccount, ResetsPerAddress
from webapp.accounts.views.public import PublicView, validated

ON_ITS_WAY = "If there is an account with this address, a link for a new password is on its way; the owner can hand it over, too."


class PasswordResetView(PublicView):
    """Asking for a link."""

    throttle_classes = [ResetsPerAddress, ResetsPerAccount]

    @extend_schema(request=ResetSerializer, responses=DetailSerializer)
    def post(self, request: Request) -> Response:
        """Post a link for a new password; the same answer whether or not the address is known."""
        user = services.request_password_reset(validated(ResetSerializer, request)["email"], own_origin(request))
        audit.record(AuditEntry.Kind.PASSWORD_RESET_ASKED, caller_of(request), user=user)
        return Response(DetailSerializer({"detail": ON_ITS_WAY}).data)


class PasswordConfirmView(PublicView):
    """The link."""

    throttle_classes = [ResetsPerAddress]

    @extend_schema(request=NewPasswordSerializer, responses={200: DetailSerializer, 400: RefusalSerializer})
    def post(self, request: Request, uidb64: str, token: str) -> Response:
        """Set the new password and end every sign-in made with the old one."""
        password = validated(NewPasswordSerializer, request)["new_password"]
        user = password_errors("new_password", lambda: services.confirm_password_reset(uidb64, token, password))
        audit.record(AuditEntry.Kind.PASSWORD_CHANGED, caller_of(request), user=user, actor=user, detail="By link")
        return Response(DetailSerializer({"detail": "Your password has been changed: you can sign in with it now."}).data)
