"""Users and their sign-ins, the household's settings, the outbox."""

from webapp.accounts.models.households import Household
from webapp.accounts.models.outbox import OutboxMail
from webapp.accounts.models.people import User, UserManager
from webapp.accounts.models.sign_ins import RotatedToken, SignIn

__all__ = ["Household", "OutboxMail", "RotatedToken", "SignIn", "User", "UserManager"]
