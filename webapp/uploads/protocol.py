"""The headers of tus 1.0.0 as values: https://tus.io/protocols/resumable-upload. Nothing here reads or writes anything."""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from webapp.uploads.errors import BadHeader

VERSION = "1.0.0"
EXTENSIONS = ("creation", "termination", "checksum", "expiration")
ALGORITHMS = ("sha1", "sha256", "md5")
PART_TYPE = "application/offset+octet-stream"
PART_BYTES = 16 * 1024 * 1024  # Waitress hands over whole bodies only
LARGEST = 2**63 - 1  # what the database holds
METADATA_CHARACTERS = 4096


@dataclass(frozen=True)
class Checksum:
    """What a part has to come to (Upload-Checksum)."""

    algorithm: str
    digest: bytes

    def is_of(self, blocks: Iterable[bytes]) -> bool:
        """Whether these bytes are undamaged."""
        found = hashlib.new(self.algorithm, usedforsecurity=False)
        for block in blocks:
            found.update(block)
        return found.digest() == self.digest


def number(name: str, text: str | None) -> int:
    """The number in the header `name` (Upload-Length, Upload-Offset).

    Raises BadHeader.
    """
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > len(str(LARGEST)) or int(text) > LARGEST:
        raise BadHeader(f"{name} has to say a number of bytes.")
    return int(text)


def checksum(text: str | None) -> Checksum | None:
    """What Upload-Checksum says: an algorithm and a Base64 digest, with a space between; None without the header.

    Raises BadHeader, also for an algorithm that is not offered.
    """
    if text is None:
        return None
    algorithm, _, digest = text.partition(" ")
    if algorithm not in ALGORITHMS:
        raise BadHeader(f"Upload-Checksum has to use one of these: {', '.join(ALGORITHMS)}.")
    return Checksum(algorithm, _decoded("Upload-Checksum", digest))


def metadata(text: str | None) -> dict[str, str]:
    """What Upload-Metadata says: pairs of a key and a Base64 value, with commas between; a key alone has the value "".

    Raises BadHeader.
    """
    found: dict[str, str] = {}
    if not text:
        return found
    if len(text) > METADATA_CHARACTERS:
        raise BadHeader("Upload-Metadata is too long.")
    for pair in text.split(","):
        key, _, value = pair.strip().partition(" ")
        if not key or not key.isascii() or key in found:
            raise BadHeader("Upload-Metadata has to name every key once.")
        found[key] = _decoded("Upload-Metadata", value).decode(errors="replace")
    return found


def _decoded(name: str, text: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadHeader(f"{name} has to be written in Base64.") from error
