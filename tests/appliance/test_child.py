"""Running other programs."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from appliance import child
from appliance.child import ChildFailed

posix = pytest.mark.skipif(os.name != "posix", reason="niceness and process groups are POSIX")


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_run_returns_what_was_said() -> None:
    assert child.run(python("print('hello')"), timeout=30).split() == [b"hello"]


def test_run_fails_with_the_tail_of_what_was_said() -> None:
    with pytest.raises(ChildFailed, match="ended with code 3") as failed:
        child.run(python("import sys; print('no such film', file=sys.stderr); sys.exit(3)"), timeout=30)
    assert failed.value.tail == "no such film"


def test_run_passes_on_what_this_program_says_itself() -> None:
    with pytest.raises(ChildFailed, match=r"^The disk is full\.$"):
        child.run(python("import sys; sys.exit('WARNING: nearly full\\nThe disk is full.')"), timeout=30)
    with pytest.raises(ChildFailed, match="ended with code 1"):
        child.run(python("raise ValueError('nobody should read this')"), timeout=30)


def test_run_gives_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "GRACE_SECONDS", 0.2)
    began = time.monotonic()
    with pytest.raises(ChildFailed, match="longer than"):
        child.run(python("import time; time.sleep(60)"), timeout=0.3)
    assert time.monotonic() - began < 10


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(ChildFailed, match="nonesuch cannot be started"):
        child.run(["/nowhere/nonesuch-7"], timeout=1)
    with pytest.raises(ChildFailed, match="nonesuch"), child.reading(["/nowhere/nonesuch-7"]):
        pass


def test_reading_to_the_end() -> None:
    with child.reading(python("print('a' * 100000)")) as output:
        assert len(output.read().strip()) == 100000


def test_reading_reports_failure_only_when_read_to_the_end() -> None:
    with pytest.raises(ChildFailed, match="ended with code 4"), child.reading(python("print('x'); raise SystemExit(4)")) as output:
        output.read()


def test_reading_may_be_left_early() -> None:
    with child.reading(python("while True: print('frame')")) as output:
        output.read(10)


def test_a_silent_program_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "GRACE_SECONDS", 0.2)
    began = time.monotonic()
    with child.reading(python("import time; time.sleep(60)")):
        pass
    assert time.monotonic() - began < 10


def test_an_error_while_reading_ends_the_program(tmp_path: Path) -> None:
    marker = tmp_path / "pid"
    code = f"import os, pathlib; pathlib.Path({str(marker)!r}).write_text(str(os.getpid()))\nwhile True: print('frame', flush=True)"

    def read_and_fail() -> None:
        with child.reading(python(code)) as output:
            output.read(6)
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        read_and_fail()
    assert not psutil.pid_exists(int(marker.read_text()))


@posix
def test_below_normal_goes_after_everything_else() -> None:
    with child.reading(python("import os, time; time.sleep(0.3); print(os.nice(0))"), below_normal=True) as output:
        assert int(output.read()) >= child.BELOW_NORMAL


@posix
def test_a_child_has_a_group_of_its_own() -> None:
    said = child.run(python("import os; print(os.getpgid(0))"), timeout=30)
    assert int(said) != os.getpgid(0)


def test_a_long_lived_child_ends_when_asked() -> None:
    started = child.start(python("import sys; sys.stdin.read(); sys.exit(7)"))
    assert started.poll() is None
    started.ask()
    assert _wait(started) == 7


def test_a_long_lived_child_that_does_not_listen_is_killed() -> None:
    started = child.start(python("import time; time.sleep(60)"))
    started.ask()
    started.kill()
    assert started.poll() is not None


def _wait(started: child.Child) -> int | None:
    deadline = time.monotonic() + 20
    while started.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return started.poll()


def test_a_process_is_known_by_its_number_and_its_time():
    now = time.time()
    assert child.is_running(os.getpid(), now)
    assert not child.is_running(os.getpid(), now - 365 * 24 * 3600), "another process had the number then"
    with subprocess.Popen([sys.executable, "-c", "pass"]) as ended:
        pass
    assert not child.is_running(ended.pid, time.time())
