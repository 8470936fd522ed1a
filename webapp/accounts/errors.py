"""What can go wrong with accounts; each carries one clear sentence for the person who asked."""

import math
from collections.abc import Sequence
from typing import ClassVar

from appliance.errors import VideoflixError


class Refusal(VideoflixError):
    """What the API answers with; the frontend has words of its own, in the language of the page, for every `code`."""

    code: ClassVar[str]


class BadAddress(VideoflixError):
    """This is no e-mail address."""


class WeakPassword(VideoflixError):
    """The password is too easy; `sentences` says in which ways."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = list(sentences)
        super().__init__(" ".join(self.sentences))


class AddressTaken(Refusal):
    """There is an account with this address."""

    code = "address-taken"

    def __init__(self, email: str) -> None:
        super().__init__(f"There is already an account with the address {email}.")


class AddressUnknown(VideoflixError):
    """There is no account with this address."""

    def __init__(self, email: str) -> None:
        super().__init__(f"There is no account with the address {email}.")


class AccountInactive(VideoflixError):
    """The account has not been let in yet, or is blocked: a new password would be of no use."""

    def __init__(self, email: str) -> None:
        super().__init__(f"The account {email} is not active: the owner approves it in the admin, under People.")


class SignInRefused(Refusal):
    """Address and password do not belong together; says nothing about which of the two."""

    code = "sign-in-refused"

    def __init__(self) -> None:
        super().__init__("The e-mail address or the password is wrong.")


class WaitsForActivation(Refusal):
    """The password is right, but nobody has activated the account yet."""

    code = "waits-for-activation"

    def __init__(self) -> None:
        super().__init__("This account waits for its activation: open the link in your mail, or ask the owner to approve it.")


class SignInEnded(Refusal):
    """The refresh token is missing, forged, expired, used up, or its sign-in has ended."""

    code = "sign-in-ended"

    def __init__(self) -> None:
        super().__init__("Your sign-in has ended. Please sign in again.")


class LinkInvalid(Refusal):
    """A one-time link is forged, used or expired."""

    code = "link-invalid"

    def __init__(self) -> None:
        super().__init__("This link is not valid any more. Please ask for a new one.")


class RegistrationClosed(Refusal):
    """The owner lets nobody make an account without an invitation."""

    code = "registration-closed"

    def __init__(self) -> None:
        super().__init__("Nobody can make an account here without an invitation. Please ask the owner for one.")


class InvitationInvalid(Refusal):
    """An invitation is forged, used up, expired or withdrawn."""

    code = "invitation-invalid"

    def __init__(self) -> None:
        super().__init__("This invitation is not valid any more. Please ask the owner for a new one.")


class CurrentPasswordWrong(VideoflixError):
    """Whoever wants a new password does not know the old one."""


class BeingSetUp(Refusal):
    """There is no owner yet, so nobody can be let in."""

    code = "being-set-up"

    def __init__(self) -> None:
        super().__init__("This Videoflix is still being set up. Please come back when its owner is done.")


class OwnerExists(Refusal):
    """The first owner has been made already."""

    code = "owner-exists"

    def __init__(self) -> None:
        super().__init__("This Videoflix has an owner already.")


class PresenceRefused(Refusal):
    """The one-time secret is wrong, used or expired."""

    code = "presence-refused"

    def __init__(self) -> None:
        super().__init__("This one-time link is not valid any more. Get a new one at the computer that runs Videoflix.")


class FromElsewhere(Refusal):
    """Another website's page sent this request."""

    code = "from-elsewhere"

    def __init__(self) -> None:
        super().__init__("This request came from another website.")


class NotForChildren(Refusal):
    """A child's profile watches here, or nobody has chosen a grown-up's yet."""

    code = "not-for-children"

    def __init__(self) -> None:
        super().__init__("This is not for children. Please choose a grown-up's profile first.")


class PinRefused(Refusal):
    """This is not the profile's PIN, or it is missing."""

    code = "pin-refused"

    def __init__(self) -> None:
        super().__init__("This PIN is wrong.")


class TooManyTries(Refusal):
    """Too many passwords were wrong; `wait` is in seconds."""

    code = "too-many-tries"

    def __init__(self, wait: float) -> None:
        self.wait = wait
        super().__init__(f"Too many tries were wrong. Please wait {math.ceil(wait)} seconds.")


class TooManyPins(Refusal):
    """Too many PINs were wrong for one profile; `wait` is in seconds."""

    code = "too-many-pins"

    def __init__(self, wait: float) -> None:
        self.wait = wait
        super().__init__(f"Too many PINs were wrong. Please wait {math.ceil(wait / 60)} minutes.")


class PasswordWanted(Refusal):
    """Changing this profile takes the account's password, which is missing or wrong."""

    code = "password-wanted"

    def __init__(self) -> None:
        super().__init__("Please choose this profile first, or give the right password of your account.")


class ProfileNameTaken(VideoflixError):
    """The account has a profile of this name already."""

    def __init__(self) -> None:
        super().__init__("There is a profile of this name already.")


class TooManyProfiles(Refusal):
    """The account has as many profiles as there can be."""

    code = "too-many-profiles"

    def __init__(self, most: int) -> None:
        super().__init__(f"An account has {most} profiles at most.")


class LastProfile(Refusal):
    """The account needs one profile that is no child's."""

    code = "last-profile"

    def __init__(self) -> None:
        super().__init__("One profile has to stay a grown-up's.")


class AuthorizationPending(Refusal):
    """Nobody has approved or denied the device yet (RFC 8628 3.5)."""

    code = "authorization-pending"

    def __init__(self) -> None:
        super().__init__("Nobody has let this device in yet.")


class SlowDown(Refusal):
    """The device asks more often than it was told to (RFC 8628 3.5)."""

    code = "slow-down"

    def __init__(self) -> None:
        super().__init__("This device asks too often.")


class PairingDenied(Refusal):
    """Somebody of the household does not want this device (RFC 8628 3.5: access_denied)."""

    code = "pairing-denied"

    def __init__(self) -> None:
        super().__init__("This device was not let in.")


class PairingExpired(Refusal):
    """The code is too old, used, or none (RFC 8628 3.5: expired_token)."""

    code = "pairing-expired"

    def __init__(self) -> None:
        super().__init__("This code is not valid any more. Please ask for a new one.")


class NoSuchPairing(VideoflixError):
    """No device shows this code now, or somebody has decided about it already."""

    def __init__(self) -> None:
        super().__init__("No device shows this code. Codes are valid for ten minutes.")


class NoSuchDevice(VideoflixError):
    """The account is not signed in on such a device."""

    def __init__(self) -> None:
        super().__init__("There is no such device.")


class NoSuchProfile(VideoflixError):
    """The account has no such profile."""

    def __init__(self) -> None:
        super().__init__("There is no such profile.")


class MailNotSent(VideoflixError):
    """The mail server could not be reached or did not take the mail."""
