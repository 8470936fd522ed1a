"""The devices that somebody is signed in on."""

from typing import cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from webapp.accounts import queries, services
from webapp.accounts.access import ChildrenOnlyRead, viewer_of
from webapp.accounts.callers import caller_of
from webapp.accounts.errors import NoSuchDevice
from webapp.accounts.models import SignIn, User
from webapp.accounts.serializers import DeviceNameSerializer, DeviceSerializer, RefusalSerializer
from webapp.accounts.views.public import WordedView, validated


class DevicesView(WordedView):
    """All of one's own."""

    @extend_schema(responses=DeviceSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Every device that the person who asks is signed in on, the one seen last first."""
        devices = queries.devices_of(cast(User, request.user))
        return Response(DeviceSerializer(devices, many=True, context=_context(request)).data)


class DeviceView(WordedView):
    """One of them."""

    permission_classes = [IsAuthenticated, ChildrenOnlyRead]

    @extend_schema(request=DeviceNameSerializer, responses={200: DeviceSerializer, 403: RefusalSerializer, 404: RefusalSerializer})
    def patch(self, request: Request, device_id: UUID) -> Response:
        """Call it something; an empty name gives it back the one it came with."""
        device = _own(request, device_id)
        services.rename_device(device, validated(DeviceNameSerializer, request)["name"])
        return Response(DeviceSerializer(device, context=_context(request)).data)

    @extend_schema(responses={204: None, 403: RefusalSerializer, 404: RefusalSerializer})
    def delete(self, request: Request, device_id: UUID) -> Response:
        """Sign it out: its tokens end at once."""
        services.revoke_device(_own(request, device_id), caller_of(request), cast(User, request.user))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _own(request: Request, device_id: UUID) -> SignIn:
    """Raises NoSuchDevice, also for somebody else's."""
    device = queries.devices_of(cast(User, request.user)).filter(pk=device_id).first()
    if device is None:
        raise NoSuchDevice
    return device


def _context(request: Request) -> dict[str, str | None]:
    return {"current": viewer_of(request).sign_in}
