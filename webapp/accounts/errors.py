"""What can go wrong with accounts; each carries one clear sentence for the person who asked."""

from collections.abc import Sequence

from appliance.errors import VideoflixError


class BadAddress(VideoflixError):
    """This is no e-mail address."""


class WeakPassword(VideoflixError):
    """The password is too easy; `sentences` says in which ways."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = list(sentences)
        super().__init__(" ".join(self.sentences))


class AddressTaken(VideoflixError):
    """There is an account with this address."""

    def __init__(self, email: str) -> None:
        super().__init__(f"There is already an account with the address {email}.")


class AddressUnknown(VideoflixError):
    """There is no account with this address."""

    def __init__(self, email: str) -> None:
        super().__init__(f"There is no account with the address {email}.")


class SignInRefused(VideoflixError):
    """Address and password do not belong together; says nothing about which of the two."""

    def __init__(self) -> None:
        super().__init__("The e-mail address or the password is wrong.")


class WaitsForActivation(VideoflixError):
    """The password is right, but nobody has activated the account yet."""

    def __init__(self) -> None:
        super().__init__("This account waits for its activation: open the link in your mail, or ask the owner to approve it.")


class SignInEnded(VideoflixError):
    """The refresh token is missing, forged, expired, used up, or its sign-in has ended."""

    def __init__(self) -> None:
        super().__init__("Your sign-in has ended. Please sign in again.")


class LinkInvalid(VideoflixError):
    """A one-time link is forged, used or expired."""

    def __init__(self) -> None:
        super().__init__("This link is not valid any more. Please ask for a new one.")


class BeingSetUp(VideoflixError):
    """There is no owner yet, so nobody can be let in."""

    def __init__(self) -> None:
        super().__init__("This Videoflix is still being set up. Please come back when its owner is done.")


class OwnerExists(VideoflixError):
    """The first owner has been made already."""

    def __init__(self) -> None:
        super().__init__("This Videoflix has an owner already.")


class PresenceRefused(VideoflixError):
    """The one-time secret is wrong, used or expired."""

    def __init__(self) -> None:
        super().__init__("This one-time link is not valid any more. Get a new one at the computer that runs Videoflix.")


class MailNotSent(VideoflixError):
    """The mail server could not be reached or did not take the mail; the queue tries again."""
