"""Somebody who sends a film, part by part."""

import base64
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rest_framework.response import Response
from rest_framework.test import APIClient

from appliance.paths import DataPaths
from webapp.accounts.models import Household
from webapp.library.models import Library
from webapp.uploads.models import Upload

TUS = {"Tus-Resumable": "1.0.0"}
PART = "application/offset+octet-stream"


class Sender:
    """A tus client that does what a test tells it to, and nothing by itself."""

    def __init__(self, client: APIClient) -> None:
        self.client = client

    def begin(self, size: object, name: str | None = "Film.mkv", **headers: str) -> Response:
        """Create an upload; metadata and other headers can be told."""
        metadata = {} if name is None else {"Upload-Metadata": encoded(filename=name)}
        return self.client.post("/api/uploads/", headers={**TUS, "Upload-Length": str(size), **metadata, **headers})

    def begun(self, size: int, **others: Any) -> str:
        """The address of a new upload."""
        answer = self.begin(size, **others)
        assert answer.status_code == 201, answer.content
        return answer.headers["Location"]

    def send(self, address: str, offset: object, part: bytes, **headers: str) -> Response:
        told = {**TUS, "Upload-Offset": str(offset), **headers}
        return self.client.generic("PATCH", address, part, content_type=PART, headers=told)

    def look(self, address: str) -> Response:
        return self.client.head(address, headers=TUS)

    def offset(self, address: str) -> int:
        answer = self.look(address)
        assert answer.status_code == 200
        return int(answer.headers["Upload-Offset"])

    def stop(self, address: str) -> Response:
        return self.client.delete(address, headers=TUS)


def encoded(**values: str) -> str:
    """Upload-Metadata."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


def upload_at(address: str) -> Upload:
    return Upload.objects.get(pk=address.rstrip("/").rpartition("/")[2])


@pytest.fixture(autouse=True)
def paths(settings: Any, tmp_path: Path) -> DataPaths:
    """Folders of this test's own."""
    settings.PATHS = DataPaths(tmp_path / "data")
    settings.PATHS.create()
    return settings.PATHS


@pytest.fixture(autouse=True)
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The tasks that were queued: no worker runs here."""
    tasks: list[tuple[str, ...]] = []
    for module in ("receiving", "sweeping"):
        monkeypatch.setattr(f"webapp.uploads.services.{module}.enqueue", lambda task, *ids, queue: tasks.append((queue, task, *ids)))
    return tasks


@pytest.fixture
def library(db: None) -> Library:
    return Library.objects.create(name="Films")


@pytest.fixture
def film(h264_mp4: Path, tmp_path: Path) -> Path:
    """A film of the sender's own."""
    return Path(shutil.copy(h264_mp4, tmp_path / "Holiday (2020).mp4"))


@pytest.fixture
def sender(alice: Any, client_of: Callable[..., APIClient]) -> Sender:
    """Alice, the owner, sends."""
    return Sender(client_of(alice))


@pytest.fixture
def member(bob: Any, client_of: Callable[..., APIClient]) -> Sender:
    """Bob sends, whom the owner lets."""
    Household.objects.update_or_create(pk=1, defaults={"members_upload": True})
    return Sender(client_of(bob))


@pytest.fixture
def arrived(sender: Sender, library: Library, django_capture_on_commit_callbacks: Any) -> Callable[..., Upload]:
    """Send a whole file; gives its row, before a worker adds it."""

    def send(film: Path, name: str | None = None) -> Upload:
        content = film.read_bytes()
        address = sender.begun(len(content), name=name or film.name)
        with django_capture_on_commit_callbacks(execute=True):
            assert sender.send(address, 0, content).status_code == 204
        return upload_at(address)

    return send
