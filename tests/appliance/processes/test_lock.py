"""One instance per data folder, tried with two real processes."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.processes import lock

ADDRESS = "http://127.0.0.1:8359"
HOLD = """
import sys
from pathlib import Path
from appliance.processes import lock
with lock.held(Path(sys.argv[1]), "http://127.0.0.1:8359"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "videoflix.lock"


@pytest.fixture
def other(path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Another process that holds the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_checkout())
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"held"
    yield process
    process.kill()
    process.communicate()


def test_what_runs_says_where(path: Path) -> None:
    assert lock.announced(path) is None
    with lock.held(path, ADDRESS):
        assert lock.announced(path) == ADDRESS
    assert lock.announced(path) is None


def _checkout() -> Path:
    return Path(lock.__file__).parents[2]


def test_the_second_instance_learns_where_the_first_answers(path: Path, other: "subprocess.Popen[bytes]") -> None:
    with pytest.raises(lock.AlreadyRunning) as refused, lock.held(path, "http://127.0.0.1:9999"):
        pass
    assert str(refused.value) == f"Videoflix is already running at {ADDRESS}."
    assert refused.value.address == ADDRESS


def test_one_that_is_ending_is_waited_for(path: Path, other: "subprocess.Popen[bytes]") -> None:
    lock.announce_ending(path)
    threading.Timer(0.5, other.kill).start()
    with lock.held(path, "http://127.0.0.1:9999"):
        assert other.wait(20) != 0
        assert lock.announced(path) == "http://127.0.0.1:9999"


def test_one_that_never_ends_is_not_waited_for_for_ever(
    path: Path, other: "subprocess.Popen[bytes]", monkeypatch: pytest.MonkeyPatch
) -> None:
    lock.announce_ending(path)
    monkeypatch.setattr(lock, "ENDING_SECONDS", 0.2)
    with pytest.raises(lock.AlreadyRunning), lock.held(path, ADDRESS):
        pass


def test_an_end_does_not_fail_where_it_cannot_be_announced(tmp_path: Path) -> None:
    lock.announce_ending(tmp_path / "a folder that is gone" / "videoflix.lock")


def test_a_killed_instance_leaves_no_lock(path: Path, other: "subprocess.Popen[bytes]") -> None:
    other.kill()
    other.wait()
    with lock.held(path, "http://127.0.0.1:9999") as was_killed:
        assert was_killed
        assert path.read_text() == "http://127.0.0.1:9999"


def test_an_instance_that_ended_leaves_no_lock(path: Path, other: "subprocess.Popen[bytes]") -> None:
    other.communicate(timeout=20)
    with lock.held(path, ADDRESS) as was_killed:
        assert not was_killed


def test_an_instance_that_failed_was_not_killed(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), lock.held(path, ADDRESS):
        raise ZeroDivisionError
    with lock.held(path, ADDRESS) as was_killed:
        assert not was_killed


def test_the_lock_is_free_after_its_block(path: Path) -> None:
    for _ in range(2):
        with lock.held(path, ADDRESS):
            pass
