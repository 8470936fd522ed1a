"""`videoflix demo` as a newcomer sees it: a window on their desktop in which a film plays."""

import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest

from tests.e2e.appliance import PROGRAM, Appliance
from tests.screen import colours, x_server

pytestmark = pytest.mark.window
BEGINS_SECONDS = 240.0  # the demo's film is made first, and CI's machine is slow
PLAYS_SECONDS = 120.0  # players report every 10 s


@pytest.fixture
def display() -> Iterator[str]:
    with x_server() as name:
        yield name


@pytest.fixture
def demo(tmp_path: Path, display: str, own_database: None) -> Iterator[Appliance]:
    """`videoflix demo` on that display."""
    appliance = Appliance(tmp_path / "data")
    environment = {**os.environ, "DISPLAY": display, "GDK_BACKEND": "x11", "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [*PROGRAM, "demo", "--data-dir", str(appliance.data_dir), "--port", str(appliance.port)]
    with (tmp_path / "said.txt").open("w") as said:  # a pipe that nobody reads would fill up and stop WebKit, which is talkative
        appliance.process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, text=True, env=environment)
    yield appliance
    if appliance.process.poll() is None:
        appliance.stop()


def position(appliance: Appliance) -> float:
    """Where the window's player says it is, in seconds; -1 while there is none."""
    question = "SELECT position FROM streaming_playback ORDER BY position DESC LIMIT 1"
    url = os.environ.get("VIDEOFLIX_DATABASE_URL")
    with suppress(sqlite3.OperationalError, psycopg.errors.UndefinedTable):  # not migrated yet
        connecting = psycopg.connect(url) if url else closing(sqlite3.connect(appliance.data_dir / "videoflix.sqlite3", timeout=20))
        with connecting as connection:
            found = connection.execute(question).fetchone()
            return float(found[0]) if found else -1.0
    return -1.0


def evidence_of(appliance: Appliance, display: str) -> str:
    """What the program said and logged, and how many colours are on the screen: CI keeps no files."""
    files = [appliance.data_dir.parent / "said.txt", *sorted((appliance.data_dir / "logs").glob("*.log"))]
    return "\n".join([f"{colours(display)} colours", *(f"== {file.name}\n{file.read_text()[-3000:]}" for file in files)])


def test_the_demo_plays_in_its_window(demo: Appliance, display: str, evidence: Path | None) -> None:
    until = time.monotonic() + BEGINS_SECONDS
    while position(demo) < 0:
        assert demo.process is not None
        assert demo.process.poll() is None, (demo.data_dir.parent / "said.txt").read_text()
        assert time.monotonic() < until, f"no film in the window\n{evidence_of(demo, display)}"
        time.sleep(1)
    begun, until = position(demo), time.monotonic() + PLAYS_SECONDS
    while position(demo) < begun + 5:
        assert time.monotonic() < until, f"the film stands at {position(demo)}\n{evidence_of(demo, display)}"
        time.sleep(1)
    assert colours(display, evidence / "window.png" if evidence else None) > 1000
    assert demo.stop() == 0
