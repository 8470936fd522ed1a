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
    Person,
    RefreshSerializer,
    RegisterSerializer,
    ResetSerializer,
    SignedInSerializer,
    UserSerializer,
)
from webapp.accounts.serializers.profiles import (
    ChoiceSerializer,
    NewProfileSerializer,
    ProfileChangeSerializer,
    ProfileDeletionSerializer,
    ProfileSerializer,
    name_errors,
)

__all__ = [
    "MISMATCH",
    "AddressField",
    "ApprovalSerializer",
    "ChangePasswordSerializer",
    "ChoiceSerializer",
    "CollectSerializer",
    "DetailSerializer",
    "DeviceNameSerializer",
    "DeviceSerializer",
    "HouseSerializer",
    "InvitationSerializer",
    "LoginSerializer",
    "NewPasswordSerializer",
    "NewProfileSerializer",
    "OfferSerializer",
    "OfferedSerializer",
    "PairingSerializer",
    "PasswordField",
    "Person",
    "PresenceSerializer",
    "ProfileChangeSerializer",
    "ProfileDeletionSerializer",
    "ProfileSerializer",
    "RefreshSerializer",
    "RefusalSerializer",
    "RegisterSerializer",
    "ResetSerializer",
    "SetupSerializer",
    "SetupStateSerializer",
    "SignedInSerializer",
    "UserSerializer",
    "check_same",
    "name_errors",
    "password_errors",
]
