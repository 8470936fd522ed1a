"""What makes a good address and a good password: the one place that decides."""

import unicodedata
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from webapp.accounts.errors import BadAddress, WeakPassword

MAX_ADDRESS_LENGTH = 254  # RFC 5321 4.5.3.1.3, less the angle brackets
MAX_PASSWORD_LENGTH = 1024  # hashing is slow on purpose: nobody may make it slower


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
