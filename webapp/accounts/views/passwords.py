"""New passwords, for those who know theirs and for those who forgot it."""

from typing import cast

from django.contrib.auth.forms import PasswordChangeForm
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from webapp.accounts import attempts, services
from webapp.accounts.access import ChildrenOnlyRead, viewer_of
from webapp.accounts.callers import caller_of
from webapp.accounts.errors import CurrentPasswordWrong
from webapp.accounts.models import AuditEntry, User
from webapp.accounts.origin import house_origin
from webapp.accounts.serializers import (
    ChangePasswordSerializer,
    DetailSerializer,
    NewPasswordSerializer,
    RefusalSerializer,
    ResetSerializer,
    SignedInSerializer,
    password_errors,
)
from webapp.accounts.services import audit
from webapp.accounts.throttles import FailedPasswords, LinksPerAccount, ResetsPerAccount, ResetsPerAddress, SignInsPerAddress
from webapp.accounts.views.public import PublicView, WordedView, signed_in_answer, validated

ON_ITS_WAY = "If there is an account with this address, a link for a new password is on its way; the owner can hand it over, too."


class PasswordResetView(PublicView):
    """Asking for a link."""

    throttle_classes = [ResetsPerAddress, ResetsPerAccount]

    @extend_schema(request=ResetSerializer, responses=DetailSerializer)
    def post(self, request: Request) -> Response:
        """Post a link for a new password; the same answer whether or not the address is known."""
        services.request_password_reset(validated(ResetSerializer, request)["email"], house_origin(request), caller_of(request))
        return Response(DetailSerializer({"detail": ON_ITS_WAY}).data)


class PasswordConfirmView(PublicView):
    """The link."""

    throttle_classes = [ResetsPerAddress, LinksPerAccount]

    @extend_schema(request=NewPasswordSerializer, responses={200: DetailSerializer, 400: RefusalSerializer})
    def post(self, request: Request, uidb64: str, token: str) -> Response:
        """Set the new password and end every sign-in made with the old one."""
        password = validated(NewPasswordSerializer, request)["new_password"]
        user = password_errors("new_password", lambda: services.confirm_password_reset(uidb64, token, password))
        audit.record(AuditEntry.Kind.PASSWORD_CHANGED, caller_of(request), user=user, actor=user, detail="By link")
        return Response(DetailSerializer({"detail": "Your password has been changed: you can sign in with it now."}).data)


class PasswordView(WordedView):
    """The own password."""

    permission_classes = [IsAuthenticated, ChildrenOnlyRead]
    throttle_classes = [SignInsPerAddress, FailedPasswords]

    @extend_schema(request=ChangePasswordSerializer, responses={200: SignedInSerializer, 400: RefusalSerializer})
    def post(self, request: Request) -> Response:
        """Set a new password for the current one: this device gets fresh tokens, all others are signed out."""
        asked = validated(ChangePasswordSerializer, request)
        user, viewer = cast(User, request.user), viewer_of(request)
        current, new = asked["current_password"], asked["new_password"]
        try:
            signed_in = password_errors("new_password", lambda: services.change_password(user, viewer, current, new, caller_of(request)))
        except CurrentPasswordWrong as error:
            attempts.count_failure(user.email)
            sentence = PasswordChangeForm.error_messages["password_incorrect"]  # Django has it in every language
            raise serializers.ValidationError({"current_password": [sentence]}) from error
        return signed_in_answer(request, signed_in, "Your password has been changed; all other devices are signed out.")
