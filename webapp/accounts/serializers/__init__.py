"""Shapes of requests and answers, by topic."""

from webapp.accounts.serializers.answers import DetailSerializer, RefusalSerializer
from webapp.accounts.serializers.fields import MISMATCH, AddressField, PasswordField, check_same, password_errors
from webapp.accounts.serializers.households import (
    HouseSerializer,
    InvitationSerializer,
    PresenceSerializer,
    SetupSerializer,
    SetupStateSerializer,
)
from webapp.accounts.serializers.people import (
    ChangePasswordSerializer,
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
    "ChangePasswordSerializer",
    "DetailSerializer",
    "HouseSerializer",
    "InvitationSerializer",
    "LoginSerializer",
    "NewPasswordSerializer",
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
