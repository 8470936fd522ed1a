"""Figures of uploads: `python -m tests.benchmarks.uploads [--gigabytes N]`, in the root of a checkout.

Starts an appliance in a folder of its own, sends a film of that size with tuspy in parts of 16 MiB, and prints how long that takes, how
much memory the web process needs meanwhile, and when the film is in the library. The film is sparse; what arrives takes its whole size,
and is removed at the end.
"""

import argparse
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
from tusclient.client import TusClient

from tests import media_factory
from tests.e2e.appliance import Appliance
from webapp.uploads.protocol import PART_BYTES

OWNER = ("alice@example.org", "a long walk by the sea")
GB = 10**9
SPARE_BYTES = 20 * GB  # of the disk, that stay free whatever is sent
MEMORY_MB = 150.0  # that the web process may need more, however large the film
ADDING_SECONDS = 60.0
LOOK_SECONDS = 0.1


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigabytes", type=float, default=10.0)
    parser.add_argument("--folder", type=Path, help="where the data lies meanwhile")
    chosen = parser.parse_args()
    size = int(chosen.gigabytes * GB)
    folder = Path(tempfile.mkdtemp(prefix="videoflix-benchmark-", dir=chosen.folder))
    try:
        if shutil.disk_usage(folder).free < size + SPARE_BYTES:
            sys.exit(f"There is not enough room in {folder}: {SPARE_BYTES // GB} GB have to stay free.")
        well = _measure(folder, size)
    finally:
        shutil.rmtree(folder)
    sys.exit(0 if well else 1)


def _measure(folder: Path, size: int) -> bool:
    film = _sparse_film(folder / "A Very Long Film (2026).mp4", size)
    appliance = Appliance(folder / "data")
    appliance.run("user", "add", OWNER[0], "--owner", "--password-stdin", input=OWNER[1]).check_returncode()
    appliance.start()
    try:
        token = appliance.post("/api/auth/login/", {"email": OWNER[0], "password": OWNER[1]})["access"]
        memory = _Memory(_web_process(appliance))
        with memory:
            sent = _seconds_to_send(appliance, token, film)
        begun = time.monotonic()
        state = _wait_until_added(appliance, token)
        added = time.monotonic() - begun
    finally:
        appliance.stop()
    more = memory.peak - memory.before
    print(f"sent    {size / GB:.1f} GB in {sent:.1f} s: {size / sent / 10**6:.0f} MB/s, in parts of {PART_BYTES // 1024**2} MiB")
    print(f"memory  {memory.before:.0f} MB before, {memory.peak:.0f} MB at most (goal: {MEMORY_MB:.0f} MB more): {more:+.0f} MB")
    print(f"added   {added:.1f} s after its last part: {state}")
    return more < MEMORY_MB and state == "added"


def _sparse_film(path: Path, size: int) -> Path:
    """A small film, and a box that players skip, whose bytes nobody wrote (ISO/IEC 14496-12 4.2, 8.1.2)."""
    media_factory.h264_mp4(path)
    rest = size - path.stat().st_size
    with path.open("ab") as file:
        file.write((1).to_bytes(4) + b"free" + rest.to_bytes(8))
        file.truncate(size)
    return path


def _seconds_to_send(appliance: Appliance, token: str, film: Path) -> float:
    client = TusClient(f"{appliance.url}/api/uploads/", headers={"Authorization": f"Bearer {token}"})
    uploader = client.uploader(str(film), chunk_size=PART_BYTES, metadata={"filename": film.name})
    begun = time.monotonic()
    uploader.upload()
    return time.monotonic() - begun


def _wait_until_added(appliance: Appliance, token: str) -> str:
    until = time.monotonic() + ADDING_SECONDS
    while True:
        state = str(appliance.get("/api/uploads/", token)["uploads"][0]["state"])
        if state in ("added", "refused") or time.monotonic() > until:
            return state
        time.sleep(LOOK_SECONDS)


def _web_process(appliance: Appliance) -> psutil.Process:
    assert appliance.process is not None
    family = psutil.Process(appliance.process.pid).children(recursive=True)
    return next(process for process in family if "web" in process.cmdline())


class _Memory:
    """How much memory a process holds while the block runs, in MB."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.before = self.peak = self._now()

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            self.peak = max(self.peak, self._now())

    def _now(self) -> float:
        return float(self._process.memory_info().rss) / 10**6


if __name__ == "__main__":
    main()
