"""The desktop window, on an X server of its own: opens, shows the appliance, and closing it stops everything."""

import ctypes
import ctypes.util
import os
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import psycopg
import pytest

from appliance.processes import health, lock
from launcher import cli
from tests.databases import URL
from tests.e2e.appliance import Appliance
from tests.screen import x_server

pytestmark = pytest.mark.window

CHECKOUT = Path(cli.__file__).parents[1]
SECONDS = 60.0
OWNER = {"email": "alice@example.org", "password": "a long walk by the sea"}


def within(seconds: float, condition: Callable[[], object]) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


@pytest.fixture
def display() -> Iterator[str]:
    with x_server() as name:
        yield name


@pytest.fixture
def desktop(tmp_path: Path, display: str) -> Iterator[Callable[[], psutil.Popen]]:
    """Double-click: the program without a verb."""
    started: list[psutil.Popen] = []
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "videoflix.toml").write_text("port = 18459")

    def double_click() -> psutil.Popen:
        environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "DISPLAY": display, "GDK_BACKEND": "x11"}
        argv = [sys.executable, "-m", "launcher.cli", "--data-dir", str(tmp_path / "data")]
        started.append(psutil.Popen(argv, stdout=subprocess.PIPE, text=True, env=environment, cwd=tmp_path))
        return started[-1]

    yield double_click
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def windows(display: str) -> list[int]:
    """The windows that carry our title."""
    return _search(display, "--name", "^Videoflix$")


def shown(display: str) -> list[int]:
    """Every window that can be seen, questions without a title among them."""
    return _search(display, "--onlyvisible", "--class", ".")


def _search(display: str, *words: str) -> list[int]:
    found = subprocess.run(["xdotool", "search", *words], env={**os.environ, "DISPLAY": display}, capture_output=True, text=True)
    return [int(line) for line in found.stdout.split()]


def click_close(display: str, window: int) -> None:
    """What the cross of a window does: WM_DELETE_WINDOW (ICCCM, section 4.2.8.1). There is no window manager to click on."""
    x11 = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.restype = ctypes.c_ulong
    connection = ctypes.c_void_p(x11.XOpenDisplay(display.encode()))
    protocols, delete = (x11.XInternAtom(connection, name, 0) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW"))
    event = (ctypes.c_long * 24)()  # an XClientMessageEvent: type, serial, send_event, display, window, message_type, format, data
    event[0], event[4], event[5], event[6], event[7] = 33, window, protocols, 32, delete
    x11.XSendEvent(connection, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(event))
    x11.XCloseDisplay(connection)


def press(display: str, window: int, *keys: str) -> None:
    """Type into a window, once it can be seen: before that X11 refuses it the focus (SetInputFocus, BadMatch)."""
    assert within(SECONDS, lambda: window in shown(display)), "the window cannot be seen"
    for command in (["windowfocus", str(window)], ["key", "--delay", "200", *keys]):
        subprocess.run(["xdotool", *command], env={**os.environ, "DISPLAY": display}, timeout=SECONDS, check=True)


def came_in_at_the_machine(data: Path) -> bool:
    """Whether somebody was signed in by presence, as the audit log has it."""
    url = os.environ.get(URL)
    with psycopg.connect(url) if url else closing(sqlite3.connect(data / "videoflix.sqlite3", timeout=20)) as connection:
        return bool(connection.execute("SELECT 1 FROM accounts_auditentry WHERE kind = 'presence-used'").fetchone())


def test_a_window_opens_and_closing_it_stops_everything(desktop: Callable[[], psutil.Popen], display: str) -> None:
    program = desktop()
    assert within(SECONDS, lambda: windows(display)), "no window"
    assert health.is_well("http://127.0.0.1:18459")
    family = program.children(recursive=True)
    click_close(display, windows(display)[0])
    assert program.wait(SECONDS) == 0
    assert within(SECONDS, lambda: not [child for child in family if child.is_running() and child.status() != psutil.STATUS_ZOMBIE])


def test_closing_asks_while_another_device_watches(
    desktop: Callable[[], psutil.Popen], display: str, tmp_path: Path, clip: Callable[[str], Path]
) -> None:
    appliance = Appliance(tmp_path / "data", port=18459)
    assert appliance.run("user", "add", OWNER["email"], "--owner", "--password-stdin", input=OWNER["password"]).returncode == 0
    video = int(appliance.run("import", str(clip("h264.mp4"))).stdout.split("\t")[0])
    program = desktop()
    assert within(SECONDS, lambda: windows(display)), "no window"
    token = appliance.post("/api/auth/login/", OWNER)["access"]
    telephone = {"key": str(uuid.uuid4()), "position": 1, "rendition": "original"}
    appliance.post(f"/api/video/{video}/playback/", telephone, token)

    assert len(shown(display)) == 1
    click_close(display, windows(display)[0])
    assert within(SECONDS, lambda: len(shown(display)) == 2), "no question"
    assert health.is_well(appliance.url)

    family = program.children(recursive=True)
    program.terminate()  # hears it, although nobody answers the question
    assert program.wait(SECONDS) == 0
    assert within(SECONDS, lambda: not [child for child in family if child.is_running() and child.status() != psutil.STATUS_ZOMBIE])


def test_a_second_double_click_shows_the_first_one(desktop: Callable[[], psutil.Popen], display: str, tmp_path: Path) -> None:
    first = desktop()
    assert within(SECONDS, lambda: windows(display)), "no window"
    second = desktop()
    assert within(SECONDS, lambda: len(windows(display)) == 2), "no second window"
    second.terminate()
    assert second.wait(SECONDS) == 0
    assert second.stdout.read() == "Videoflix is already running at http://127.0.0.1:18459.\n"
    assert health.is_well("http://127.0.0.1:18459"), "the first one goes on"
    with pytest.raises(lock.AlreadyRunning), lock.held(tmp_path / "data" / "videoflix.lock", ""):
        pass
    first.terminate()
    assert first.wait(SECONDS) == 0


LOSES_ITS_PAGE = """
import sys
from pathlib import Path
from launcher import window, window_gtk
window_gtk.FIRST_PAGE_SECONDS = 2
window.Window(sys.argv[1], Path(sys.argv[2]), others_watch=lambda page: False, way_in=lambda: sys.argv[1]).show()
"""


def test_a_first_page_that_got_lost_is_loaded_again(display: str, tmp_path: Path) -> None:
    asked: list[str] = []
    over = threading.Event()

    class Forgetful(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if asked == ["/"]:  # nothing ever comes of the first one
                over.wait(SECONDS)
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<script src='/here.js'></script>")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Forgetful)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "DISPLAY": display, "GDK_BACKEND": "x11"}
    argv = [sys.executable, "-c", LOSES_ITS_PAGE, f"http://127.0.0.1:{server.server_port}/", str(tmp_path)]
    window = subprocess.Popen(argv, env=environment)
    try:
        assert within(SECONDS, lambda: "/here.js" in asked), asked
    finally:
        over.set()
        window.kill()
        window.wait()
        server.shutdown()


def test_the_menu_lets_the_owner_in(desktop: Callable[[], psutil.Popen], display: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    argv = [
        sys.executable,
        "-m",
        "launcher.cli",
        "user",
        "add",
        "alice@example.org",
        "--owner",
        "--password-stdin",
        "--data-dir",
        str(data),
    ]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    subprocess.run(argv, input="correct horse 7\n", text=True, env=environment, cwd=tmp_path, check=True)
    program = desktop()
    assert within(SECONDS, lambda: windows(display)), "no window"
    for _ in range(5):  # a window that has just appeared may not hear keys yet
        press(display, windows(display)[0], "Escape", "F10", "Down", "Return")
        if within(SECONDS / 2, lambda: came_in_at_the_machine(data)):
            break
    assert came_in_at_the_machine(data)
    program.terminate()
    assert program.wait(SECONDS) == 0
