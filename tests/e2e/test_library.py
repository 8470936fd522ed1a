"""A folder that a real appliance watches: a film dropped, unplugged while somebody watches it, plugged in again, renamed."""

import shutil
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests import drives, media_factory
from tests.drives import Drive
from tests.e2e.appliance import Appliance

PATIENCE_SECONDS = 180.0  # a busy machine prepares other things in between
Found = TypeVar("Found")


@pytest.fixture
def drive(tmp_path: Path, appliance: Appliance) -> Iterator[Drive]:
    """A drive in a folder that the appliance watches."""
    folder = tmp_path / "drive"
    folder.mkdir()
    with drives.drive(folder, or_folder=True) as drive:
        added = appliance.run("folder", "add", str(folder), "--library", "Drive")
        assert added.returncode == 0, added.stderr
        yield drive


def wait_for(condition: Callable[[], Found | None], otherwise: str) -> Found:
    until = time.monotonic() + PATIENCE_SECONDS
    while not (found := condition()):
        assert time.monotonic() < until, otherwise
        time.sleep(0.5)
    return found


def test_a_film_on_a_drive(drive: Drive, appliance: Appliance, owner_token: str) -> None:
    def listed() -> list[dict[str, Any]]:
        return appliance.get("/api/video/", owner_token)

    def is_(state: str) -> Callable[[], bool]:
        return lambda: [video["state"] for video in listed()] == [state]

    film = drive.place / "The Flashing Film (2026).mp4"
    media_factory.once(drive.place.parent / "made.mp4", media_factory.h264_mp4)
    shutil.copy(drive.place.parent / "made.mp4", film)
    video = wait_for(lambda: next(iter(listed()), None), "a film that was dropped did not come in")
    details = f"/api/video/{video['id']}/"
    wait_for(lambda: _is_prepared(appliance.get(details, owner_token)), "it was not prepared")

    assert _segment(appliance, f"{details}original/00000.m4s", owner_token) == 200  # whoever plays it keeps the file open
    appliance.post(f"{details}playback/", {"key": str(uuid.uuid4()), "position": 3.0}, owner_token)
    drive.unplug()
    wait_for(is_("missing"), "nobody noticed that the drive was pulled out")
    assert _segment(appliance, f"{details}360p/00001.m4s", owner_token) == 200
    assert _segment(appliance, f"{details}original/00001.m4s", owner_token) == 404
    assert appliance.get(details, owner_token)["progress"]["position"] == 3.0

    drive.plug()
    wait_for(is_("ready"), "nobody noticed that the drive was plugged in")
    assert _segment(appliance, f"{details}original/00001.m4s", owner_token) == 200
    assert appliance.get(details, owner_token)["progress"]["position"] == 3.0

    (drive.place / "Films").mkdir()
    film.rename(drive.place / "Films" / "Renamed.mp4")
    wait_for(lambda: "Renamed.mp4" in appliance.run("manage", "shell", "-c", PATHS).stdout, "nobody noticed that it was renamed")
    [after] = listed()
    assert (after["id"], after["created_at"], after["state"]) == (video["id"], video["created_at"], "ready")
    assert [path.name for path in drive.place.rglob("*.*")] == ["Renamed.mp4"]


PATHS = "from webapp.library.models import Source; print(*Source.objects.values_list('path', flat=True))"


def _is_prepared(details: dict[str, Any]) -> bool:
    return all(rendition["prepared"] == 1 for rendition in details["renditions"])


def _segment(appliance: Appliance, address: str, token: str) -> int:
    request = urllib.request.Request(appliance.url + address, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
