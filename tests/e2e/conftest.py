"""One appliance with an owner and a film, and Chromium."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import databases, media_factory
from tests.e2e.appliance import Appliance
from tests.e2e.person import Person

OWNER = ("alice@example.org", "a long walk by the sea")
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


@pytest.fixture(scope="module")
def own_database() -> Iterator[None]:
    """With PostgreSQL, a database of this module's own for the real processes."""
    with databases.own_database():
        yield


@pytest.fixture(scope="module")
def appliance(tmp_path_factory: pytest.TempPathFactory, own_database: None) -> Iterator[Appliance]:
    """A serving appliance that has an owner."""
    served = Appliance(tmp_path_factory.mktemp("appliance") / "data")
    added = served.run("user", "add", OWNER[0], "--owner", "--password-stdin", input=OWNER[1])
    assert added.returncode == 0, added.stderr
    served.start()
    yield served
    assert served.stop() == 0


@pytest.fixture(scope="module")
def owner_token(appliance: Appliance) -> str:
    return appliance.post("/api/auth/login/", {"email": OWNER[0], "password": OWNER[1]})["access"]


@pytest.fixture(scope="module")
def film(appliance: Appliance, tmp_path_factory: pytest.TempPathFactory) -> int:
    """The number of an imported film of 1280 x 720, H.264 and AC-3 5.1."""
    path = tmp_path_factory.mktemp("films") / "The Flashing Film (2026).mkv"
    media_factory.once(path, media_factory.h264_mkv_720p)
    imported = appliance.run("import", str(path))
    assert imported.returncode == 0, imported.stderr
    return int(imported.stdout.split("\t")[0])


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    playwright_api = pytest.importorskip("playwright.sync_api")
    with playwright_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def alice(browser: Any, appliance: Appliance) -> Iterator[Person]:
    """The owner, signed in, in front of a browser of her own."""
    person = Person(browser, appliance.url)
    person.sign_in(*OWNER)
    yield person
    person.context.close()


@pytest.fixture
def evidence() -> Path | None:
    """Where screenshots go, for those who want to look: VIDEOFLIX_... variables are for users, so this one has another name."""
    folder = os.environ.get("EVIDENCE_FOLDER")
    return Path(folder) if folder else None
