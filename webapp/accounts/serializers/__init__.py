"""Shapes of requests and answers, by topic."""

from webapp.accounts.serializers.answers import DetailSerializer, RefusalSerializer
from webapp.accounts.serializers.devices import (
    ApprovalSerializer,
    CollectSerializer,
    DeviceNameSerializer,
    DeviceSerializer,
    OfferedSerializer,
    OfferSerializer,
    PairingSerializer,
)
from webapp.accounts.serializers.fields import MISMATCH, AddressField, PasswordField, check_same, password_errors
from webapp.accounts.serializers.households import HouseSerializer, PresenceSerializer, SetupSerializer, SetupStateSerializer
from webapp.accounts.serializers.people import (
    LoginSerializer,
    NewPasswordSerializer,
    RefreshSerializer,
    RegisterSerializer,
    ResetSerializer,
    SignedInSerializer,
    UserSerializer,
)

__all__ = [
    "MISMATCH",
    "AddressField",
    "ApprovalSerializer",
    "CollectSerializer",
    "DetailSerializer",
    "DeviceNameSerializer",
    "DeviceSerializer",
    "HouseSerializer",
    "LoginSerializer",
    "NewPasswordSerializer",
    "OfferSerializer",
    "OfferedSerializer",
    "PairingSerializer",
    "PasswordField",
    "PresenceSerializer",
    "RefreshSerializer",
    "RefusalSerializer",
    "RegisterSerializer",
    "ResetSerializer",
    "SetupSerializer",
    "SetupStateSerializer",
    "SignedInSerializer",
    "UserSerializer",
    "check_same",
    "password_errors",
]
