"""What makes a good address, a good password, a good PIN and a name: the one place that decides."""

import re
import unicodedata
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from webapp.accounts.errors import BadAddress, WeakPassword

MAX_ADDRESS_LENGTH = 254  # RFC 5321 4.5.3.1.3, less the angle brackets
MAX_PASSWORD_LENGTH = 1024  # hashing is slow on purpose: nobody may make it slower
MAX_NAME_LENGTH = 40
MOST_PROFILES = 8  # of one account
PIN = re.compile(r"[0-9]{4,8}")
NO_PIN = "A PIN has 4 to 8 digits."
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")  # the shape of BCP 47 (RFC 5646 2.1), not whether there is such a language
ZERO_WIDTH_JOINER = "\u200d"  # holds the parts of some emoji together


def normal_email(text: str) -> str:
    """The one spelling of an address that is stored and looked for: NFKC, lower case, no space around, the domain in ASCII.

    Twice NFKC, because lower case may take a text out of it. ASCII (RFC 3490), because letters of other alphabets, and some that nobody
    sees, would make addresses that look the same to the owner who approves them.
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower()).strip()
    local, at, domain = plain.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii').lower()}"
    except UnicodeError:  # no domain: no address
        return plain


def checked_email(text: str) -> str:
    """The normal spelling of a good address.

    Raises BadAddress.
    """
    email = normal_email(text)
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadAddress("Please give a valid e-mail address.") from error
    # Django's pattern takes a dotless i for an i, and any domain; such an address would only serve to be mistaken for another.
    if len(email) > MAX_ADDRESS_LENGTH or not email.isascii():
        raise BadAddress("Please give a valid e-mail address.")
    return email


def check_password(password: str, user: Any) -> None:
    """Refuse a password that is easy to guess, also one that resembles `user`'s address (a row, saved or not).

    Raises WeakPassword.
    """
    if len(password) > MAX_PASSWORD_LENGTH:
        raise WeakPassword([f"This password is too long: {MAX_PASSWORD_LENGTH} characters are enough."])
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(error.messages) from error


def is_pin(text: str) -> bool:
    """Whether this can be a PIN: 4 to 8 digits, as a television's remote control has them."""
    return PIN.fullmatch(text) is not None


def clean_name(text: str) -> str:
    """A name as it can be shown: one line, nothing invisible, one spelling; empty where nothing is left."""
    shown = "".join(character if character.isprintable() or character == ZERO_WIDTH_JOINER else " " for character in text)
    return unicodedata.normalize("NFC", " ".join(shown.split())).strip(ZERO_WIDTH_JOINER)


def same_name(one: str, other: str) -> bool:
    """Whether people would take two names for the same."""
    return normal_email(one).casefold() == normal_email(other).casefold()


def name_from_email(email: str) -> str:
    """What somebody may be called who has only given an address: "Anna Maria" for anna.maria+films@example.org."""
    local = email.rpartition("@")[0].partition("+")[0]
    words = re.split(r"[._\s]+", local)
    return clean_name(" ".join(word.capitalize() for word in words))[:MAX_NAME_LENGTH].strip() or email[:MAX_NAME_LENGTH]
