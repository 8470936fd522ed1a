"""Addresses of accounts below `/api/`: the mission's, and those of existing Videoflix clients, with and without the last slash."""

from django.urls import URLPattern, path
from rest_framework.views import APIView

from webapp.accounts.views.devices import DevicesView, DeviceView
from webapp.accounts.views.households import HouseView, PresenceView, SetupView
from webapp.accounts.views.pairings import ApproveView, CollectView, DenyView, OfferView, PairingView
from webapp.accounts.views.passwords import PasswordConfirmView, PasswordResetView, PasswordView
from webapp.accounts.views.profiles import ChooseProfileView, ProfilesView, ProfileView
from webapp.accounts.views.registration import ActivateView, InvitationView, RegisterView
from webapp.accounts.views.sign_ins import LoginView, LogoutView, MeView, RefreshView, SignOutEverywhereView


def _at(view: type[APIView], name: str, *routes: str) -> list[URLPattern]:
    """Let a view answer at all `routes`; only the first is in the OpenAPI schema, so that clients know one name per thing."""
    return [
        path(f"{routes[0]}/", view.as_view(), name=name),
        *(path(f"{route}/", view.as_view(schema=None)) for route in routes[1:]),
        *(path(route, view.as_view(schema=None)) for route in routes),
    ]


urlpatterns = [
    *_at(SetupView, "setup", "setup"),
    *_at(PresenceView, "presence", "auth/presence"),
    *_at(HouseView, "house", "house"),
    *_at(MeView, "me", "auth/me"),
    *_at(ProfilesView, "profiles", "profiles"),
    *_at(ProfileView, "profile", "profiles/<int:profile_id>"),
    *_at(ChooseProfileView, "choose-profile", "profiles/<int:profile_id>/choose"),
    *_at(DevicesView, "devices", "devices"),
    *_at(OfferView, "pairing", "devices/pairing"),
    *_at(CollectView, "pairing-token", "devices/pairing/token"),
    *_at(PairingView, "pairing-code", "devices/pairing/<str:user_code>"),
    *_at(ApproveView, "pairing-approve", "devices/pairing/<str:user_code>/approve"),
    *_at(DenyView, "pairing-deny", "devices/pairing/<str:user_code>/deny"),
    *_at(DeviceView, "device", "devices/<uuid:device_id>"),
    *_at(RegisterView, "register", "auth/register", "register"),
    *_at(InvitationView, "invitation", "invitations/<str:token>"),
    *_at(ActivateView, "activate", "activate/<str:uidb64>/<str:token>", "activate/<str:uidb64>"),
    *_at(LoginView, "login", "auth/login", "login"),
    *_at(LogoutView, "logout", "auth/logout", "logout"),
    *_at(RefreshView, "token-refresh", "auth/token/refresh", "token/refresh"),
    *_at(SignOutEverywhereView, "sign-out-everywhere", "auth/sign-out-everywhere"),
    *_at(PasswordView, "password", "auth/password"),
    *_at(PasswordResetView, "password-reset", "password_reset", "passwort_reset"),
    *_at(
        PasswordConfirmView,
        "password-confirm",
        "password_confirm/<str:uidb64>/<str:token>",
        "passwort_confirm/<str:uidb64>/<str:token>",
    ),
]
