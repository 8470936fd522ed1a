"""kill -9 of ffmpeg, of a worker and of the web process in mid-run: a viewer's next request has it made, and everything joins."""

import http.client
import random
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from tests import databases, media_factory
from tests.e2e.appliance import Appliance
from tests.e2e.conftest import OWNER
from tests.playback import fragments
from tests.playback.prepared import frame_hashes

PATIENCE_SECONDS = 90.0
RUNG = "480p"


@pytest.fixture(scope="module")
def appliance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Appliance]:
    with databases.own_database():
        served = Appliance(tmp_path_factory.mktemp("appliance") / "data")
        added = served.run("user", "add", OWNER[0], "--owner", "--password-stdin", input=OWNER[1])
        assert added.returncode == 0, added.stderr
        served.start()
        yield served
        assert served.stop() == 0


class Viewer:
    """Somebody who asks for segments again and again, as players do."""

    def __init__(self, appliance: Appliance, film: int) -> None:
        token = appliance.post("/api/auth/login/", {"email": OWNER[0], "password": OWNER[1]})["access"]
        self._port, self._film, self._headers = appliance.port, film, {"Authorization": f"Bearer {token}"}

    def get(self, name: str) -> bytes:
        """A segment, whole; however often it takes."""
        until = time.monotonic() + PATIENCE_SECONDS
        said: set[object] = set()
        while time.monotonic() < until:
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
            try:
                connection.request("GET", f"/api/video/{self._film}/{RUNG}/{name}", headers=self._headers)
                answer = connection.getresponse()
                data = answer.read()
                if answer.status == 200:
                    return data
                said.add((answer.status, data[:200]))
            except (OSError, http.client.HTTPException) as error:
                said.add(repr(error))
            finally:
                connection.close()
            time.sleep(0.2)
        raise AssertionError(f"{name} was not made in time: {said}")


def descendants(appliance: Appliance) -> list[psutil.Process]:
    assert appliance.process is not None
    return psutil.Process(appliance.process.pid).children(recursive=True)


def encoders(appliance: Appliance) -> list[psutil.Process]:
    found = []
    for process in descendants(appliance):
        try:
            if "ffmpeg" in process.name() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


def ffmpeg(appliance: Appliance) -> psutil.Process | None:
    return next(iter(encoders(appliance)), None)


def worker(appliance: Appliance) -> psutil.Process | None:
    running = ffmpeg(appliance)
    return running.parent() if running is not None else None


def web(appliance: Appliance) -> psutil.Process | None:
    """The web process, while an encoder runs."""
    return next((process for process in descendants(appliance) if "web" in process.cmdline()), None) if ffmpeg(appliance) else None


def kill_soon(appliance: Appliance, victim: Callable[[Appliance], psutil.Process | None]) -> threading.Thread:
    """Kill a process as soon as there is one in the middle of a run."""

    def kill() -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                found = victim(appliance)
                if found is not None:
                    found.kill()
                    return
            except psutil.NoSuchProcess:
                pass
            time.sleep(0.01)

    thread = threading.Thread(target=kill)
    thread.start()
    return thread


def test_killed_processes_cost_one_run_and_no_frame(appliance: Appliance, tmp_path: Path) -> None:
    path = tmp_path / "Film.mkv"
    media_factory.once(path, media_factory.h264_mkv_720p)
    imported = appliance.run("import", str(path))
    assert imported.returncode == 0, imported.stderr
    film = int(imported.stdout.split("\t")[0])
    viewer = Viewer(appliance, film)
    playlist = viewer.get("media.m3u8").decode()
    names = [line.rsplit("/", 1)[1].split("?")[0] for line in playlist.splitlines() if ".m4s" in line]
    random.Random(4).shuffle(names)
    sent: dict[str, bytes] = {}
    store = next(appliance.data_dir.glob("segments/*"), None)
    for victim in (ffmpeg, worker, web, None):
        name = names.pop()
        if store is not None:
            for made in store.glob(f"{RUNG}/*.m4s"):
                made.unlink()
        killer = kill_soon(appliance, victim) if victim is not None else None
        sent[name] = viewer.get(name)
        if killer is not None:
            killer.join()
            viewer.get(name)
        store = next(appliance.data_dir.glob("segments/*"))
    for name in sorted([*names, *sent]):
        sent[name] = viewer.get(name)
    init = viewer.get("init.mp4")
    whole = tmp_path / "whole.mp4"
    whole.write_bytes(init + b"".join(sent[name] for name in sorted(sent)))
    assert len(frame_hashes(whole)) == len(frame_hashes(path))
    decoded = [sample for name in sorted(sent) for sample in fragments.samples(sent[name])]
    assert all(before.decoded + before.duration == after.decoded for before, after in pairwise(decoded))
    for name, data in sent.items():
        assert (store / RUNG / name).read_bytes() == data
