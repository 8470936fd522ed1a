"""Users, their profiles and sign-ins, the household's settings, ways in, the outbox, the audit log."""

from webapp.accounts.models.audit import AuditEntry
from webapp.accounts.models.households import Household
from webapp.accounts.models.invitations import Invitation
from webapp.accounts.models.outbox import OutboxMail
from webapp.accounts.models.pairings import Pairing, PairingQuerySet
from webapp.accounts.models.people import User, UserManager
from webapp.accounts.models.profiles import Profile, ProfileQuerySet
from webapp.accounts.models.sign_ins import RotatedToken, SignIn, SignInQuerySet

__all__ = [
    "AuditEntry",
    "Household",
    "Invitation",
    "OutboxMail",
    "Pairing",
    "PairingQuerySet",
    "Profile",
    "ProfileQuerySet",
    "RotatedToken",
    "SignIn",
    "SignInQuerySet",
    "User",
    "UserManager",
]
