"""The rules of tus 1.0.0 (https://tus.io/protocols/resumable-upload), one by one, as a client sees them."""

import base64
import hashlib
import uuid
from collections.abc import Callable
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.webapp.uploads.conftest import TUS, Sender, encoded, upload_at
from webapp.uploads import protocol
from webapp.uploads.models import Upload

pytestmark = pytest.mark.usefixtures("library")
FILM = bytes(range(256)) * 4


def checksum(algorithm: str, content: bytes) -> dict[str, str]:
    digest = base64.b64encode(hashlib.new(algorithm, content).digest()).decode()
    return {"Upload-Checksum": f"{algorithm} {digest}"}


# Core


def test_options_tells_what_is_spoken(sender: Sender) -> None:
    answer = sender.client.options("/api/uploads/")  # without Tus-Resumable, as the protocol wants
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Tus-Resumable"] == answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"].split(",") == ["creation", "termination", "checksum", "expiration"]
    assert answer.headers["Tus-Checksum-Algorithm"].split(",") == ["sha1", "sha256", "md5"]
    assert int(answer.headers["Tus-Max-Size"]) > 0


@pytest.mark.parametrize("version", [None, "0.2.2", "1.0"])
@pytest.mark.parametrize("method", ["post", "head", "patch", "delete"])
def test_another_version_is_refused_and_changes_nothing(method: str, version: str | None, sender: Sender) -> None:
    address = "/api/uploads/" if method == "post" else sender.begun(10)
    headers = {"Upload-Length": "10", "Upload-Metadata": encoded(filename="Film.mkv")} | ({"Tus-Resumable": version} if version else {})
    before = Upload.objects.count()
    answer = getattr(sender.client, method)(address, headers=headers)
    assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")
    assert Upload.objects.count() == before


def test_parts_follow_each_other(sender: Sender) -> None:
    address = sender.begun(len(FILM))
    assert sender.offset(address) == 0
    answer = sender.send(address, 0, FILM[:300])
    assert (answer.status_code, answer.content, answer.headers["Upload-Offset"]) == (204, b"", "300")
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert sender.offset(address) == 300
    assert sender.send(address, 300, FILM[300:]).headers["Upload-Offset"] == str(len(FILM))
    assert sender.offset(address) == len(FILM)


def test_head_is_never_cached_and_repeats_what_was_said(sender: Sender) -> None:
    said = encoded(filename="Film.mkv", note="naïve") + ",private"
    address = sender.begun(len(FILM), name=None, **{"Upload-Metadata": said})
    answer = sender.look(address)
    assert (answer.headers["Cache-Control"], answer.headers["Upload-Length"]) == ("no-store", str(len(FILM)))
    assert answer.headers["Upload-Metadata"] == said


@pytest.mark.parametrize("offset", [1, 299, 301, 5000])
def test_a_part_at_another_place_is_a_conflict(offset: int, sender: Sender) -> None:
    address = sender.begun(len(FILM))
    sender.send(address, 0, FILM[:300])
    assert sender.send(address, offset, b"x").status_code == 409
    assert sender.offset(address) == 300


@pytest.mark.parametrize("offset", ["", "-1", "1.5", "ten", "٣", str(2**63), "9" * 5000])
def test_an_offset_is_a_number(offset: str, sender: Sender) -> None:
    answer = sender.send(sender.begun(10), offset, b"x")
    assert answer.status_code == 400
    assert "Upload-Offset" in answer.json()["detail"]


@pytest.mark.parametrize("kind", ["application/octet-stream", "application/json", "", "nonsense"])
def test_a_part_has_its_own_content_type(kind: str, sender: Sender) -> None:
    address = sender.begun(10)
    answer = sender.client.generic("PATCH", address, b"x", content_type=kind, headers={**TUS, "Upload-Offset": "0"})
    assert answer.status_code == 415
    assert sender.offset(address) == 0


def test_an_empty_part_is_a_part(sender: Sender) -> None:
    address = sender.begun(10)
    assert sender.send(address, 0, b"").headers["Upload-Offset"] == "0"


def test_what_is_more_than_was_said_is_refused(sender: Sender) -> None:
    address = sender.begun(10)
    assert sender.send(address, 0, b"x" * 11).status_code == 413
    assert sender.offset(address) == 0


def test_parts_have_sixteen_mebibytes_at_most(sender: Sender, paths: Any) -> None:
    address = sender.begun(40 * 1024**2)
    answer = sender.send(address, 0, b"x" * (protocol.PART_BYTES + 1))
    assert answer.status_code == 413
    assert answer.json() == {"detail": "A part may have 16 MiB at most: send the film in smaller ones.", "code": "part-too-large"}
    assert sender.send(address, 0, b"x" * protocol.PART_BYTES).status_code == 204


def test_some_clients_can_only_post(sender: Sender) -> None:
    address = sender.begun(10)
    headers = {**TUS, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    sent = sender.client.generic("POST", address, b"abc", content_type=protocol.PART_TYPE, headers=headers)
    assert (sent.status_code, sent.headers["Upload-Offset"]) == (204, "3")
    assert sender.client.post(address, headers={**TUS, "X-HTTP-Method-Override": "DELETE"}).status_code == 204
    assert not Upload.objects.exists()


def test_reading_never_means_writing(sender: Sender) -> None:
    """A page elsewhere can make a browser GET; what it overrides must not count."""
    address = sender.begun(10)
    sender.client.get(address, headers={**TUS, "X-HTTP-Method-Override": "DELETE"})
    assert Upload.objects.exists()


# Creation


def test_a_new_upload_has_an_address(sender: Sender) -> None:
    answer = sender.begin(10, name="Größe.mkv")
    assert (answer.status_code, answer.content) == (201, b"")
    upload = upload_at(answer.headers["Location"])
    assert (upload.file_name, upload.size, upload.received, upload.state) == ("Größe.mkv", 10, 0, Upload.State.RECEIVING)


@pytest.mark.parametrize("size", ["", "-1", "1e9", "many", str(2**63)])
def test_a_length_is_a_number(size: str, sender: Sender) -> None:
    assert sender.begin(size).status_code == 400


def test_the_length_is_known_from_the_start(sender: Sender) -> None:
    headers = {**TUS, "Upload-Defer-Length": "1", "Upload-Metadata": encoded(filename="Film.mkv")}
    assert sender.client.post("/api/uploads/", headers=headers).status_code == 400


@pytest.mark.parametrize(
    "said",
    ["filename", "filename !!!", "filename RmlsbS5ta3Y=,filename RmlsbS5ta3Y=", ",", " ", "ключ RmlsbS5ta3Y=", "filename " + "A" * 5000],
    ids=lambda said: said[:20],
)
def test_metadata_that_makes_no_sense_is_refused(said: str, sender: Sender) -> None:
    assert sender.begin(10, name=None, **{"Upload-Metadata": said}).status_code == 400
    assert not Upload.objects.exists()


def test_metadata_is_read() -> None:
    assert protocol.metadata("filename RmlsbS5ta3Y=, is_private,empty ") == {"filename": "Film.mkv", "is_private": "", "empty": ""}
    assert protocol.metadata("filename /w==") == {"filename": "�"}  # no Unicode: readable all the same
    assert protocol.metadata(None) == protocol.metadata("") == {}


# Termination


def test_an_upload_is_called_off(sender: Sender, paths: Any) -> None:
    address = sender.begun(10)
    sender.send(address, 0, b"abc")
    answer = sender.stop(address)
    assert (answer.status_code, answer.content, answer.headers["Tus-Resumable"]) == (204, b"", "1.0.0")
    assert [path for path in paths.uploads.rglob("*") if path.is_file()] == []
    assert [call.status_code for call in (sender.look(address), sender.send(address, 3, b"d"), sender.stop(address))] == [404] * 3


def test_what_has_arrived_is_not_called_off(sender: Sender) -> None:
    address = sender.begun(3)
    sender.send(address, 0, b"abc")
    assert sender.stop(address).status_code == 409
    assert Upload.objects.get().state == Upload.State.RECEIVED


# Checksum


@pytest.mark.parametrize("algorithm", protocol.ALGORITHMS)
def test_an_undamaged_part_is_kept(algorithm: str, sender: Sender) -> None:
    address = sender.begun(len(FILM))
    assert sender.send(address, 0, FILM[:300], **checksum(algorithm, FILM[:300])).status_code == 204
    assert sender.offset(address) == 300


def test_a_damaged_part_is_not(sender: Sender, paths: Any) -> None:
    address = sender.begun(len(FILM))
    sender.send(address, 0, FILM[:300])
    answer = sender.send(address, 300, FILM[300:400], **checksum("sha1", FILM[300:399] + b"x"))
    assert (answer.status_code, answer.json()["code"]) == (460, "wrong-checksum")
    assert sender.offset(address) == 300
    [file] = paths.uploads.rglob("*.part")
    assert file.read_bytes() == FILM[:300]
    assert sender.send(address, 300, FILM[300:400], **checksum("sha1", FILM[300:400])).status_code == 204


@pytest.mark.parametrize("said", ["crc32 AAAA", "sha1", "sha1 !!", "", "sha1 AAAA"])
def test_a_checksum_has_to_make_sense(said: str, sender: Sender) -> None:
    address = sender.begun(10)
    assert sender.send(address, 0, b"abc", **{"Upload-Checksum": said}).status_code == (460 if said in ("sha1 AAAA", "sha1") else 400)
    assert sender.offset(address) == 0


# Expiration


def test_every_part_gives_a_week_more(sender: Sender) -> None:
    begun = sender.begin(10)
    address = begun.headers["Location"]
    Upload.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    soon = parsedate_to_datetime(sender.look(address).headers["Upload-Expires"])
    later = parsedate_to_datetime(sender.send(address, 0, b"abc").headers["Upload-Expires"])
    assert later - soon > timedelta(days=6)
    assert parsedate_to_datetime(begun.headers["Upload-Expires"]) > timezone.now() + timedelta(days=6)


@pytest.mark.parametrize("asked", ["a length of x", "a part somewhere else", "an upload that is none"])
def test_refusals_are_said_in_a_sentence(asked: str, sender: Sender) -> None:
    answer = {
        "a length of x": lambda: sender.begin("x"),
        "a part somewhere else": lambda: sender.send(sender.begun(10), 3, b"x"),
        "an upload that is none": lambda: sender.stop(f"/api/uploads/{uuid.uuid4()}/"),
    }[asked]()
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.json()["detail"].endswith(".")
    assert answer.json()["code"]


def test_a_film_arrives_whole(sender: Sender, film: Path, arrived: Callable[..., Upload]) -> None:
    upload = arrived(film)
    assert (upload.received, upload.state) == (film.stat().st_size, Upload.State.RECEIVED)
