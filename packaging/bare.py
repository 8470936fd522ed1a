"""A machine with nothing on it, for the frozen program to prove itself on: no Python, no ffmpeg, no home, another user where possible.

The program lies in a folder with spaces and umlauts that its user cannot write, which is also where it is started from.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

MARK = "PROVED_BY"  # a variable that every process below ours inherits, and nobody else has
NOBODY = "nobody"
SYSTEM_VARIABLES = ("SYSTEMROOT", "TEMP", "TMP")  # without which nothing starts on Windows
START_SECONDS = 120.0
RUN_SECONDS = 120.0
END_SECONDS = 20.0


class Failed(Exception):
    """A step did not come out as it should; the sentence says what was seen."""


def check(condition: object, otherwise: str) -> None:
    """Go on if `condition` holds; raise Failed otherwise."""
    if not condition:
        raise Failed(otherwise)


def within(seconds: float, condition: Callable[[], Any], otherwise: str, every: float = 0.1) -> Any:
    """Wait for `condition` and return what it gave; raise Failed when it takes too long."""
    until = time.monotonic() + seconds
    while not (found := condition()):
        check(time.monotonic() < until, f"{otherwise} within {seconds:.0f} s")
        time.sleep(every)
    return found


@dataclass
class Machine:
    """The place, and whose it is."""

    place: Path
    program: Path
    user: dict[str, Any] = field(default_factory=dict)  # how subprocess is told about another user
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def home(self) -> Path:
        """The user's home: empty, and to stay so."""
        return self.place / "home"

    @property
    def ffmpeg(self) -> Path:
        """The ffmpeg inside the bundle."""
        return next(self.program.parent.rglob("imageio_ffmpeg/binaries/ffmpeg*"))

    def folder(self, name: str) -> Path:
        """Make a folder that belongs to the user."""
        made = self.place / name
        made.mkdir(parents=True)
        if self.user:
            shutil.chown(made, NOBODY)
        return made

    def environment(self, **more: str) -> dict[str, str]:
        """As bare as it can be: a PATH with nothing on it, and an empty home."""
        kept = {name: os.environ[name] for name in SYSTEM_VARIABLES if name in os.environ} if sys.platform == "win32" else {}
        return {**kept, "PATH": str(self.home), "HOME": str(self.home), MARK: self.mark, **more}

    def run(self, *words: object, seconds: float = RUN_SECONDS, **more: str) -> subprocess.CompletedProcess[str]:
        """Run the program to its end."""
        return self.run_other(self.program, *words, seconds=seconds, **more)

    def run_other(self, *argv: object, seconds: float = RUN_SECONDS, **more: str) -> subprocess.CompletedProcess[str]:
        """Run any program to its end, in the same poverty."""
        options: dict[str, Any] = {"env": self.environment(**more), "cwd": self.program.parent, "timeout": seconds, **self.user}
        return subprocess.run([str(word) for word in argv], capture_output=True, text=True, encoding="utf-8", check=False, **options)

    def start(self, *words: object, **more: str) -> Started:
        """Start the program."""
        log = self.place / f"said-{uuid.uuid4().hex}.txt"
        group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if sys.platform == "win32" else {}
        with log.open("wb") as said:
            options: dict[str, Any] = {"env": self.environment(**more), "cwd": self.program.parent, **self.user, **group}
            argv = [str(self.program), *(str(word) for word in words)]
            process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, **options)
        return Started(process, log)

    def processes(self) -> list[psutil.Process]:
        """Everything that runs because of us, the window's helpers and every ffmpeg among it."""
        return [process for process in psutil.process_iter() if _mark_of(process) == self.mark]

    def names(self) -> list[str]:
        """The names of what runs; what ends while it is asked has none."""
        found = []
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):
                found.append(process.name())
        return found


@dataclass
class Started:
    """A program that was started, and what it says."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        """Everything so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def interrupt(self) -> int:
        """Ctrl-C, and wait; gives the exit code."""
        if sys.platform == "win32":
            import signal

            self.process.send_signal(signal.CTRL_BREAK_EVENT)
        else:
            self.process.send_signal(2)
        try:
            return self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            raise Failed(f"still running {END_SECONDS:.0f} s after Ctrl-C") from None

    def kill(self) -> None:
        """SIGKILL: nothing can be tidied up."""
        self.process.kill()
        self.process.wait()


@dataclass
class Site:
    """An appliance as a client sees it."""

    port: int
    token: str = ""

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def is_healthy(self) -> bool:
        """Whether web, database and both queues are up."""
        try:
            return bool(self.get("/api/health/")["status"] == "ok")
        except (Failed, OSError, ValueError):
            return False

    def get(self, address: str) -> Any:
        """The JSON at an address."""
        return json.loads(self.read(address))

    def post(self, address: str, data: dict[str, Any]) -> Any:
        """Send JSON; gives the JSON that comes back."""
        return json.loads(self.read(address, json.dumps(data).encode()) or b"{}")

    def read(self, address: str, data: bytes | None = None) -> bytes:
        """What an address answers; Failed when that is an error."""
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {self.token}"} if self.token else {})}
        request = urllib.request.Request(self.url + address, data, headers)  # noqa: S310 -- always http, always this machine
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as response:
                return bytes(response.read())
        except urllib.error.HTTPError as error:
            raise Failed(f"{address} answers {error.code}: {error.read()[:200].decode(errors='replace')}") from error


@contextmanager
def machine(folder: Path) -> Iterator[Machine]:
    """Copy the built folder to a bare machine; at the end nothing of it is left."""
    place = Path(tempfile.mkdtemp(prefix="videoflix-prove-"))
    place.chmod(0o755)
    copy = place / "Räume und Häuser" / "Videoflix Größe 1"
    shutil.copytree(folder, copy, symlinks=True)
    made = Machine(place, copy / ("videoflix.exe" if sys.platform == "win32" else "videoflix"), _another_user())
    made.folder("home")
    _set_writable(copy, False)
    try:
        yield made
    finally:
        for process in made.processes():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        _set_writable(copy, True)
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def x_server(size: tuple[int, int] = (1280, 800)) -> Iterator[str]:
    """Run Xvfb, a screen of that many pixels that nobody sees; gives the display's name."""
    reader, writer = os.pipe()
    argv = ["Xvfb", "-screen", "0", f"{size[0]}x{size[1]}x24", "-nolisten", "tcp", "-ac", "-noreset", "-displayfd", str(writer)]
    server = subprocess.Popen(argv, pass_fds=(writer,), stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.kill()
        server.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _another_user() -> dict[str, Any]:
    """Whom to be instead of root, who may write everywhere; nobody else where we are no root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    import pwd

    return {"user": NOBODY, "group": pwd.getpwnam(NOBODY).pw_gid, "extra_groups": []}


def _set_writable(folder: Path, writable: bool) -> None:
    for path in (folder, *(path for path in folder.rglob("*") if path.is_dir() and not path.is_symlink())):
        path.chmod(0o755 if writable else 0o555)


def _mark_of(process: psutil.Process) -> str | None:
    try:
        return None if process.status() == psutil.STATUS_ZOMBIE else process.environ().get(MARK)
    except psutil.Error:
        return None
