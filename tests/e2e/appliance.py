"""A real appliance for end-to-end tests: own data folder, own processes, started and stopped as a user does."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

START_SECONDS = 60.0
STOP_SECONDS = 30.0
PROGRAM = [sys.executable, "-m", "launcher.cli"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Appliance:
    """`videoflix serve` in a data folder of its own."""

    data_dir: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *arguments: str, timeout: float = 120.0, **options: object) -> subprocess.CompletedProcess[str]:
        """Run a verb to its end; errors are for the test to judge."""
        command = [*PROGRAM, *arguments, "--data-dir", str(self.data_dir)]
        return subprocess.run(command, capture_output=True, text=True, timeout=timeout, env=_environment(), **options)

    def start(self, *verb: str) -> None:
        """Start serving, and wait until it is healthy."""
        command = [*PROGRAM, *(verb or ("serve",)), "--data-dir", str(self.data_dir), "--port", str(self.port)]
        log = self.data_dir.with_name("said.txt")
        with log.open("w") as said:  # a pipe that nobody reads would fill up and stop the program
            self.process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, text=True, env=_environment())
        until = time.monotonic() + START_SECONDS
        while not self.is_healthy():
            assert self.process.poll() is None, log.read_text()
            assert time.monotonic() < until, "not healthy in time"
            time.sleep(0.2)

    def is_healthy(self) -> bool:
        try:
            health = self.get("/api/health/")
        except OSError:
            return False
        return health["status"] == "ok"

    def get(self, address: str, token: str | None = None) -> dict:
        """The JSON at an address."""
        request = urllib.request.Request(self.url + address, headers={"Authorization": f"Bearer {token}"} if token else {})
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)

    def post(self, address: str, data: dict, token: str | None = None) -> dict:
        """Send JSON, and give the JSON that comes back."""
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        request = urllib.request.Request(self.url + address, json.dumps(data).encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.loads(response.read() or "{}")

    def kill(self) -> None:
        """As a crash or a power cut ends it: at once; `start` begins anew on the same port."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def stop(self) -> int:
        """Ctrl-C; gives the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.communicate(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise
        return self.process.returncode


def _environment() -> dict[str, str]:
    """The test's environment, with its database; a display is nobody's business unless a test says so."""
    kept = {name: value for name, value in os.environ.items() if name not in ("VIDEOFLIX_DATA_DIR", "DISPLAY")}
    return {**kept, "PYTHONPATH": str(Path(__file__).parents[2])}
