"""Questions about people and their house."""

from uuid import UUID

from django.db.models import QuerySet

from webapp.accounts import links, pairing_codes
from webapp.accounts.models import Household, Invitation, Pairing, Profile, ProfileQuerySet, SignIn, SignInQuerySet, User
from webapp.accounts.rules import normal_email
from webapp.accounts.tokens import Identity
from webapp.accounts.viewers import Viewer


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


def identified(identity: Identity) -> tuple[User, Viewer] | None:
    """The user of a genuine token, if still active and signed in, and who watches. One query; two while nobody has been chosen."""
    if identity.sign_in is not None:
        alive = SignIn.objects.select_related("user", "profile").filter(pk=UUID(identity.sign_in), ended_at=None)
        sign_in = alive.filter(user=identity.user_id, user__is_active=True, user__session_epoch=identity.epoch).first()
        return None if sign_in is None else (sign_in.user, viewer_of(sign_in.user, sign_in.profile, identity.sign_in))
    if identity.profile is not None:
        chosen = Profile.objects.select_related("user").filter(pk=identity.profile, user=identity.user_id)
        profile = chosen.filter(user__is_active=True, user__session_epoch=identity.epoch).first()
        return None if profile is None else (profile.user, viewer_of(profile.user, profile))
    user = User.objects.filter(pk=identity.user_id, is_active=True, session_epoch=identity.epoch).first()
    return None if user is None else (user, viewer_of(user, None))


def viewer_of(user: User, profile: Profile | None, sign_in: str | None = None) -> Viewer:
    """Who watches on a sign-in. While no Profile is chosen: as much as the most that anybody could choose without a PIN."""
    limits = profile or user.profiles.filter(pin_hash="").most_permissive()
    return Viewer.watching_as(profile, limits, user.pk, sign_in)


def profiles_of(user: User) -> ProfileQuerySet:
    """The account's profiles, the first one first."""
    return Profile.objects.filter(user=user)


def profile_of(user: User, profile_id: int) -> Profile | None:
    """One of the account's profiles; None when there is none such, or it is somebody else's."""
    return profiles_of(user).select_related("user").filter(pk=profile_id).first()


def first_choice(user: User) -> Profile | None:
    """The Profile that a sign-in begins with: the only one there is, if nobody needs a PIN for it."""
    profiles = list(user.profiles.all()[:2])
    return profiles[0] if len(profiles) == 1 and not profiles[0].has_pin else None


def chosen_profile(viewer: Viewer) -> Profile | None:
    """The Profile that watches; None while none is chosen."""
    return None if viewer.profile_id is None else Profile.objects.filter(pk=viewer.profile_id).first()


def sign_in_for_update(sign_in: str, epoch: int) -> SignIn | None:
    """A sign-in that has not ended, with its user, locked until the end of the transaction."""
    alive = SignIn.objects.select_for_update(of=("self",)).select_related("user", "profile")
    return alive.filter(pk=UUID(sign_in), ended_at=None, user__is_active=True, user__session_epoch=epoch).first()


def find_sign_in(sign_in: str) -> SignIn | None:
    """A sign-in by its id (as hex digits), with its user and who watches, whether or not it has ended."""
    return SignIn.objects.select_related("user", "profile").filter(pk=UUID(sign_in)).first()


def devices_of(user: User) -> SignInQuerySet:
    """The devices this person is signed in on, the one seen last first."""
    return SignIn.objects.alive().filter(user=user).select_related("profile")


def open_pairing(user_code: str) -> Pairing | None:
    """The device that shows this code, typed in any way, and that nobody has decided about yet."""
    return Pairing.objects.undecided().filter(user_code=pairing_codes.normal(user_code)).first()
