"""Who is watching."""

from webapp.accounts.errors import PinRefused
from webapp.accounts.models import Profile


def prove_pin(profile: Profile, pin: str) -> None:
    """Check the PIN of a profile.

    Raises PinRefused.
    """
    if not profile.check_pin(pin):
        raise PinRefused
