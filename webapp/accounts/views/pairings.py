"""Letting a device in by a code (RFC 8628)."""

from typing import cast
from urllib.parse import quote

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from webapp.accounts import pairing_codes, qr, queries, services
from webapp.accounts.access import ChildrenOnlyRead
from webapp.accounts.callers import caller_of
from webapp.accounts.errors import NoSuchPairing, NoSuchProfile
from webapp.accounts.models import Pairing, User
from webapp.accounts.origin import house_origin
from webapp.accounts.serializers import (
    ApprovalSerializer,
    CollectSerializer,
    OfferedSerializer,
    OfferSerializer,
    PairingSerializer,
    RefusalSerializer,
    SignedInSerializer,
)
from webapp.accounts.services.pairings import INTERVAL, LIFETIME
from webapp.accounts.throttles import CodesPerUser, PairingsPerAddress, PollsPerAddress
from webapp.accounts.views.public import PublicView, WordedView, signed_in_answer, validated

PAGE = "/link"


class OfferView(PublicView):
    """The device's first question."""

    throttle_classes = [PairingsPerAddress]

    @extend_schema(request=OfferSerializer, responses={201: OfferedSerializer, 403: RefusalSerializer})
    def post(self, request: Request) -> Response:
        """A code to show, and one to ask with until somebody has approved the first."""
        offer = services.offer_pairing(validated(OfferSerializer, request).get("name", ""), caller_of(request))
        user_code = pairing_codes.spelled(offer.pairing.user_code)
        page = house_origin(request) + PAGE
        complete = f"{page}?code={quote(user_code)}"
        answer = {
            "device_code": offer.device_code,
            "user_code": user_code,
            "verification_url": page,
            "verification_url_complete": complete,
            "qr_svg": qr.svg(complete),
            "expires_in": LIFETIME.seconds,
            "interval": INTERVAL.seconds,
        }
        return Response(OfferedSerializer(answer).data, status=status.HTTP_201_CREATED)


class CollectView(PublicView):
    """The device's further questions."""

    throttle_classes = [PollsPerAddress]

    @extend_schema(request=CollectSerializer, responses={200: SignedInSerializer, 400: RefusalSerializer})
    def post(self, request: Request) -> Response:
        """Sign the device in, once somebody has approved it; until then, `code` says what to do: `authorization-pending` and
        `slow-down` (wait five seconds longer from now on): ask again; `pairing-denied`, `pairing-expired`: begin anew.
        """
        device_code = validated(CollectSerializer, request)["device_code"]
        return signed_in_answer(request, services.collect_pairing(device_code, caller_of(request)), "This device is signed in.")


class PairingView(WordedView):
    """What a code stands for."""

    throttle_classes = [CodesPerUser]

    @extend_schema(responses={200: PairingSerializer, 404: RefusalSerializer})
    def get(self, request: Request, user_code: str) -> Response:
        """Who shows this code now, so that nobody lets in the wrong device."""
        pairing = _open(user_code)
        left = max(0, int((pairing.expires_at - timezone.now()).total_seconds()))
        answer = {"name": pairing.name, "client": pairing.client, "address": pairing.address, "expires_in": left}
        return Response(PairingSerializer(answer).data)


class DecisionView(WordedView):
    """Yes or no, by somebody who is signed in and no child."""

    permission_classes = [IsAuthenticated, ChildrenOnlyRead]
    throttle_classes = [CodesPerUser]


class ApproveView(DecisionView):
    """Yes."""

    @extend_schema(request=ApprovalSerializer, responses={204: None, 403: RefusalSerializer, 404: RefusalSerializer})
    def post(self, request: Request, user_code: str) -> Response:
        """Let the device in, to watch as one of one's own profiles; a profile that has a PIN asks for it."""
        asked = validated(ApprovalSerializer, request)
        pairing = _open(user_code)
        profile = queries.profile_of(cast(User, request.user), asked["profile"])
        if profile is None:
            raise NoSuchProfile
        services.approve_pairing(pairing, profile, asked["pin"], caller_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class DenyView(DecisionView):
    """No."""

    @extend_schema(request=None, responses={204: None, 403: RefusalSerializer, 404: RefusalSerializer})
    def post(self, request: Request, user_code: str) -> Response:
        """Keep the device out; it is told so."""
        services.deny_pairing(_open(user_code), cast(User, request.user), caller_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _open(user_code: str) -> Pairing:
    """Raises NoSuchPairing."""
    pairing = queries.open_pairing(user_code)
    if pairing is None:
        raise NoSuchPairing
    return pairing
