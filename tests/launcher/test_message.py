"""Errors of a double-clicked program are shown; those of a program in a terminal are not."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from appliance import config as configuration
from appliance.errors import VideoflixError
from appliance.processes import listening
from launcher import cli, message
from tests.screen import x_server

CHECKOUT = Path(cli.__file__).parents[1]
PORT_TAKEN = VideoflixError("Port 8359 is in use by another program.")
SECONDS = 60.0


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a person saw, of a program that was double-clicked."""
    shown: list[str] = []
    monkeypatch.setattr(message, "_show", shown.append)
    monkeypatch.setattr(message, "_has_terminal", lambda: False)
    monkeypatch.setattr(configuration, "has_display", lambda: True)
    return shown


def fail(error: Exception) -> None:
    with pytest.raises(type(error)), message.instead_of_a_terminal():
        raise error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(PORT_TAKEN, str(PORT_TAKEN)), (ZeroDivisionError("division by zero"), message.UNEXPECTED)],
    ids=["for a person", "a fault of ours"],
)
def test_an_error_is_shown_and_goes_on(
    error: Exception, sentence: str, shown: list[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message, "_show", lambda sentence: shown.extend([sentence, caplog.text]))
    fail(error)
    assert shown[0] == sentence
    assert str(error) in shown[1], "the log knew it before anybody closed the message"


def test_a_terminal_needs_no_window(shown: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message, "_has_terminal", lambda: True)
    fail(PORT_TAKEN)
    assert shown == []


def test_no_display_no_window(shown: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(configuration, "has_display", lambda: False)
    fail(PORT_TAKEN)
    assert shown == []


def test_nothing_is_shown_when_all_is_well(shown: list[str]) -> None:
    with message.instead_of_a_terminal():
        pass
    assert shown == []


@pytest.mark.window
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_double_click_on_a_taken_port_opens_a_message(stop: signal.Signals, tmp_path: Path) -> None:
    taken = listening.open_sockets(["127.0.0.1"], 0)[0]
    argv = [sys.executable, "-m", "launcher.cli", "--data-dir", str(tmp_path / "data")]
    with taken, x_server() as display:
        environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "DISPLAY": display, "GDK_BACKEND": "x11"}
        environment["VIDEOFLIX_PORT"] = str(taken.getsockname()[1])
        program = subprocess.Popen(argv, stderr=subprocess.PIPE, env=environment, cwd=tmp_path)
        try:
            until = time.monotonic() + SECONDS
            while not _windows(display):
                assert program.poll() is None
                assert time.monotonic() < until, "no message"
                time.sleep(0.2)
        finally:
            program.send_signal(stop)  # hears it, although nobody closes the message
            program.communicate(timeout=SECONDS)


def _windows(display: str) -> list[str]:
    """The windows that carry our title."""
    search = ["xdotool", "search", "--onlyvisible", "--name", "^Videoflix$"]
    return subprocess.run(search, env={**os.environ, "DISPLAY": display}, capture_output=True, text=True).stdout.split()
