"""Figures of the streaming engine: `python -m tests.benchmarks.engine [SECTION ...]`, in the root of a checkout.

Makes its films on the spot, starts an appliance without work ahead, and prints a table: what is measured, the goal, whether it is met.
Commands that it compares with are printed as they ran. Needs Debian's chromium (seek), nginx-light and wrk (serve, demand).
"""

import argparse
import contextlib
import json
import os
import random
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from appliance.media import encode, ladder, timeline
from appliance.media.arguments import Run
from appliance.media.ffmpeg import executable
from appliance.media.probe import probe
from tests.appliance.media.test_encode import Watching
from tests.e2e.appliance import PROGRAM, Appliance
from tests.e2e.conftest import CHROMIUM_FLAGS, OWNER

RUN_SEGMENTS = 16  # what the prepare queue makes at a time
LOAD_SECONDS = 5
SEEK_TIMES = 8  # the film over: a browser has soon loaded all of a short one
PREPARE_TIMES = 5  # starting programs must not weigh as much as it does in a film of a minute
CONNECTIONS = (1, 4, 8)
PREPARED_SECONDS = 900.0  # a limit for what is measured
X264 = ("-c:v", "libx264", "-pix_fmt", "yuv420p")
PICTURE = "testsrc2=size=1920x1080:rate=24,noise=alls=7:allf=t"
FILMS: dict[str, tuple[str, ...]] = {
    "h264.mp4": (*X264, "-preset", "veryfast", "-b:v", "6M", "-maxrate", "6M", "-bufsize", "12M", "-g", "48", "-sc_threshold", "0"),
    "hevc.mkv": ("-c:v", "libx265", "-preset", "ultrafast", "-b:v", "4M", "-pix_fmt", "yuv420p",
                 "-x265-params", "keyint=96:min-keyint=96:scenecut=0:log-level=error:vbv-maxrate=4000:vbv-bufsize=8000"),
}  # fmt: skip


@dataclass
class Bench:
    """Films, an appliance, and the table."""

    folder: Path
    films: Path
    seconds: int
    places: int
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)
    servers: list["Server"] = field(default_factory=list)

    def row(self, figure: str, measured: str, goal: str = "", met: bool | None = None) -> None:
        """One line of the table, said at once as well."""
        self.rows.append((figure, measured, goal, "" if met is None else "yes" if met else "NO"))
        print(f"  {figure}: {measured}", flush=True)

    def film(self, name: str) -> Path:
        """One of FILMS, with AAC stereo."""
        path = self.films / name
        if not path.exists():
            self.films.mkdir(parents=True, exist_ok=True)
            inputs = ["-f", "lavfi", "-i", f"{PICTURE}", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"]
            command = [executable(), "-v", "error", *inputs, "-t", str(self.seconds), *FILMS[name], "-c:a", "aac", "-ac", "2", str(path)]
            subprocess.run(command, check=True)
        return path

    def long_film(self, name: str, times: int) -> Path:
        """The same film several times over."""
        path = self.films / f"{times}-times-{name}"
        if not path.exists():
            command = [executable(), "-v", "error", "-stream_loop", str(times - 1), "-i", str(self.film(name)), "-c", "copy", str(path)]
            subprocess.run(command, check=True)
        return path

    @cached_property
    def server(self) -> "Server":
        """The appliance, serving."""
        return self.another_server()

    def another_server(self) -> "Server":
        """An appliance of its own, which has no other films to prepare."""
        server = Server(Appliance(Path(tempfile.mkdtemp(dir=self.folder)) / "data"))
        self.servers.append(server)
        server.start()
        return server


class Server:
    """The web process and the workers of the play queue; nothing is prepared ahead, so the machine is idle between requests."""

    def __init__(self, appliance: Appliance) -> None:
        self.appliance = appliance
        self.processes: list[subprocess.Popen[bytes]] = []
        self.videos: dict[Path, int] = {}

    def start(self) -> None:
        added = self.appliance.run("user", "add", OWNER[0], "--owner", "--password-stdin", input=OWNER[1])
        assert added.returncode == 0, added.stderr
        for verb in (["web", "--port", str(self.appliance.port)], ["work", "--queue", "play"]):
            command = [*PROGRAM, *verb, "--data-dir", str(self.appliance.data_dir)]
            said = (self.appliance.data_dir / f"{verb[0]}.txt").open("wb")
            self.processes.append(subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True))
        within(60, lambda: self._answers())

    def _answers(self) -> bool:
        with contextlib.suppress(OSError):
            return bool(self.appliance.get("/api/health/")["queues"]["play"])
        return False

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(20)

    @cached_property
    def access(self) -> str:
        return str(self.appliance.post("/api/auth/login/", {"email": OWNER[0], "password": OWNER[1]})["access"])

    def video(self, path: Path, *options: str) -> int:
        """The number of an imported film."""
        if path not in self.videos:
            done = self.appliance.run("import", *options, str(path))
            assert done.returncode == 0, done.stderr
            self.videos[path] = int(done.stdout.split("\t")[0])
        return self.videos[path]

    def segments(self, path: Path, rendition: str) -> list[str]:
        """The addresses in a media playlist, with a token, as a native player asks for them."""
        details = self.appliance.get(f"/api/video/{self.video(path)}/", self.access)
        token = details["signed_playlist_url"].partition("?")[2]
        playlist = get(f"{self.appliance.url}/api/video/{self.video(path)}/{rendition}/media.m3u8?{token}").decode()
        return [self.appliance.url + line for line in playlist.splitlines() if line and not line.startswith("#")]

    def forget_segments(self) -> None:
        """Nothing is prepared any more."""
        for folder in (self.appliance.data_dir / "segments").iterdir():
            for rendition in folder.iterdir():
                shutil.rmtree(rendition, ignore_errors=True)

    def wait_until_idle(self) -> None:
        """Until no ffmpeg of ours runs."""
        import psutil

        def idle() -> bool:
            below = (child for process in self.processes for child in psutil.Process(process.pid).children(recursive=True))
            return not any("ffmpeg" in Path(child.exe()).name for child in below if child.is_running() and child.status() != "zombie")

        within(60, lambda: _quietly(idle))


def original(bench: Bench) -> None:
    """Request to last byte of `original`, the demuxer open and closed."""
    film = bench.film("h264.mp4")
    warm_addresses = bench.server.segments(film, "original")
    get(warm_addresses[0])
    warm = [timed(get, address) for address in [*warm_addresses, *warm_addresses] if address]
    cold = []
    for number in range(bench.places):
        copy = bench.folder / f"copy-{number}.mp4"
        shutil.copy(film, copy)
        address = bench.server.segments(copy, "original")[number % len(warm_addresses)]
        cold.append(timed(get, address))
    bench.row("original, demuxer open", spread(warm, "ms"), "median <= 15 ms", statistics.median(warm) <= 0.015)
    bench.row("original, cold", spread(cold, "ms"), "median <= 60 ms", statistics.median(cold) <= 0.060)


def spot(bench: Bench) -> None:
    """480p of HEVC, nothing prepared, at random places, beside the plain command that makes the same segment."""
    film = bench.film("hevc.mkv")
    addresses = bench.server.segments(film, "480p")
    line = timeline.decide(film, probe(film))
    chance, ratios, ours, plain, first = random.Random(4), [], [], [], []
    for turn in range(bench.places):
        number = chance.randrange(2, len(addresses) - 1)
        command = plain_segment(film, float(line.seconds(number)), float(line.duration(number)))
        bench.server.forget_segments()
        bench.server.wait_until_idle()
        if turn == 0:
            print(f"  plain: {shlex.join(command)}")
        took_plain = timed(subprocess.run, command, check=True)
        first_byte, took = streamed(addresses[number])
        bench.server.wait_until_idle()
        ours.append(took)
        first.append(first_byte)
        plain.append(took_plain)
        ratios.append(took / (1.2 * took_plain + 0.2))
    bench.row("480p on the spot, plain ffmpeg", spread(plain, "s"))
    bench.row("480p on the spot, first byte", spread(first, "s"))
    median = statistics.median(ratios)
    bench.row("480p on the spot, last byte", spread(ours, "s"))
    bench.row("  of 1.2 x plain + 0.2 s", spread(ratios), "median <= 1", median <= 1)


def seek(bench: Bench) -> None:
    """In Chromium: from a seek in HEVC to the first new frame, nothing prepared there."""
    from playwright.sync_api import sync_playwright

    film = bench.long_film("hevc.mkv", SEEK_TIMES)
    number = bench.server.video(film)
    line = timeline.decide(film, probe(film))
    chance, took = random.Random(5), []

    def made(segment: int) -> bool:
        return any((bench.server.appliance.data_dir / "segments").glob(f"*/480p/{segment:05}.m4s"))

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        page = chromium.new_context(base_url=bench.server.appliance.url, viewport={"width": 1280, "height": 800}, locale="en-US").new_page()
        page.goto("/sign-in")
        page.get_by_label("Email address").fill(OWNER[0])
        page.get_by_label("Password", exact=True).fill(OWNER[1])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        for _ in range(bench.places):
            page.goto("about:blank")
            bench.server.wait_until_idle()
            bench.server.forget_segments()
            page.goto(f"/watch/{number}?rendition=480p")
            within(30, lambda: (page.evaluate("document.querySelector('video')?.currentTime") or 0) > 0.3, every=0.1)
            target = chance.choice([number for number in range(4, line.count - 1) if not made(number)])
            took.append(page.evaluate(SEEK, float(line.seconds(target)) + 1) / 1000)
        chromium.close()
    bench.row("seek in Chromium, first new frame", spread(took, "s"), "median <= 1 s", statistics.median(took) <= 1)


SEEK = """target => new Promise(done => {
  const video = document.querySelector('video');
  const begun = performance.now();
  const look = (now, frame) => Math.abs(frame.mediaTime - target) < 1.5 ? done(performance.now() - begun)
                                                                       : video.requestVideoFrameCallback(look);
  video.requestVideoFrameCallback(look);
  video.currentTime = target;
  setTimeout(() => done(30000), 30000);
})"""


def throughput(bench: Bench) -> None:
    """Runs of 480p and 720p one after the other, beside one plain pass to the same two outputs."""
    film = bench.film("h264.mp4")
    facts = probe(film)
    line = timeline.decide(film, facts)
    rungs = [rung for rung in ladder.rungs(facts) if rung.name in ("480p", "720p")]
    command = plain_ladder(film, bench.folder, rungs)
    print(f"  plain: {shlex.join(command)}")
    ratios = []
    for _ in range(3):
        folder = Path(tempfile.mkdtemp(dir=bench.folder))
        plain = timed(subprocess.run, command, check=True)
        ours = timed(runs, film, facts, line, rungs, folder)
        ratios.append(plain / ours)
    median = statistics.median(ratios)
    bench.row("run throughput, 480p + 720p, of one plain pass", spread(ratios), ">= 0.9", median >= 0.9)


def runs(film: Path, facts: Any, line: Any, rungs: Sequence[ladder.Rung], folder: Path) -> None:
    for first in range(0, line.count, RUN_SEGMENTS):
        run = Run(first, min(RUN_SEGMENTS, line.count - first))
        encode.encode_video(film, facts, line, rungs, run, folder, 0, Watching())


def prepare(bench: Bench) -> None:
    """A whole film, beside three separate `-preset fast -crf 23` runs; and what it takes on the disk."""
    film = bench.long_film("h264.mp4", PREPARE_TIMES)
    took_plain = 0.0
    for height in (480, 720, 1080):
        target = bench.folder / f"fast-{height}.mp4"
        command = [executable(), "-v", "error", "-y", "-i", str(film), "-vf", f"scale=-2:{height}", *X264,
                   "-preset", "fast", "-crf", "23", "-c:a", "aac", str(target)]  # fmt: skip
        print(f"  plain: {shlex.join(command)}")
        took_plain += timed(subprocess.run, command, check=True)
    appliance = bench.another_server().appliance
    begun = time.monotonic()
    done = appliance.run("import", "--wait", str(film), timeout=PREPARED_SECONDS)
    took = time.monotonic() - begun
    assert done.returncode == 0, done.stderr
    bench.row("preparing 1080p H.264, three fast runs", f"{took_plain:.1f} s")
    bench.row("preparing 1080p H.264, completely", f"{took:.1f} s, {took_plain / took:.1f} times", ">= 4 times", took_plain / took >= 4)
    stored = sum(path.stat().st_size for path in (appliance.data_dir / "segments").rglob("*") if path.is_file())
    bench.row("stored bytes of the prepared film", f"{stored / film.stat().st_size:.2f} of its source")


def serve(bench: Bench) -> None:
    """Prepared segments through everything, beside nginx; and the database queries of a segment."""
    film = bench.film("h264.mp4")
    server = bench.another_server()
    addresses = server.segments(film, "720p")
    done = server.appliance.run("import", "--wait", str(film), timeout=PREPARED_SECONDS)
    assert done.returncode == 0, done.stderr
    [folder] = [path for path in (server.appliance.data_dir / "segments").glob("*/720p") if any(path.glob("*.m4s"))]
    with nginx(bench.folder, folder) as base:
        there = [f"{base}/{path.name}" for path in sorted(folder.glob("*.m4s"))]
        results = [(load(bench, addresses, 8), load(bench, there, 8)) for _ in range(3)]
    ratio = statistics.median(ours[1] / theirs[1] for ours, theirs in results)
    for name, (requests, size) in (("appliance", results[-1][0]), ("nginx", results[-1][1])):
        bench.row(f"prepared 720p, 8 connections, {name}", f"{requests:.0f} requests/s, {size / 1e6:.0f} MB/s")
    bench.row("prepared segments, of nginx", f"{ratio:.2f}", ">= 0.7", ratio >= 0.7)
    asked = queries(bench, server, addresses)
    bench.row("database queries per segment", f"{asked:.2f}", "0", asked == 0)


def demand(bench: Bench) -> None:
    """`original` cut on the fly, at several connections."""
    addresses = bench.server.segments(bench.film("h264.mp4"), "original")
    for connections in CONNECTIONS:
        requests, size = load(bench, addresses, connections)
        bench.row(f"original on the fly, {connections} connections", f"{requests:.0f} requests/s, {size / 1e6:.0f} MB/s")


def plain_segment(film: Path, start: float, length: float) -> list[str]:
    """The command that makes a segment's picture."""
    size = ["-vf", "scale=-2:480", *X264, "-preset", "veryfast", "-crf", "21", "-an"]
    return [
        executable(),
        "-v",
        "error",
        "-y",
        "-ss",
        f"{start:.3f}",
        "-i",
        str(film),
        "-t",
        f"{length:.3f}",
        *size,
        "-f",
        "mp4",
        os.devnull,
    ]


def plain_ladder(film: Path, folder: Path, rungs: Sequence[ladder.Rung]) -> list[str]:
    """One pass to several files, with the rungs' qualities."""
    outputs: list[str] = []
    for rung in rungs:
        rate = ["-crf", str(rung.quality), "-maxrate", str(rung.max_bit_rate), "-bufsize", str(rung.buffer_bits)]
        outputs += [
            "-vf",
            f"scale={rung.width}:{rung.height}",
            *X264,
            "-preset",
            "veryfast",
            *rate,
            "-an",
            str(folder / f"{rung.name}.mp4"),
        ]
    return [executable(), "-v", "error", "-y", "-i", str(film), *outputs]


def queries(bench: Bench, server: "Server", addresses: Sequence[str]) -> float:
    """Database queries per segment once all were served, counted in a process of its own on the same data folder."""
    code = (
        "import json, sys\n"
        "from django.db import connections\n"
        "from django.test import Client\n"
        "from django.test.utils import CaptureQueriesContext\n"
        "addresses = json.load(open(sys.argv[-1]))\n"
        "client = Client(SERVER_NAME='127.0.0.1')\n"
        "read = lambda address: b''.join(client.get(address).streaming_content)\n"
        "[read(address) for address in addresses]\n"  # what is noted once (a device seen, a rung played) is no steady state
        "with CaptureQueriesContext(connections['default']) as counted:\n"
        "    [read(address) for address in addresses]\n"
        "print(len(counted) / len(addresses))\n"
    )
    listed = bench.folder / "addresses.json"
    listed.write_text(json.dumps([address.removeprefix(server.appliance.url) for address in addresses]))
    code = code.replace("sys.argv[-1]", repr(str(listed)))
    done = server.appliance.run("manage", "shell", "--verbosity", "0", "-c", code)
    assert done.returncode == 0, done.stderr
    return float(done.stdout.split()[-1])


@contextlib.contextmanager
def nginx(folder: Path, root: Path) -> Iterator[str]:
    """Debian's nginx with its usual settings, serving one folder."""
    port = Appliance(folder).port
    home = Path(tempfile.mkdtemp(dir=folder))
    places = " ".join(f"{kind}_temp_path {home};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (home / "nginx.conf").write_text(
        f"daemon off; pid {home}/pid; error_log {home}/error.log; worker_processes auto; user root; events {{ worker_connections 768; }}\n"
        f"http {{ {places} access_log off; sendfile on; tcp_nopush on; server {{ listen 127.0.0.1:{port}; root {root}; }} }}\n"
    )
    command = [shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(home / "nginx.conf")]
    print(f"  beside: {shlex.join(command)}  ({(home / 'nginx.conf').read_text().splitlines()[1]})")
    with subprocess.Popen(command) as process:
        try:
            within(10, lambda: _quietly(lambda: bool(get(f"http://127.0.0.1:{port}/init.mp4"))))
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def load(bench: Bench, addresses: Sequence[str], connections: int) -> tuple[float, float]:
    """Requests and bytes per second of wrk, which asks for one address after the other."""
    base = "/".join(addresses[0].split("/")[:3])
    paths = ", ".join(json.dumps(address.removeprefix(base)) for address in addresses)
    script = bench.folder / "paths.lua"
    script.write_text(
        f"local paths = {{{paths}}}\nlocal at = 0\n"
        "request = function() at = at % #paths + 1; return wrk.format('GET', paths[at]) end\n"
        "done = function(summary)\n  local failed, seconds = summary.errors, summary.duration / 1e6\n"
        "  local errors = failed.connect + failed.read + failed.write + failed.status + failed.timeout\n"
        "  io.write(string.format('FIGURES %f %f %d\\n', summary.requests / seconds, summary.bytes / seconds, errors))\nend\n"
    )
    command = ["wrk", "-t1", "--timeout=20s", f"-c{connections}", f"-d{LOAD_SECONDS}s", "-s", str(script), base]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    requests, size, errors = next(line for line in said.splitlines() if line.startswith("FIGURES")).split()[1:]
    assert errors == "0", said
    return float(requests), float(size)


def get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return bytes(answer.read())


def streamed(address: str) -> tuple[float, float]:
    """Seconds to the first and to the last byte; asks again where it is told to."""
    begun = time.monotonic()
    while True:
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                answer.read(1)
                first = time.monotonic() - begun
                answer.read()
                return first, time.monotonic() - begun
        except urllib.error.HTTPError as error:
            if error.code != 503:
                raise


def timed(function: Callable[..., object], *arguments: Any, **options: Any) -> float:
    begun = time.monotonic()
    function(*arguments, **options)
    return time.monotonic() - begun


def within(seconds: float, condition: Callable[[], bool], every: float = 0.05) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "not in time"
        time.sleep(every)


def _quietly(condition: Callable[[], bool]) -> bool:
    try:
        return condition()
    except Exception:  # a process that ended meanwhile, a server that is not up yet
        return False


def spread(values: Sequence[float], unit: str = "") -> str:
    """Median, and from the smallest to the largest."""
    scale = 1000 if unit == "ms" else 1
    median, low, high = (value * scale for value in (statistics.median(values), min(values), max(values)))
    digits = 1 if unit == "ms" else 2
    return f"{median:.{digits}f} {unit}".strip() + f" ({low:.{digits}f} to {high:.{digits}f})"


SECTIONS = {section.__name__: section for section in (original, spot, seek, throughput, prepare, serve, demand)}


def main() -> None:
    """Measure, then print the table."""
    parser = argparse.ArgumentParser(description="Measure the streaming engine.")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}; all unless named")
    parser.add_argument("--seconds", type=int, default=60, help="length of the films")
    parser.add_argument("--places", type=int, default=20, help="how many random places are tried")
    parser.add_argument("--films", type=Path, help="keep the films there, for the next time")
    chosen = parser.parse_args()
    unknown = set(chosen.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # nothing of ours stays behind
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="videoflix-engine-")))
        bench = Bench(folder, (chosen.films or folder / "films").absolute(), chosen.seconds, chosen.places)
        stack.callback(lambda: [server.stop() for server in bench.servers])
        for name in chosen.sections or SECTIONS:
            print(f"{name}: {SECTIONS[name].__doc__}", flush=True)
            SECTIONS[name](bench)
    widths = [max(len(row[column]) for row in bench.rows) for column in range(4)]
    print()
    for row in bench.rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    sys.exit(any(row[3] == "NO" for row in bench.rows))


if __name__ == "__main__":
    main()
