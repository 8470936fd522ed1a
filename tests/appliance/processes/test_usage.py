"""What our processes use."""

import subprocess
import sys
import time

import pytest

from appliance.processes import usage
from appliance.processes.argv import WITH_PARENT, program
from appliance.processes.usage import HELPERS, SUPERVISOR, WEB, WORKERS, measured, role_of

BUSY = "import time\nend = time.time() + 20\nwhile time.time() < end: pass"


@pytest.mark.parametrize(
    ("words", "role"),
    [
        (["web", "--data-dir", "/x", "--port", "1", "--with-parent"], WEB),
        (["work", "--data-dir", "/web", "--queue", "play", "--with-parent"], WORKERS["play"]),
        (["work", "--data-dir", "/x", "--queue", "prepare", "--with-parent"], WORKERS["prepare"]),
        (["serve"], SUPERVISOR),
        ([], SUPERVISOR),
        (["--multiprocessing-fork", "x"], None),
    ],
)
def test_roles_go_by_the_verb(words: list[str], role: str | None) -> None:
    assert role_of([*program(), *words]) == role


@pytest.mark.parametrize("command", [["/opt/ffmpeg", "-i", "web"], [sys.executable, "-c", "pass"], []])
def test_others_have_none(command: list[str]) -> None:
    assert role_of(command) is None


def test_a_child_that_works_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage, "_last", None)
    quiet = measured()
    assert 0 < quiet.memory_used < quiet.memory_total
    assert quiet.cores >= 1
    child = subprocess.Popen([sys.executable, "-c", BUSY])
    try:
        before = measured()
        time.sleep(1)
        busy = measured()
        assert sum(use.processes for use in busy.ours) == sum(use.processes for use in quiet.ours) + 1
        assert sum(use.percent for use in busy.ours) > 10
        assert sum(use.memory for use in busy.ours) > 10**6
        assert 0 <= busy.percent <= 100
        assert before.ours
    finally:
        child.kill()
        child.wait()


def test_a_supervisor_is_known_however_it_was_started() -> None:
    """By the script that pip makes, for instance, or by a file of somebody's own."""
    child = "from appliance.processes import usage; print({use.name: use.processes for use in usage.measured().ours})"
    supervisor = f"""
import subprocess, sys
sibling = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
subprocess.run([sys.executable, "-c", {child!r}, "web", "{WITH_PARENT}"], check=True)
sibling.kill()
"""
    said = subprocess.run([sys.executable, "-c", supervisor], check=True, capture_output=True, text=True).stdout
    assert said.strip() == str({SUPERVISOR: 3}), "itself, the child that asks, and that one's sibling"


def test_another_program_is_a_helper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage, "_last", None)
    child = subprocess.Popen(["sleep", "20"])
    try:
        assert [use.processes for use in measured().ours if use.name == HELPERS] == [1]
    finally:
        child.kill()
        child.wait()
