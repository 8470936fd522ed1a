"""Every child dies with its parent, however the parent dies: tried with real processes and SIGKILL."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psutil
import pytest

from appliance import child
from appliance.processes import parent

CHECKOUT = Path(parent.__file__).parents[2]
SECONDS = 15.0

ORDERLY = """
import signal, sys, time
from pathlib import Path
from appliance.processes import parent
def end(*_):
    Path(sys.argv[1]).write_text("in order")
    sys.exit(7)
signal.signal(signal.SIGTERM, end)
parent.end_with_parent()
assert sys.stdin.read() == "", "nobody else may be blocked by the pipe"
Path(sys.argv[1]).write_text("ready")
while True:
    time.sleep(0.05)
"""

STUCK = """
import sys, time
from pathlib import Path
from appliance.processes import parent
parent.ORDERLY_SECONDS = 0.2
parent.end_with_parent()
Path(sys.argv[1]).write_text("ready")
while True:
    time.sleep(0.05)
"""

# Starts a child as the supervisor does, and tells its number.
SUPERVISOR = """
import sys, time
from pathlib import Path
from appliance import child
started = child.start([sys.executable, "-c", sys.argv[2], sys.argv[1]])
while not Path(sys.argv[1]).exists():
    time.sleep(0.02)
print(started.pid, flush=True)
time.sleep(60)
"""

# Forks a child that forks a grandchild, as a django-q2 cluster does; none of them hears anything.
FAMILY = """
import os, signal, time
from appliance.processes import parent
parent.bind_descendants()
print(os.getpid(), flush=True)
for generation in range(2):
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print(os.getpid(), flush=True)
    else:
        break
time.sleep(60)
"""


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def within(condition: Callable[[], bool], seconds: float = SECONDS) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def killed(*words: str) -> Iterator[IO[bytes]]:
    """Run a Python program, and kill it (no signal that it could hear) at the end of the block."""
    process = subprocess.Popen([sys.executable, "-c", *words], stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture(autouse=True)
def _checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))


def test_a_child_ends_in_order_when_asked(tmp_path: Path) -> None:
    said = tmp_path / "said"
    started = child.start([sys.executable, "-c", ORDERLY, str(said)])
    assert within(said.exists)
    started.ask()
    assert within(lambda: started.poll() is not None)
    assert (started.poll(), said.read_text()) == (7, "in order")


def test_a_stuck_child_ends_too(tmp_path: Path) -> None:
    said = tmp_path / "said"
    started = child.start([sys.executable, "-c", STUCK, str(said)])
    assert within(said.exists)
    started.ask()
    assert within(lambda: started.poll() is not None)


@pytest.mark.parametrize("code", [pytest.param(ORDERLY, id="in order"), pytest.param(STUCK, id="stuck")])
def test_a_child_does_not_outlive_a_killed_parent(code: str, tmp_path: Path) -> None:
    with killed(SUPERVISOR, str(tmp_path / "said"), code) as output:
        pid = int(output.readline())
        assert not gone(pid)
    assert within(lambda: gone(pid))


@pytest.mark.skipif(os.name != "posix", reason="Windows binds its processes by a Job Object")
def test_descendants_do_not_outlive_a_killed_ancestor() -> None:
    with killed(FAMILY) as output:
        family = [int(output.readline()) for _ in range(3)]
        assert not any(gone(pid) for pid in family)
    assert within(lambda: all(gone(pid) for pid in family))
