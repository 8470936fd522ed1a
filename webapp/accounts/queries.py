"""Questions about people and their house."""

from uuid import UUID

from django.db.models import QuerySet

from webapp.accounts import links
from webapp.accounts.models import Household, Invitation, SignIn, User
from webapp.accounts.rules import normal_email
from webapp.accounts.tokens import Identity


def find_user(email: str) -> User | None:
    """The user with this address in any spelling, active or not."""
    return User.objects.filter(email=normal_email(email)).first()


def find_active_user(email: str) -> User | None:
    """The user with this address in any spelling who may sign in."""
    return User.objects.filter(email=normal_email(email), is_active=True).first()


def user_of_link(uidb64: str) -> User | None:
    """The user whom a one-time link names."""
    return User.objects.filter(pk=links.user_id(uidb64)).first()


def open_invitation(token: str) -> Invitation | None:
    """The invitation that a link names, while somebody may come in by it."""
    invitation = Invitation.objects.filter(pk=links.invitation_id(token)).first()
    return invitation if invitation is not None and invitation.is_open else None


def owners() -> QuerySet[User]:
    """Who looks after the library and can sign in; the first one first."""
    return User.objects.filter(is_superuser=True, is_active=True).order_by("pk")


def owner_exists() -> bool:
    """Whether the house has been set up; a blocked owner counts."""
    return User.objects.filter(is_superuser=True).exists()


def is_last_owner(user: User) -> bool:
    """Whether nobody would look after the library without this user."""
    return user.is_superuser and not owners().exclude(pk=user.pk).exists()


def household() -> Household:
    """The household's settings; the defaults, unsaved, while nobody has changed any."""
    return Household.objects.first() or Household()


def lan_enabled() -> bool:
    """Whether the owner opened the house to the home network."""
    return household().lan_enabled


def identified(identity: Identity) -> User | None:
    """The user of a genuine token, if still active and signed in. One query."""
    users = User.objects.filter(pk=identity.user_id, is_active=True, session_epoch=identity.epoch)
    if identity.sign_in is not None:
        users = users.filter(sign_ins__pk=UUID(identity.sign_in), sign_ins__ended_at=None)
    return users.first()


def sign_in_for_update(sign_in: str, epoch: int) -> SignIn | None:
    """A sign-in that has not ended, with its user, locked until the end of the transaction."""
    alive = SignIn.objects.select_for_update(of=("self",)).select_related("user")
    return alive.filter(pk=UUID(sign_in), ended_at=None, user__is_active=True, user__session_epoch=epoch).first()
