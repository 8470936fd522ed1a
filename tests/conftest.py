"""What every test gets: an own data folder, the cast, clips made on the spot.

The settings are named here and not in pyproject.toml: pytest-django would load them before any conftest could choose the data folder,
and they would then make one where the developer's own Videoflix lives.
"""

import atexit
import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import pytest

from appliance import config
from tests import machine, media_factory

PASSWORD = "correct horse battery staple"
KEPT_VARIABLE = "VIDEOFLIX_DATABASE_URL"  # selects PostgreSQL for the whole suite


def _own_data_folder() -> Path:
    """Let this process work in a folder of its own; nothing of the developer's environment or `.env` leaks in."""
    folder = Path(tempfile.mkdtemp(prefix="videoflix-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in list(os.environ):
        if name.upper().startswith("VIDEOFLIX_") and name != KEPT_VARIABLE:
            del os.environ[name]
    os.environ["VIDEOFLIX_DATA_DIR"] = str(folder / "data")  # for children that a test starts without --data-dir
    os.environ["DJANGO_SETTINGS_MODULE"] = "webapp.settings"
    with contextlib.chdir(folder):  # a `.env` is looked for in the working folder
        config.load()
    return folder


_FOLDER = _own_data_folder()  # each xdist worker is a process: one folder each
django.setup()
# Inherited by xdist's workers, it would make pytest-django load the settings, with this folder, before they chose theirs.
del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the playback suite go over every kind of source that tests/playback/matrix.py knows; minutes, so not by default."""
    parser.addoption("--matrix", action="store_true", help="hold the laws of the timeline against every kind of source, with 50 seeks each")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open every database to a test that touches one: the queue lives in its own file on SQLite, and nobody should have to say so."""
    for item in items:
        asked = item.get_closest_marker("django_db")
        if asked is None and not {"db", "transactional_db"} & set(getattr(item, "fixturenames", ())):
            continue
        arguments, options = (asked.args, asked.kwargs) if asked is not None else ((), {})
        item.add_marker(pytest.mark.django_db(*arguments, **{"databases": "__all__", **options}), append=False)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run, and say why; in CI that is a failure, because nobody reads skips there."""
    needs = {"browser": machine.missing_for_browser, "window": machine.missing_for_window, "player": machine.missing_for_player}
    for name, missing in needs.items():
        marker = item.get_closest_marker(name)
        reason = missing(*marker.args) if marker is not None else None
        if reason is not None and os.environ.get("CI"):
            pytest.fail(f"{reason} (a skip elsewhere, a failure in CI)", pytrace=False)
        if reason is not None:
            pytest.skip(reason)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Test on SQLite files, as in production: WAL, locks and threads are not those of a database in memory."""
    from django.conf import settings
    from django.db import connections

    for alias in settings.DATABASES:
        if connections[alias].vendor == "sqlite":
            connections[alias].settings_dict["TEST"]["NAME"] = str(_FOLDER / f"{alias}.sqlite3")


@pytest.fixture(autouse=True, scope="session")
def _cheap_passwords() -> Iterator[None]:
    """Argon2 is slow on purpose; the cast would wait for it in every test."""
    from django.conf import settings
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]):
        yield


@pytest.fixture(autouse=True, scope="session")
def _listed_once() -> Iterator[None]:
    """Every test client loads the middleware anew, and WhiteNoise would list the admin's files for each of them."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    files: dict[str, Any] = {}
    list_files = WhiteNoiseMiddleware.add_files_from_finders

    def list_once(middleware: Any) -> None:
        if not files:
            list_files(middleware)
            files.update({url: file for url, file in middleware.files.items() if url.startswith(middleware.static_prefix)})
        middleware.files.update(files)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", list_once)
        yield


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """What one test counted or remembered (failed sign-ins, who was recognised) is none of the next one's business."""
    from django.core.cache import cache

    from webapp.accounts import remembered

    cache.clear()
    remembered._forget()


@pytest.fixture(autouse=True)
def _plugged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests are the same on a laptop that runs on its battery."""
    monkeypatch.setattr("appliance.power.on_battery", lambda: False)


# The cast. Every endpoint is tested with three people: the owner, one of the household, a stranger.


@pytest.fixture
def alice(db: None) -> Any:
    """Alice, the owner."""
    from webapp.accounts.models import User

    return User.objects.create_owner("alice@example.org", PASSWORD)


@pytest.fixture
def bob(db: None) -> Any:
    """Bob, of the household: active, no owner."""
    from webapp.accounts.models import User

    return User.objects.create_user("bob@example.org", PASSWORD, is_active=True)


@pytest.fixture
def charlie() -> Any:
    """Charlie, a stranger: the API client of somebody who is not signed in."""
    from rest_framework.test import APIClient

    return APIClient()


@pytest.fixture
def client_of() -> Callable[..., Any]:
    """Make the API client of somebody (`client_of(alice)`), signed in as everyone is, with a Bearer token and no cookie."""
    from rest_framework.test import APIClient

    def sign_in(user: Any, password: str = PASSWORD) -> APIClient:
        client = APIClient()
        response = client.post("/api/auth/login/", {"email": user.email, "password": password})
        assert response.status_code == 200, response.content
        client.cookies.clear()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {response.json()['access']}")
        return client

    return sign_in


# Clips: each is made once per run and shared by all workers; a test must not write to them.


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Give the clip of this file name, made on first use: `clip("h264.mp4")`; the names are in `tests/media_factory.py`."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / "clips"
    folder.mkdir(exist_ok=True)
    return lambda name: media_factory.once(folder / name, media_factory.MAKERS[name])


@pytest.fixture(scope="session")
def h264_mp4(clip: Callable[[str], Path]) -> Path:
    """H.264 with B-frames, 25 fps, AAC stereo, in MP4."""
    return clip("h264.mp4")


@pytest.fixture(scope="session")
def h264_mkv_23976(clip: Callable[[str], Path]) -> Path:
    """H.264 with B-frames, 24000/1001 fps, AC-3 5.1, in Matroska."""
    return clip("h264-23976.mkv")


@pytest.fixture(scope="session")
def vfr_mp4(clip: Callable[[str], Path]) -> Path:
    """H.264 at a variable frame rate, as telephones film, AAC stereo, in MP4."""
    return clip("vfr.mp4")


@pytest.fixture(scope="session")
def hevc_mkv_open_gop(clip: Callable[[str], Path]) -> Path:
    """HEVC with open groups of pictures (x265's default), AAC stereo, in Matroska."""
    return clip("hevc-open-gop.mkv")
