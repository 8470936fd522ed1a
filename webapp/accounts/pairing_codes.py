"""The codes by which a device is let in (RFC 8628 6.1): one that people type, one that only the device knows."""

import hashlib
import secrets

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels: no words; 8 of 20 are 34 bits, for ten minutes and behind throttles
LENGTH = 8
DEVICE_CODE_BYTES = 32
_GROUPING = str.maketrans("", "", "- ")


def new_user_code() -> str:
    """A code to show and to type."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def new_device_code() -> str:
    """What a device proves itself with: 256 bits."""
    return secrets.token_urlsafe(DEVICE_CODE_BYTES)


def digest(device_code: str) -> str:
    """What is stored of a device code: of 256 random bits, one round of SHA-256 tells nothing."""
    return hashlib.sha256(device_code.encode(errors="replace")).hexdigest()


def spelled(user_code: str) -> str:
    """As it is shown: "BCDF-GHJK"."""
    return f"{user_code[:4]}-{user_code[4:]}"


def normal(typed: str) -> str:
    """As it is stored, in whatever case and grouping somebody typed it; empty, which no pairing has, when it is no code."""
    letters = typed.upper().translate(_GROUPING)
    return letters if len(letters) == LENGTH and all(letter in LETTERS for letter in letters) else ""
