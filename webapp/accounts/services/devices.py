"""The devices that somebody is signed in on."""

from webapp.accounts.callers import Caller
from webapp.accounts.models import AuditEntry, SignIn, User
from webapp.accounts.services import audit


def rename_device(device: SignIn, name: str) -> None:
    """Call a device so; an empty name gives it back its client's."""
    device.name = name
    device.save(update_fields=["name"])


def revoke_device(device: SignIn, caller: Caller, actor: User) -> None:
    """End a device's sign-in, and with it all its tokens and the admin's session; quietly when it has ended."""
    if device.end():
        audit.record(AuditEntry.Kind.DEVICE_REVOKED, caller, user=device.user, actor=actor, detail=device.label)
