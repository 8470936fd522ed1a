"""Figures of the frozen program: `build/venv/bin/python tests/benchmarks/frozen.py dist/videoflix`.

How long a start takes, cold caches apart; what it holds in memory when nobody watches; what the folder is made of. The window needs
Xvfb and WebKitGTK.
"""

import argparse
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

from PIL import ImageGrab

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging"))

from bare import START_SECONDS, Machine, Site, Started, free_port, machine, within, x_server  # noqa: E402
from build import parts, sizes, table  # noqa: E402
from prove import Proof  # noqa: E402

IDLE_SECONDS = 15.0  # until what the start needed has been given back
PAGE_COLOURS = 1000  # of the browse page with a poster; the sign-in page and an empty window have far fewer


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Measure a frozen Videoflix.")
    parser.add_argument("folder", type=Path, help="the built folder, as dist/videoflix")
    parser.add_argument("--times", type=int, default=3, help="how often each start is measured")
    chosen = parser.parse_args()
    with machine(chosen.folder.absolute()) as bare:
        first, again, memory = headless(bare, chosen.times)
        page = window(bare, chosen.times)
    print(f"start to healthy, empty data folder   {_seconds(first)}")
    print(f"start to healthy, again               {_seconds(again)}")
    print(f"start to browse page in the window    {_seconds(page)}")
    print("\nmemory when idle (proportional set sizes)")
    print(table(memory.most_common()))
    print("\nthe folder")
    print(table(parts(sizes(chosen.folder))))


def headless(bare: Machine, times: int) -> tuple[list[float], list[float], Counter[str]]:
    """Seconds of first starts and of later ones, and idle memory by process."""
    first, again = [], []
    for number in range(times):
        data = bare.folder(f"empty {number}") / "data"
        first.append(_start_and_stop(bare, data))
        again.append(_start_and_stop(bare, data))
    site = Site(free_port())
    running = _start(bare, site, "serve", data)
    within(START_SECONDS, site.is_healthy, "not healthy")
    time.sleep(IDLE_SECONDS)
    memory = idle_memory(bare)
    running.interrupt()
    return first, again, memory


def window(bare: Machine, times: int) -> list[float]:
    """Seconds from the double-click to the films of the house, for an owner who is signed in."""
    proof = Proof(bare)
    home = {"HOME": str(bare.folder("home of the window"))}
    seconds = []
    with x_server() as display:
        proof.start("demo", DISPLAY=display, **home)  # signs its window in for good, and makes a film with a poster
        within(START_SECONDS, lambda: proof.position() > 0, "no film in the window")
        assert proof.running is not None
        proof.running.interrupt()
        (proof.data / "videoflix.toml").write_text(f"port = {proof.site.port}\n")
        for _ in range(times):
            begun = time.monotonic()
            running = bare.start("--data-dir", proof.data, DISPLAY=display, **home)
            within(START_SECONDS, lambda: _colours(display) > PAGE_COLOURS, "no browse page", every=0.05)
            seconds.append(time.monotonic() - begun)
            running.interrupt()
    return seconds


def idle_memory(bare: Machine) -> Counter[str]:
    """Bytes by process; what several share is divided among them."""
    memory: Counter[str] = Counter()
    for process in bare.processes():
        words = process.cmdline()[1:]
        queue = words[words.index("--queue") + 1 :][:1] if "--queue" in words else []
        memory[" ".join(["videoflix", *words[:1], *queue])] += process.memory_full_info().pss
    return memory


def _start_and_stop(bare: Machine, data: Path) -> float:
    site = Site(free_port())
    begun = time.monotonic()
    running = _start(bare, site, "serve", data)
    within(START_SECONDS, site.is_healthy, "not healthy", every=0.02)
    seconds = time.monotonic() - begun
    running.interrupt()
    return seconds


def _start(bare: Machine, site: Site, verb: str, data: Path) -> Started:
    return bare.start(verb, "--data-dir", data, "--port", site.port)


def _colours(display: str) -> int:
    picture = ImageGrab.grab(xdisplay=display)
    return len(picture.getcolors(maxcolors=picture.width * picture.height) or [])


def _seconds(all_of_them: list[float]) -> str:
    return f"{statistics.median(all_of_them):6.1f} s  ({min(all_of_them):.1f} to {max(all_of_them):.1f})"


if __name__ == "__main__":
    main()
