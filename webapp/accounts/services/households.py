"""The house itself: its first owner, and whether it is open to the home network."""

from django.conf import settings
from django.db import transaction

from appliance.secrets import check_presence, redeem_presence
from webapp import server
from webapp.accounts import queries
from webapp.accounts.callers import Caller
from webapp.accounts.errors import OwnerExists, PresenceRefused
from webapp.accounts.models import AuditEntry, Household, User
from webapp.accounts.services import audit
from webapp.accounts.services.people import create_owner


def set_up(secret: str, email: str, password: str, lan: bool, caller: Caller) -> User:
    """Make the first owner, for somebody who is at the machine; with `lan`, open the house to the home network.

    The secret is checked first, so that strangers learn nothing, and redeemed last, so that a slip of the finger does not use it up;
    of two at once, one wins: the other's owner is rolled back.
    Raises OwnerExists, BadAddress, WeakPassword, AddressTaken or PresenceRefused.
    """
    try:
        return _set_up(secret, email, password, lan)
    except PresenceRefused:
        audit.record(AuditEntry.Kind.PRESENCE_REFUSED, caller, detail="First run")
        raise


def owner_by_presence(secret: str, caller: Caller) -> User:
    """The owner, for somebody who is at the machine.

    Raises PresenceRefused, also when there is no owner yet.
    """
    owner = queries.owners().first()
    if owner is None or not redeem_presence(settings.PATHS.presence, secret, "sign-in"):
        audit.record(AuditEntry.Kind.PRESENCE_REFUSED, caller, user=owner)
        raise PresenceRefused
    return owner


def switch_lan(enabled: bool) -> None:
    """Open the house to the home network, or close it; the web process starts anew to listen there."""
    household = queries.household()
    if household.lan_enabled == enabled:
        return
    Household.objects.update_or_create(pk=1, defaults={"lan_enabled": enabled})
    transaction.on_commit(server.request_restart, robust=True)


def _set_up(secret: str, email: str, password: str, lan: bool) -> User:
    with transaction.atomic():
        _lock_household()
        if queries.owner_exists():
            raise OwnerExists
        if not check_presence(settings.PATHS.presence, secret, "setup"):
            raise PresenceRefused
        owner = create_owner(email, password)
        if lan:
            switch_lan(True)
        if not redeem_presence(settings.PATHS.presence, secret, "setup"):
            raise PresenceRefused
    return owner


def _lock_household() -> None:
    """Let nobody else do this at the same time (SQLite's transactions are one after the other anyway)."""
    Household.objects.get_or_create(pk=1)
    Household.objects.select_for_update().get(pk=1)
