"""The tokens in links. One-time links expire after PASSWORD_RESET_TIMEOUT and are bound to what they change."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.signing import BadSignature, Signer
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from webapp.accounts.models import Invitation, User


class ActivationTokens(PasswordResetTokenGenerator):
    """Proves that somebody reads an address.

    The token stays genuine after its use, so that a second click can be answered kindly. That it *acts* only once is up to
    `User.activated_at`: whoever was blocked later cannot come back through an old link.
    """

    key_salt = "webapp.accounts.activation"

    def _make_hash_value(self, user: AbstractBaseUser, timestamp: int) -> str:
        return f"{user.pk}.{timestamp}.{user.get_username()}"


class ResetTokens(PasswordResetTokenGenerator):
    """Allows one new password: void after any change of it, and after a sign-in."""

    key_salt = "webapp.accounts.password-reset"


_invitations = Signer(sep=".", salt="webapp.accounts.invitation")  # when it ends is in its row: the owner may change it
activation_tokens = ActivationTokens()
reset_tokens = ResetTokens()


def activation_path(user: User) -> str:
    """The page of the frontend that activates this user."""
    return f"/activate/{_uid(user)}/{activation_tokens.make_token(user)}"


def reset_path(user: User) -> str:
    """The page of the frontend that asks this user for a new password."""
    return f"/reset-password/{_uid(user)}/{reset_tokens.make_token(user)}"


def invitation_path(invitation: Invitation) -> str:
    """The page of the frontend where somebody who was invited makes an account."""
    return f"/join/{_invitations.sign(str(invitation.pk))}"


def invitation_id(token: str) -> int:
    """The invitation's id in a link; 0, which none has, when the link is forged."""
    try:
        return int(_invitations.unsign(token))
    except (BadSignature, ValueError):
        return 0


def user_id(uidb64: str) -> int:
    """The user's id in a link; 0, which nobody has, when it is none."""
    try:
        return int(urlsafe_base64_decode(uidb64))
    except ValueError:
        return 0


def _uid(user: User) -> str:
    return urlsafe_base64_encode(force_bytes(user.pk))
