"""Letting a device in by a code (RFC 8628): it offers itself, somebody who is signed in decides, it collects its sign-in."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from webapp.accounts import pairing_codes, queries
from webapp.accounts.callers import Caller
from webapp.accounts.errors import AuthorizationPending, BeingSetUp, NoSuchPairing, PairingDenied, PairingExpired, SlowDown
from webapp.accounts.models import AuditEntry, Pairing, Profile, User
from webapp.accounts.services import audit
from webapp.accounts.services.profiles import prove_pin
from webapp.accounts.services.sign_ins import SignedIn, begin_sign_in

LIFETIME = timedelta(minutes=10)
INTERVAL = timedelta(seconds=3)  # between two questions of a device
EARLY = timedelta(seconds=1)  # how much sooner one may arrive: networks do not keep time


@dataclass(frozen=True)
class Offer:
    """A device that waits to be let in; nobody but the device itself ever sees its code again."""

    pairing: Pairing
    device_code: str


def offer_pairing(name: str, caller: Caller) -> Offer:
    """Begin to let a device in that calls itself so; without a name, its client is one.

    Raises BeingSetUp while nobody could approve it.
    """
    if not queries.owner_exists():
        raise BeingSetUp
    device_code = pairing_codes.new_device_code()
    pairing = Pairing.objects.create(
        device_code_digest=pairing_codes.digest(device_code),
        user_code=_free_user_code(),
        name=name or caller.client or "Device",
        client=caller.client,
        address=caller.address,
        expires_at=timezone.now() + LIFETIME,
    )
    return Offer(pairing, device_code)


def approve_pairing(pairing: Pairing, profile: Profile, pin: str, caller: Caller) -> None:
    """Let the device in, to watch as this profile of the account that approves; of two decisions, the first counts.

    Raises PinRefused or TooManyPins, before anything is decided, or NoSuchPairing when somebody was faster.
    """
    user = profile.user
    prove_pin(profile, pin, caller)
    with transaction.atomic():
        if not Pairing.objects.undecided().filter(pk=pairing.pk).update(profile=profile, epoch=user.session_epoch):
            raise NoSuchPairing
        audit.record(AuditEntry.Kind.DEVICE_PAIRED, caller, user=user, actor=user, detail=f"{pairing.name}, to watch as {profile.name}")


def deny_pairing(pairing: Pairing, user: User, caller: Caller) -> None:
    """Keep the device out.

    Raises NoSuchPairing when somebody was faster.
    """
    with transaction.atomic():
        if not Pairing.objects.undecided().filter(pk=pairing.pk).update(denied_at=timezone.now()):
            raise NoSuchPairing
        audit.record(AuditEntry.Kind.DEVICE_DENIED, caller, user=user, actor=user, detail=pairing.name)


def collect_pairing(device_code: str, caller: Caller) -> SignedIn:
    """The sign-in of an approved device, once.

    Raises AuthorizationPending, SlowDown, PairingDenied or PairingExpired.
    """
    mine = Pairing.objects.filter(device_code_digest=pairing_codes.digest(device_code))
    pairing = mine.select_related("profile__user").first()
    if pairing is None:
        raise PairingExpired
    if pairing.denied_at is not None:
        raise PairingDenied
    if pairing.profile is None:
        raise _not_yet(pairing)
    if not mine.to_collect().exists():
        raise PairingExpired
    with transaction.atomic():
        # A claim asks for nothing but columns of its own row: a condition on others is not looked at anew after waiting for a lock.
        if not Pairing.objects.filter(pk=pairing.pk, collected_at=None).update(collected_at=timezone.now()):
            raise PairingExpired
        return begin_sign_in(pairing.profile.user, caller, profile=pairing.profile, name=pairing.name)


def forget_expired_pairings() -> None:
    """Drop the codes that nobody can use any more; devices that still ask are told that theirs has expired, all the same."""
    Pairing.objects.filter(expires_at__lt=timezone.now()).delete()


def _not_yet(pairing: Pairing) -> AuthorizationPending | SlowDown | PairingExpired:
    """What a device is told that nobody has decided about."""
    now = timezone.now()
    if pairing.expires_at <= now:
        return PairingExpired()
    in_time = Q(polled_at=None) | Q(polled_at__lte=now - INTERVAL + EARLY)
    asked = Pairing.objects.filter(in_time, pk=pairing.pk).update(polled_at=now)
    return AuthorizationPending() if asked else SlowDown()


def _free_user_code() -> str:
    """A code that no other device shows; two devices at once get the same one as often as somebody guesses one."""
    while True:
        user_code = pairing_codes.new_user_code()
        if not Pairing.objects.filter(user_code=user_code).exists():
            return user_code
