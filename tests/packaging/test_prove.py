"""The proof fails when something is wrong: a check that cannot fail proves nothing."""

import stat
import sys
from pathlib import Path

import pytest

import bare
import prove

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")

SAYS_NOTHING = "exit 0"
TRACEBACK = "echo 'Traceback (most recent call last):' >&2; echo '  File x' >&2; exit 1"
USAGE = "echo 'Usage: videoflix.' >&2; exit 2"
CLEAR = "echo 'The data folder cannot be written.' >&2; exit 1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A built folder with a stand-in for the program; `speak` makes it say something."""
    made = tmp_path / "built"
    made.mkdir()
    speak(made, SAYS_NOTHING)
    return made


def speak(folder: Path, script: str) -> None:
    """Let the stand-in run `script`."""
    program = folder / "videoflix"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def refusal_of(folder: Path) -> str:
    """What the proof reads from the program's end."""
    with bare.machine(folder) as machine:
        return prove.Proof(machine).refusal("serve")


def test_one_clear_sentence_is_one(folder: Path) -> None:
    speak(folder, CLEAR)
    assert refusal_of(folder) == "The data folder cannot be written."


@pytest.mark.parametrize("script", [SAYS_NOTHING, TRACEBACK, USAGE])
def test_anything_else_is_not(folder: Path, script: str) -> None:
    speak(folder, script)
    with pytest.raises(bare.Failed):
        refusal_of(folder)


def test_a_program_that_ends_at_once_has_not_started(folder: Path) -> None:
    speak(folder, CLEAR)
    with bare.machine(folder) as machine, pytest.raises(bare.Failed, match="ended at once"):
        prove.Proof(machine).start()


def test_what_a_step_leaves_running_is_seen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prove, "END_SECONDS", 0.5)
    speak(folder, "PATH=/bin:/usr/bin; sleep 60")
    with bare.machine(folder) as machine:
        proof = prove.Proof(machine)
        started = machine.start()
        with pytest.raises(bare.Failed, match="left running"):
            proof.wait_until_nothing_runs()
        started.kill()
        for process in machine.processes():
            process.kill()
        proof.wait_until_nothing_runs()


def test_the_machine_is_bare(folder: Path) -> None:
    speak(folder, 'command -v python3 ffmpeg; echo "$PATH:$HOME"; : > data')
    with bare.machine(folder) as machine:
        done = machine.run()
        assert done.stdout == f"{machine.home}:{machine.home}\n"
        assert not any(machine.home.iterdir())
        assert "data: " in done.stderr  # cannot be made: the place is read-only
        assert " " in str(machine.program)
        assert not str(machine.program).isascii()


def test_nothing_of_the_machine_is_left(folder: Path) -> None:
    with bare.machine(folder) as machine:
        machine.folder("data")
    assert not machine.place.exists()


def test_the_first_failure_ends_the_proof(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["prove.py", str(folder)])
    assert prove.main() == 1
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == 1
    assert rows[0].startswith("FAILED   helps itself")
