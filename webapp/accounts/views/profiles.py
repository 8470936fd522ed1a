"""Who is watching?"""

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from webapp.accounts import queries, services
from webapp.accounts.access import ChildrenOnlyRead, viewer_of
from webapp.accounts.callers import caller_of
from webapp.accounts.errors import NoSuchProfile
from webapp.accounts.models import Profile, User
from webapp.accounts.serializers import (
    ChoiceSerializer,
    NewProfileSerializer,
    ProfileChangeSerializer,
    ProfileDeletionSerializer,
    ProfileSerializer,
    RefusalSerializer,
    name_errors,
)
from webapp.accounts.viewers import Viewer
from webapp.accounts.views.public import WordedView, open_admin, validated


class ProfilesView(WordedView):
    """The profiles of the account."""

    permission_classes = [IsAuthenticated, ChildrenOnlyRead]

    @extend_schema(responses=ProfileSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Everyone who may be chosen, the first one first."""
        profiles = queries.profiles_of(cast(User, request.user))
        return Response(ProfileSerializer(profiles, many=True, context={"viewer": viewer_of(request)}).data)

    @extend_schema(request=NewProfileSerializer, responses={201: ProfileSerializer, 403: RefusalSerializer, 409: RefusalSerializer})
    def post(self, request: Request) -> Response:
        """Make a profile; an account has up to eight."""
        asked = validated(NewProfileSerializer, request)
        profile = name_errors(lambda: services.make_profile(cast(User, request.user), caller_of(request), **asked))
        return Response(_shown(profile, viewer_of(request)), status=status.HTTP_201_CREATED)


class ProfileView(WordedView):
    """One profile of the account."""

    @extend_schema(responses={200: ProfileSerializer, 404: RefusalSerializer})
    def get(self, request: Request, profile_id: int) -> Response:
        """One of those that may be chosen."""
        return Response(_shown(_profile(request, profile_id), viewer_of(request)))

    @extend_schema(
        request=ProfileChangeSerializer(partial=True),
        responses={200: ProfileSerializer, 403: RefusalSerializer, 404: RefusalSerializer, 409: RefusalSerializer, 429: RefusalSerializer},
    )
    def patch(self, request: Request, profile_id: int) -> Response:
        """Change it; an empty `pin` takes the PIN away. With a PIN, it is for whoever watches as it, or knows the account's `password`."""
        profile = _profile(request, profile_id)
        asked = validated(ProfileChangeSerializer, request, partial=True)
        services.may_change(viewer_of(request), profile, asked.pop("password", ""), caller_of(request))
        name_errors(lambda: services.change_profile(profile, caller_of(request), **asked))
        return Response(_shown(profile, viewer_of(request)))

    @extend_schema(
        request=ProfileDeletionSerializer,
        responses={204: None, 403: RefusalSerializer, 404: RefusalSerializer, 409: RefusalSerializer, 429: RefusalSerializer},
    )
    def delete(self, request: Request, profile_id: int) -> Response:
        """Delete it; devices that watched as it choose anew. For whoever may change it."""
        profile = _profile(request, profile_id)
        password = validated(ProfileDeletionSerializer, request).get("password", "")
        services.may_change(viewer_of(request), profile, password, caller_of(request))
        services.delete_profile(profile, caller_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ChooseProfileView(WordedView):
    """Who is watching on this device."""

    @extend_schema(
        request=ChoiceSerializer,
        responses={200: ProfileSerializer, 403: RefusalSerializer, 404: RefusalSerializer, 429: RefusalSerializer},
    )
    def post(self, request: Request, profile_id: int) -> Response:
        """Watch as this profile from now on, on this sign-in. The owner's admin closes while a child watches."""
        user, profile = cast(User, request.user), _profile(request, profile_id)
        pin = validated(ChoiceSerializer, request)["pin"]
        viewer = services.choose_profile(viewer_of(request), profile, pin, caller_of(request))
        if user.is_staff:
            open_admin(request, user, viewer)
        return Response(_shown(profile, viewer))


def _profile(request: Request, profile_id: int) -> Profile:
    """Raises NoSuchProfile, also for somebody else's."""
    profile = queries.profile_of(cast(User, request.user), profile_id)
    if profile is None:
        raise NoSuchProfile
    return profile


def _shown(profile: Profile, viewer: Viewer) -> dict[str, Any]:
    return dict(ProfileSerializer(profile, context={"viewer": viewer}).data)
