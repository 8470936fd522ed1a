"""Who is watching: profiles are made, changed and chosen. Whoever may see less is not shown more by any of it."""

from typing import Any
from uuid import UUID

from django.db import transaction

from webapp.accounts import attempts, queries, remembered
from webapp.accounts.callers import UNKNOWN, Caller
from webapp.accounts.errors import (
    LastProfile,
    NotForChildren,
    PasswordWanted,
    PinRefused,
    ProfileNameTaken,
    SignInEnded,
    TooManyPins,
    TooManyProfiles,
)
from webapp.accounts.models import AuditEntry, Profile, SignIn, User
from webapp.accounts.rules import MOST_PROFILES, name_from_email, same_name
from webapp.accounts.services import audit
from webapp.accounts.viewers import Viewer

LIMITS = ("is_child", "highest_age", "shows_unrated")  # columns whose changes the owner reads in the audit log


def make_first_profile(user: User) -> Profile:
    """The profile that an account begins with."""
    return Profile.objects.create(user=user, name=name_from_email(user.email))


def make_profile(user: User, caller: Caller = UNKNOWN, *, pin: str = "", **columns: Any) -> Profile:
    """Make one more profile.

    Raises TooManyProfiles or ProfileNameTaken.
    """
    profile = Profile(user=user, **columns)
    profile.set_pin(pin)
    with transaction.atomic():
        others = _others(profile)
        if len(others) >= MOST_PROFILES:
            raise TooManyProfiles(MOST_PROFILES)
        _check_name(profile, others)
        profile.save()
        _record(profile, caller, user, "made")
    return profile


def change_profile(
    profile: Profile, caller: Caller = UNKNOWN, *, actor: User | None = None, pin: str | None = None, **columns: Any
) -> None:
    """Write these columns; a `pin` is set, an empty one takes the PIN away. `actor`: unset, the account's own person.

    Raises ProfileNameTaken, or LastProfile when nobody but children would be left.
    """
    news = [f"{name}: {value}" for name, value in columns.items() if name in LIMITS and getattr(profile, name) != value]
    for name, value in columns.items():
        setattr(profile, name, value)
    written = set(columns)
    if pin is not None:
        profile.set_pin(pin)
        written |= {"pin_hash", "pin_tries", "pin_tries_since"}
        news.append("another PIN" if pin else "no PIN")
    with transaction.atomic():
        others = _others(profile)
        _check_name(profile, others)
        if profile.is_child:
            _check_grown_up_stays(others)
        profile.save(update_fields=written)
        if news:
            _record(profile, caller, actor or profile.user, ", ".join(news))


def delete_profile(profile: Profile, caller: Caller = UNKNOWN, *, actor: User | None = None) -> None:
    """Delete a profile; devices that watched as it choose anew.

    Raises LastProfile when nobody but children would be left.
    """
    with transaction.atomic():
        _check_grown_up_stays(_others(profile))
        profile.delete()
        _record(profile, caller, actor or profile.user, "deleted")


def may_change(viewer: Viewer, profile: Profile, password: str, caller: Caller = UNKNOWN) -> None:
    """Let grown-ups change a profile; one with a PIN, only whoever watches as it. Otherwise it takes the password of the account.

    The password is for those who forgot a PIN and have just signed in anew; a child's sign-in changes nothing.
    Raises NotForChildren, PasswordWanted or TooManyTries.
    """
    if viewer.is_grown_up and (not profile.has_pin or viewer.profile_id == profile.pk):
        return
    if viewer.is_child:
        raise NotForChildren
    prove_password(profile.user, password, caller)


def prove_password(user: User, password: str, caller: Caller = UNKNOWN) -> None:
    """Check the account's password of somebody who is signed in; wrong ones count as those of sign-ins do.

    Raises PasswordWanted or TooManyTries.
    """
    if not password:
        raise PasswordWanted
    with attempts.one_try(user.email):
        if not user.check_password(password):
            audit.record(AuditEntry.Kind.SIGN_IN_REFUSED, caller, user=user, actor=user, detail="The password, to change a profile")
            raise PasswordWanted


def prove_pin(profile: Profile, pin: str, caller: Caller = UNKNOWN) -> None:
    """Check the PIN of a profile; not inside a transaction, which would forget wrong ones when it is rolled back.

    Raises PinRefused or TooManyPins.
    """
    if not profile.has_pin:
        return
    wait = profile.claim_pin_try()
    if wait is not None:
        raise TooManyPins(wait.total_seconds())
    if not profile.check_pin(pin):
        audit.record(AuditEntry.Kind.PIN_REFUSED, caller, user=profile.user, actor=profile.user, detail=profile.name)
        raise PinRefused
    profile.forgive_pin_try()


def choose_profile(viewer: Viewer, profile: Profile, pin: str, caller: Caller = UNKNOWN) -> Viewer:
    """From now on this sign-in watches as `profile`; gives who watches then.

    Raises PinRefused, TooManyPins, or SignInEnded when it has ended meanwhile.
    """
    prove_pin(profile, pin, caller)
    if viewer.sign_in is None or not SignIn.objects.filter(pk=UUID(viewer.sign_in), ended_at=None).update(profile=profile):
        raise SignInEnded
    remembered.forget()
    return queries.viewer_of(profile.user, profile, viewer.sign_in)


def _others(profile: Profile) -> list[Profile]:
    """The account's other profiles, which nobody else changes until the end of the transaction."""
    User.objects.select_for_update(of=("self",)).get(pk=profile.user_id)
    return list(queries.profiles_of(profile.user).exclude(pk=profile.pk))


def _check_name(profile: Profile, others: list[Profile]) -> None:
    if any(same_name(profile.name, other.name) for other in others):
        raise ProfileNameTaken


def _check_grown_up_stays(others: list[Profile]) -> None:
    if all(other.is_child for other in others):
        raise LastProfile


def _record(profile: Profile, caller: Caller, actor: User, what: str) -> None:
    audit.record(AuditEntry.Kind.PROFILE_CHANGED, caller, user=profile.user, actor=actor, detail=f"{profile.name}: {what}")
