"""What can go wrong with accounts; each carries one clear sentence for the person who asked."""

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


class MailNotSent(VideoflixError):
    """The mail server could not be reached or did not take the mail."""
