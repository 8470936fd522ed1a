"""Secrets: the signing key, and the one-time secrets that prove somebody is at the machine."""

import hashlib
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

from appliance.errors import VideoflixError, why

PRESENCE_SECONDS = 3600.0


class SigningKeyUnusable(VideoflixError):
    """The key file is there, but cannot be read or holds no key."""


def signing_key(path: Path) -> str:
    """The key kept at `path`, made there (readable by its owner only) on first use. There is no default to forget.

    Raises SigningKeyUnusable when the file cannot be read or is empty: a new key would silently void every sign-in and link.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        _write_private(draft, secrets.token_urlsafe(64))
        _publish(draft, path)
    try:
        key = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SigningKeyUnusable(f"The secret key file {path} cannot be read: {why(error)}.") from error
    if not key:
        raise SigningKeyUnusable(f"The secret key file {path} is empty; put it back from a backup, or delete it and sign in again.")
    return key


def _publish(draft: Path, path: Path) -> None:
    """Give `draft` its name, unless another process was first: its key is the key."""
    try:
        os.link(draft, path)  # fails where the name is taken, unlike a rename
    except FileExistsError:
        pass
    except OSError:  # exFAT and some network drives know no hard links
        if not path.exists():
            draft.rename(path)
    draft.unlink(missing_ok=True)


def mint_presence(folder: Path, purpose: str) -> str:
    """Make a one-time secret that proves presence at this machine for one `purpose` ("setup" or "sign-in"); lasts an hour.

    Only its hash is kept, as a file in `folder`, which only this system user can read.
    """
    for kept in folder.glob("*"):
        with suppress(FileNotFoundError):  # used up by another process meanwhile
            if kept.stat().st_mtime < time.time() - PRESENCE_SECONDS:
                kept.unlink()
    secret = secrets.token_urlsafe(32)
    _write_private(folder / _presence_name(secret, purpose), "")
    return secret


def check_presence(folder: Path, secret: str, purpose: str) -> bool:
    """Whether `secret` was minted here for `purpose`, is not used up and not older than an hour."""
    try:
        return (folder / _presence_name(secret, purpose)).stat().st_mtime >= time.time() - PRESENCE_SECONDS
    except FileNotFoundError:
        return False


def redeem_presence(folder: Path, secret: str, purpose: str) -> bool:
    """Use up `secret`; True for exactly one caller while it is valid."""
    if not check_presence(folder, secret, purpose):
        return False
    try:
        (folder / _presence_name(secret, purpose)).unlink()
    except FileNotFoundError:
        return False
    return True


def _presence_name(secret: str, purpose: str) -> str:
    return hashlib.sha256(f"{purpose}:{secret}".encode()).hexdigest()


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
