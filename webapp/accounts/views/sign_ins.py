"""Signing in and out."""

from typing import cast

from django.contrib.auth import logout
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from webapp.accounts import attempts, cookies, queries, services
from webapp.accounts.access import ChildrenOnlyRead, viewer_of
from webapp.accounts.authentication import bearer
from webapp.accounts.callers import caller_of
from webapp.accounts.errors import SignInRefused
from webapp.accounts.models import User
from webapp.accounts.serializers import (
    DetailSerializer,
    LoginSerializer,
    Person,
    RefreshSerializer,
    RefusalSerializer,
    SignedInSerializer,
    UserSerializer,
)
from webapp.accounts.throttles import FailedSignIns, SignInsPerAddress
from webapp.accounts.views.public import PublicView, WordedView, open_admin, sign_in, tokens_answer, validated


class LoginView(PublicView):
    """By address and password."""

    throttle_classes = [SignInsPerAddress, FailedSignIns]

    @extend_schema(request=LoginSerializer, responses={200: SignedInSerializer, 401: RefusalSerializer})
    def post(self, request: Request) -> Response:
        """Sign in; a wrong address and a wrong password get the same answer."""
        asked = validated(LoginSerializer, request)
        try:
            user = services.recognise(asked["email"], asked["password"], caller_of(request))
        except SignInRefused:
            attempts.count_failure(asked["email"])
            raise
        return sign_in(request, user, "You are signed in.")


class RefreshView(PublicView):
    """By refresh token."""

    @extend_schema(request=RefreshSerializer, responses={200: SignedInSerializer, 401: RefusalSerializer})
    def post(self, request: Request) -> Response:
        """New tokens for the refresh token in the body, or in the cookie; it is used up by that."""
        signed_in = services.refresh_sign_in(_refresh_token(request), caller_of(request))
        django_request = request._request
        # The admin's session is shorter than a sign-in: a browser gets it back.
        if signed_in.user.is_staff and cookies.REFRESH in request.COOKIES and django_request.user != signed_in.user:
            open_admin(request, signed_in.user, signed_in.viewer)
        return tokens_answer(signed_in, "Your sign-in has been renewed.")


class LogoutView(PublicView):
    """The end of a sign-in."""

    @extend_schema(request=RefreshSerializer, responses=DetailSerializer)
    def post(self, request: Request) -> Response:
        """Sign out, of the admin too; whoever is not signed in gets the same answer."""
        services.sign_out(_refresh_token(request), bearer(request) or request.COOKIES.get(cookies.ACCESS), caller_of(request))
        logout(request._request)
        response = Response(DetailSerializer({"detail": "You are signed out."}).data)
        cookies.clear_cookies(response)
        return response


class SignOutEverywhereView(WordedView):
    """The end of all sign-ins."""

    permission_classes = [IsAuthenticated, ChildrenOnlyRead]

    @extend_schema(request=None, responses=DetailSerializer)
    def post(self, request: Request) -> Response:
        """Sign the person who asks out on every device, this one too."""
        user = cast(User, request.user)
        services.sign_out_everywhere(user, caller_of(request), user)
        request._request.session.flush()
        response = Response(DetailSerializer({"detail": "You are signed out on every device."}).data)
        cookies.clear_cookies(response)
        return response


class MeView(APIView):
    """Who is signed in."""

    @extend_schema(responses=UserSerializer)
    def get(self, request: Request) -> Response:
        """The person who asks, and the profile that watches."""
        viewer = viewer_of(request)
        person = Person(cast(User, request.user), queries.chosen_profile(viewer), viewer.is_grown_up)
        return Response(UserSerializer(person, context={"viewer": viewer}).data)


def _refresh_token(request: Request) -> str | None:
    said: str | None = validated(RefreshSerializer, request).get("refresh")
    return said or request.COOKIES.get(cookies.REFRESH)
