"""The real processes, killed the hard way: nothing is ever left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from appliance.processes import health, listening
from launcher import cli

CHECKOUT = Path(cli.__file__).parents[1]
START_SECONDS, END_SECONDS = 90.0, 10.0

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX; Windows has the Job Object")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., psutil.Popen]]:
    """Start `videoflix` with these words in a data folder of the test's own; whatever is left is killed."""
    started: list[psutil.Popen] = []

    def videoflix(*words: str) -> psutil.Popen:
        environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
        argv = [sys.executable, "-m", "launcher.cli", *words, "--data-dir", str(tmp_path / "data")]
        started.append(psutil.Popen(argv, stdout=subprocess.PIPE, text=True, env=environment, cwd=tmp_path, start_new_session=True))
        return started[-1]

    yield videoflix
    for process in started:
        for survivor in [*_family(process), process]:
            with suppress(psutil.NoSuchProcess):
                survivor.kill()
        process.communicate()


@pytest.fixture
def port() -> int:
    return listening._next_free(listening.LOOPBACK, 18359) or 0


def _family(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _names(process: psutil.Process) -> list[str]:
    names = []
    for each in _family(process):
        with suppress(psutil.NoSuchProcess):
            names.append(each.name())
    return names


def _alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [process for process in processes if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]


def within(seconds: float, condition: Callable[[], object]) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _all_ready(url: str) -> bool:
    told = health.get_json(url, "/api/health/")
    return told is not None and all(told["queues"].values())


def test_a_fresh_data_folder_may_be_met_by_several_at_once(start: Callable[..., psutil.Popen]) -> None:
    """A first `import` while a first `serve` makes the tables."""
    assert [process.wait(START_SECONDS) for process in [start("migrate") for _ in range(3)]] == [0, 0, 0]


def test_a_killed_cluster_takes_its_workers_along(start: Callable[..., psutil.Popen], tmp_path: Path) -> None:
    assert start("migrate").wait(START_SECONDS) == 0
    work = start("work", "--queue", "play")
    assert within(START_SECONDS, (tmp_path / "data" / "heartbeats" / "play").exists)
    family = _family(work)
    assert len(family) >= 4, "guard, workers, monitor, pusher"
    work.kill()
    assert within(END_SECONDS, lambda: not _alive(family))


def test_a_cluster_whose_idle_workers_are_killed_begins_anew(start: Callable[..., psutil.Popen], tmp_path: Path) -> None:
    """Whoever waits for work holds the queue's lock, and takes it along: others would wait for ever."""
    assert start("migrate").wait(START_SECONDS) == 0
    work = start("work", "--queue", "play")
    assert within(START_SECONDS, (tmp_path / "data" / "heartbeats" / "play").exists)
    family = _family(work)
    guard = max(family, key=lambda process: len(_family(process)))
    for process in guard.children()[:2]:  # one may be busy: an encoder is chosen at the start
        process.kill()
    assert work.wait(START_SECONDS) == 1, "its supervisor is to start it again"
    assert within(END_SECONDS, lambda: not _alive(family))


def test_a_cluster_ends_in_order(start: Callable[..., psutil.Popen], tmp_path: Path) -> None:
    assert start("migrate").wait(START_SECONDS) == 0
    work = start("work", "--queue", "prepare")
    heartbeat = tmp_path / "data" / "heartbeats" / "prepare"
    assert within(START_SECONDS, heartbeat.exists)
    assert work.nice() > 0, "work ahead goes after everything else"
    family = _family(work)
    work.terminate()
    assert work.wait(END_SECONDS) == 0
    assert not heartbeat.exists()
    assert within(END_SECONDS, lambda: not _alive(family))


def test_a_killed_supervisor_takes_everybody_along(start: Callable[..., psutil.Popen], port: int) -> None:
    serve = start("serve", "--port", str(port))
    assert within(START_SECONDS, lambda: _all_ready(f"http://127.0.0.1:{port}"))
    family = _family(serve)
    serve.kill()
    assert within(END_SECONDS, lambda: not _alive(family))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 0)], ids=["killed", "Ctrl-C"])
def test_a_demo_in_the_making_ends_with_all_that_make_it(number: int, code: int, start: Callable[..., psutil.Popen], port: int) -> None:
    demo = start("demo", "--no-window", "--port", str(port))
    assert within(START_SECONDS, lambda: "ffmpeg" in " ".join(_names(demo))), "nobody paints"
    family = _family(demo)
    demo.send_signal(number)
    assert demo.wait(END_SECONDS) == code
    assert within(END_SECONDS, lambda: not _alive(family))


def test_after_a_kill_it_can_be_started_at_once(start: Callable[..., psutil.Popen], port: int, tmp_path: Path) -> None:
    """The port is still held by a child of the one before, who ends in order, and not that fast."""
    url, lock = f"http://127.0.0.1:{port}", tmp_path / "data" / "videoflix.lock"
    first = start("serve", "--port", str(port))
    assert within(START_SECONDS, lambda: _all_ready(url))
    web = next(child for child in first.children() if "web" in child.cmdline())
    web.suspend()
    first.kill()
    before = lock.stat().st_mtime_ns
    second = start("serve", "--port", str(port))
    assert within(START_SECONDS, lambda: lock.stat().st_mtime_ns != before)
    web.resume()
    assert second.stdout.readline() == f"Videoflix is running at {url}/ (Ctrl-C ends it).\n"
    second.send_signal(2)
    assert second.wait(END_SECONDS * 3) == 0


def test_serving_from_start_to_end(start: Callable[..., psutil.Popen], port: int) -> None:
    """Says where it is and how to set it up; replaces what is killed; a second one is sent to the first; Ctrl-C ends all."""
    url = f"http://127.0.0.1:{port}"
    serve = start("serve", "--port", str(port))
    assert within(START_SECONDS, lambda: _all_ready(url))
    assert serve.stdout.readline() == f"Videoflix is running at {url}/ (Ctrl-C ends it).\n"
    assert f"{url}/setup#" in serve.stdout.readline()

    web = next(child for child in serve.children() if "web" in child.cmdline())
    web.kill()
    assert within(START_SECONDS, lambda: not _alive([web]) and health.is_well(url))

    assert start("serve", "--port", str(port)).wait(START_SECONDS) == 1

    family = _family(serve)
    serve.send_signal(2)
    assert serve.wait(END_SECONDS * 3) == 0
    assert not _alive(family)
