"""How the appliance is, for everybody who asks."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from appliance import hosts
from webapp import health as module

URL = "/api/health/"


@pytest.fixture
def beating() -> Any:
    """Heartbeats of both queues, as workers would leave them."""
    files = [settings.PATHS.heartbeats / queue for queue in ("play", "prepare")]
    for file in files:
        file.touch()
    yield files
    for file in files:
        file.unlink(missing_ok=True)


@pytest.mark.django_db
def test_all_is_well(client: Client, beating: list[Path], django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(2):
        answer = client.get(URL)
    assert answer.status_code == 200
    told = answer.json()
    assert told.pop("disk")["free_bytes"] > 0
    assert isinstance(told.pop("version"), str)
    assert told == {"status": "ok", "web": True, "database": True, "queues": {"play": True, "prepare": True}, "watching": 0}


@pytest.mark.django_db
def test_a_queue_without_workers_is_told(client: Client, beating: list[Path]) -> None:
    silent_for = 60
    os.utime(beating[0], (time.time() - silent_for,) * 2)
    beating[1].unlink()
    told = client.get(URL).json()
    assert told["status"] == "degraded"
    assert told["queues"] == {"play": False, "prepare": False}


@pytest.mark.django_db
def test_a_full_disk_is_told(client: Client, beating: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ENOUGH_BYTES", 1 << 62)
    told = client.get(URL).json()
    assert told["status"] == "degraded"
    assert told["disk"]["ok"] is False


@pytest.mark.django_db
def test_a_drive_that_is_gone_is_no_error(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_: Path) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(module.shutil, "disk_usage", gone)
    assert client.get(URL).json()["disk"] == {"free_bytes": 0, "ok": False}


def test_a_database_that_cannot_be_reached_is_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get(URL)
    assert answer.status_code == 503
    assert answer.json()["database"] is False
    assert answer.json()["status"] == "degraded"


def test_only_asking_is_allowed(client: Client) -> None:
    assert client.post(URL).status_code == 405


@pytest.mark.django_db
def test_tells_nothing_about_anybody_who_watches(client: Client, bob: Any) -> None:
    """Counts devices that play, not those that paused or left; names nobody."""
    from datetime import timedelta

    from django.utils import timezone

    from webapp.library.models import Library, Video
    from webapp.streaming.models import Playback

    video = Video.objects.create(library=Library.objects.create(name="Cupboard"), title="Film")
    Playback.objects.create(user=bob, video=video)
    Playback.objects.create(user=bob, video=video, paused=True)
    Playback.objects.create(user=bob, video=video, updated_at=timezone.now() - timedelta(hours=1))
    answer = client.get(URL)
    assert answer.json()["watching"] == 1
    assert bob.email not in answer.content.decode()


# The Host check, over HTTP. pytest-django opens it to its own "testserver"; here it is as it runs.


@pytest.fixture
def as_it_runs(settings: Any) -> None:
    settings.ALLOWED_HOSTS = hosts.allowed(["films.example"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("host", "status"),
    [
        pytest.param("127.0.0.1", 200, id="loopback"),
        pytest.param("127.0.0.1:8359", 200, id="loopback with port"),
        pytest.param("[::1]:8359", 200, id="loopback of IPv6"),
        pytest.param("localhost", 200, id="localhost"),
        pytest.param("films.example", 200, id="configured"),
        pytest.param(hosts.own_names()[-1], 200, id="name.local"),
        pytest.param(hosts.own_names()[-1].upper(), 200, id="NAME.LOCAL"),
        pytest.param("evil.example", 400, id="a stranger's name"),
        pytest.param("127.0.0.1.evil.example", 400, id="an address as a name"),
        pytest.param("192.0.2.1", 400, id="somebody else's address"),
        pytest.param("*", 400, id="a star"),
    ],
)
def test_answers_to_its_own_names_only(host: str, status: int, client: Client, as_it_runs: None) -> None:
    assert client.get(URL, headers={"host": host}).status_code == status
