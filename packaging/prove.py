"""Let the frozen program prove itself on a bare machine (`packaging/bare.py`): `python packaging/prove.py dist/videoflix`.

Prints a row for each step and ends with 1 at the first that fails. Needs psutil: the virtual environment of `packaging/build.py` has it.
The window needs Xvfb and WebKitGTK; where they are missing its step is skipped, but not in CI.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from bare import END_SECONDS, START_SECONDS, Failed, Machine, Site, Started, check, free_port, machine, within, x_server

OWNER = {"email": "alice@example.org", "password": "a long walk by the sea"}
SHORT_SECONDS, LONG_SECONDS = 6, 40
RATE = 24
PREPARE_SECONDS = 300.0  # for a few seconds of film, on a busy machine
PLAYS_SECONDS = 240.0  # the demo's film is painted first
SUBTITLES = "1\n00:00:01,000 --> 00:00:02,000\nGrüße aus Köln\n"
ALL_WAYS = "import math, multiprocessing as m; [m.get_context(way).Pool(1).map(math.sqrt, [9]) for way in m.get_all_start_methods()]"


class Skipped(Exception):
    """This machine cannot try a step; the sentence says why."""


class Proof:
    """What the steps share: the machine, the data folder, and who runs."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.data = machine.folder("household") / "data"
        self.site = Site(free_port())
        self.films: dict[str, tuple[int, Path]] = {}
        self.running: Started | None = None
        self.kept: dict[str, str] = {}

    def start(self, verb: str = "serve", **more: str) -> None:
        """Start the program and wait until it is healthy."""
        self.running = started = self.machine.start(verb, "--data-dir", self.data, "--port", self.site.port, **more)
        within(START_SECONDS, lambda: self.site.is_healthy() or started.process.poll() is not None, "not healthy", every=0.05)
        check(started.process.poll() is None, f"ended at once: {started.said.strip()}")

    def refusal(self, *words: object) -> str:
        """The one clear sentence with which the program ends."""
        done = self.machine.run(*words)
        lines = done.stderr.strip().splitlines()
        check(done.returncode == 1, f"exit code {done.returncode} instead of 1: {done.stderr.strip()}")
        check(len(lines) == 1 and lines[0].endswith("."), f"not one clear sentence: {done.stderr.strip()!r}")
        return lines[0]

    def take_in(self, name: str, seconds: int, size: str) -> int:
        """Make a film with the ffmpeg inside and import it; gives the video's id."""
        path = self.machine.folder(f"films of {name}") / f"{name}.mp4"
        picture = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate={RATE}:duration={seconds}"]
        sound = ["-f", "lavfi", "-i", f"sine=duration={seconds}"]
        coding = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", 2 * RATE, "-c:a", "aac"]
        made = self.machine.run_other(self.machine.ffmpeg, "-v", "error", *picture, *sound, *coding, path)
        check(made.returncode == 0, f"the clip cannot be made: {made.stderr.strip()}")
        path.with_suffix(".de.srt").write_text(SUBTITLES, encoding="utf-8")
        imported = self.machine.run("import", path, "--data-dir", self.data)
        check(imported.returncode == 0, f"not imported: {imported.stderr.strip()}")
        video, title, _ = imported.stdout.split("\t")
        check(title == name, f"called {title!r}")
        self.films[name] = int(video), path
        return int(video)

    def wait_until_prepared(self, video: int) -> str:
        """Wait for the workers; says how long they took."""
        begun = time.monotonic()
        within(PREPARE_SECONDS, lambda: all(each["prepared"] == 1 for each in self._renditions(video)), "not prepared", every=0.5)
        return f"{time.monotonic() - begun:.1f} s"

    def check_frames(self, name: str) -> str:
        """Decode every picture rendition as a player would, and compare the number of pictures with the source's."""
        video, path = self.films[name]
        expected = self._frames(path)
        check(len(expected) > 0, "no pictures in the source")
        playlist = self.site.get(f"/api/video/{video}/")["signed_playlist_url"]
        names = [each["name"] for each in self._renditions(video) if each["kind"] == "video"]
        for rendition in names:
            seen = self._frames(self.site.url + playlist.replace("/index.m3u8", f"/{rendition}/index.m3u8"))
            check(len(seen) == len(expected), f"{rendition} has {len(seen)} pictures instead of {len(expected)}")
            check(rendition != "original" or seen == expected, "the original's pictures are not the source's")
        return f"{len(expected)} pictures in {', '.join(names)}"

    def segments(self) -> dict[str, str]:
        """Every finished segment, with a digest of what is in it."""
        found = [path for path in (self.data / "segments").rglob("*.m*") if not path.name.startswith(".")]
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}

    def is_encoding(self) -> bool:
        """Whether an ffmpeg works now."""
        return any("ffmpeg" in name for name in self.machine.names())

    def wait_until_nothing_runs(self) -> None:
        """Raise Failed when something is left behind."""
        until = time.monotonic() + END_SECONDS
        while left := self.machine.names():
            check(time.monotonic() < until, "left running: " + ", ".join(left))
            time.sleep(0.1)

    def position(self) -> float:
        """Where the window's player says it is, in seconds; -1 while there is none."""
        with closing(sqlite3.connect(f"{(self.data / 'videoflix.sqlite3').as_uri()}?mode=ro", uri=True)) as database:
            return float(database.execute("SELECT coalesce(max(position), -1) FROM streaming_playback").fetchone()[0])

    def _renditions(self, video: int) -> list[dict[str, Any]]:
        return list(self.site.get(f"/api/video/{video}/")["renditions"])

    def _frames(self, address: object) -> list[str]:
        done = self.machine.run_other(self.machine.ffmpeg, "-v", "error", "-i", address, "-map", "0:v:0", "-f", "framemd5", "-")
        check(done.returncode == 0 and not done.stderr.strip(), f"{address} does not decode: {done.stderr.strip()[:300]}")
        return [line.split(",")[-1].strip() for line in done.stdout.splitlines() if not line.startswith("#")]


def helps_itself(proof: Proof) -> str:
    """Speaks in an environment without a single variable."""
    options: dict[str, Any] = {"env": {}, "cwd": "/", **proof.machine.user} if os.name == "posix" else {}
    done = subprocess.run([proof.machine.program, "--help"], capture_output=True, text=True, encoding="utf-8", check=False, **options)
    check(done.returncode == 0 and "serve" in done.stdout, f"--help ends with {done.returncode}: {done.stderr.strip()}")
    return "--help in an empty environment"


def refuses_bad_places(proof: Proof) -> str:
    """Says one sentence about a data folder that cannot be."""
    file = proof.machine.place / "a file"
    file.touch()
    for place in (file, file / "below", proof.machine.program.parent / "data"):
        sentence = proof.refusal("serve", "--data-dir", place)
        check(str(place) in sentence, f"does not name {place}: {sentence}")
    return sentence


def starts(proof: Proof) -> str:
    """Comes up in an empty data folder, from a read-only place with spaces and umlauts in its name."""
    begun = time.monotonic()
    proof.start()
    return f"healthy after {time.monotonic() - begun:.1f} s, version {proof.site.get('/api/health/')['version']}"


def runs_once(proof: Proof) -> str:
    """A second one on the same data folder ends, and so does one on the same port."""
    sentence = proof.refusal("serve", "--data-dir", proof.data, "--port", free_port())
    check("already running" in sentence, sentence)
    port = proof.refusal("serve", "--data-dir", proof.machine.folder("another") / "data", "--port", proof.site.port)
    check(f"Port {proof.site.port} is in use" in port, port)
    check(proof.site.is_healthy(), "the first one suffered")
    return sentence


def makes_its_owner(proof: Proof) -> str:
    """The link it prints makes the owner, once."""
    assert proof.running is not None  # noqa: S101
    started = proof.running
    secret = within(END_SECONDS, lambda: re.search(r"/setup#(\S+)", started.said), "no set-up link")[1]
    answer = proof.site.post("/api/setup/", {"secret": secret, "lan": False, "confirmed_password": OWNER["password"], **OWNER})
    sign_in(proof)
    check(proof.site.get("/api/auth/me/")["email"] == OWNER["email"], "somebody else")
    return str(answer["detail"])


def serves_its_pages(proof: Proof) -> str:
    """The web app, the admin and the API's documentation come with their files."""
    for page, name in (("/", "the web app"), ("/admin/login/", "the admin"), ("/api/docs/", "the documentation")):
        html = proof.site.read(page).decode()
        files: list[str] = re.findall(r"""(?:src|href)=["'](/[^"']+\.(?:js|css|svg))""", html)
        check(files, f"{name} names no files")
        for file in files:
            check(proof.site.read(file), f"{file} is empty")
    check(b"/api/video/" in proof.site.read("/api/schema/"), "no schema")
    return "web app, admin, documentation, schema"


def prepares_a_film(proof: Proof) -> str:
    """Its workers make every rendition, with the ffmpeg inside."""
    video = proof.take_in("A Short Film", SHORT_SECONDS, "640x360")
    return f"{SHORT_SECONDS} s of film in {proof.wait_until_prepared(video)}"


def decodes(proof: Proof) -> str:
    """What the playlists lead to decodes, picture by picture."""
    return proof.check_frames("A Short Film")


def shows_what_goes_with_it(proof: Proof) -> str:
    """The subtitles beside the film, the poster and the seek bar's pictures are there."""
    video, _ = proof.films["A Short Film"]
    playlist = proof.site.read(f"/api/video/{video}/index.m3u8").decode()
    subtitles = next((line for line in playlist.splitlines() if "TYPE=SUBTITLES" in line and 'LANGUAGE="de"' in line), "")
    check(subtitles, "the playlist lists no German subtitles")
    media = proof.site.read(re.findall('URI="([^"]+)"', subtitles)[0]).decode()
    text = proof.site.read(next(line for line in media.splitlines() if line and not line.startswith("#"))).decode()
    check("Grüße aus Köln" in text, f"the subtitles say {text!r}")
    for name in ("thumbnail_url", "thumbnails_url"):
        address = within(PREPARE_SECONDS, lambda name=name: proof.site.get(f"/api/video/{video}/")[name], f"no {name}")
        check(proof.site.read(address.removeprefix(proof.site.url)), f"{address} is empty")
    return "subtitles, poster, the seek bar's pictures"


def multiplies(proof: Proof) -> str:
    """Its processes can be made in every way that this system knows."""
    done = proof.machine.run(
        "manage", "--data-dir", proof.data, "shell", "--no-imports", "-c", f"{ALL_WAYS}; print(m.get_all_start_methods())"
    )
    check(done.returncode == 0, done.stderr.strip()[-300:])
    return done.stdout.strip()


def dies_at_once(proof: Proof) -> str:
    """SIGKILL in the middle of encoding takes every child along."""
    assert proof.running is not None  # noqa: S101
    before = len(proof.segments())
    proof.take_in("A Longer Film", LONG_SECONDS, "1280x720")
    within(PREPARE_SECONDS, lambda: len(proof.segments()) > before + 2 and proof.is_encoding(), "no encoding")
    proof.running.kill()
    proof.wait_until_nothing_runs()
    proof.kept = proof.segments()
    return f"{len(proof.kept)} segments on disk"


def loses_nothing(proof: Proof) -> str:
    """Started again, everybody and everything is there, and the rest gets prepared."""
    proof.start()
    check(proof.site.get("/api/auth/me/")["email"] == OWNER["email"], "who was signed in is no more")
    sign_in(proof)
    titles = {video["title"] for video in proof.site.get("/api/video/")}
    check(titles == set(proof.films), f"films: {titles}")
    took = proof.wait_until_prepared(proof.films["A Longer Film"][0])
    now = proof.segments()
    changed = [path for path, digest in proof.kept.items() if now.get(path) != digest]
    check(not changed, f"changed or lost: {changed}")
    return f"the rest in {took}; {proof.check_frames('A Longer Film')}"


def stops(proof: Proof) -> str:
    """Ctrl-C ends everything, in order."""
    assert proof.running is not None  # noqa: S101
    begun = time.monotonic()
    code = proof.running.interrupt()
    check(code == 0, f"ended with {code}: {proof.running.said[-300:]}")
    proof.wait_until_nothing_runs()
    return f"nothing left after {time.monotonic() - begun:.1f} s"


def leaves_no_trace(proof: Proof) -> str:
    """Writes into its data folder and nowhere else."""
    written = [path.name for path in proof.machine.home.rglob("*")]
    check(not written, f"in the home folder: {written}")
    return "the home folder is still empty"


def plays_in_its_window(proof: Proof) -> str:
    """The desktop window opens, signed in, and its film goes on."""
    missing = _missing_for_window()
    if missing and os.environ.get("CI"):
        raise Failed(f"{missing} (a skip elsewhere, a failure in CI)")
    if missing:
        raise Skipped(missing)
    home = proof.machine.folder("home of the window")
    with x_server() as display:
        proof.start("demo", DISPLAY=display, HOME=str(home))
        begun = within(PLAYS_SECONDS, lambda: (at := proof.position()) > 0 and at, "no film in the window", every=0.5)
        at = within(PLAYS_SECONDS, lambda: (at := proof.position()) > begun + 5 and at, f"the film stands at {begun} s", every=0.5)
        said = stops(proof)
    return f"from {begun:.0f} s to {at:.0f} s; {said}"


def sign_in(proof: Proof) -> None:
    """Sign in with the password that was chosen."""
    proof.site.token = ""
    proof.site.token = proof.site.post("/api/auth/login/", OWNER)["access"]


def _missing_for_window() -> str | None:
    if not sys.platform.startswith("linux"):
        return "tried on Linux only"
    if shutil.which("Xvfb") is None:
        return "no Xvfb (Debian: apt-get install xvfb)"
    places = [folder for root in ("/usr/lib", "/usr/lib64") for folder in Path(root).glob("**/girepository-1.0/WebKit2-4.1.typelib")]
    return None if places else "no WebKitGTK (Debian: apt-get install gir1.2-webkit2-4.1)"


STEPS: list[Callable[[Proof], str]] = [
    helps_itself,
    refuses_bad_places,
    starts,
    runs_once,
    makes_its_owner,
    serves_its_pages,
    prepares_a_film,
    decodes,
    shows_what_goes_with_it,
    multiplies,
    dies_at_once,
    loses_nothing,
    stops,
    leaves_no_trace,
    plays_in_its_window,
]


def main() -> int:
    """Run the steps in order."""
    parser = argparse.ArgumentParser(description="Prove a frozen Videoflix.")
    parser.add_argument("folder", type=Path, help="the built folder, as dist/videoflix")
    folder = parser.parse_args().folder.absolute()
    with machine(folder) as bare:
        proof = Proof(bare)
        for step in STEPS:
            begun = time.monotonic()
            try:
                verdict, said = "ok", step(proof)
            except Skipped as error:
                verdict, said = "skipped", str(error)
            except (Failed, OSError, subprocess.SubprocessError) as error:
                verdict, said = "FAILED", str(error)
            print(row(step.__name__, verdict, time.monotonic() - begun, said), flush=True)
            if verdict == "FAILED":
                print(last_words(proof), file=sys.stderr)
                return 1
    return 0


def row(name: str, verdict: str, seconds: float, said: str) -> str:
    """One line of the table."""
    return f"{verdict:<7}  {name.replace('_', ' '):<20} {seconds:6.1f} s  {said}"


def last_words(proof: Proof) -> str:
    """The ends of what the program said and logged."""
    said = [("standard output", proof.running.said)] if proof.running else []
    logs = [(path.name, path.read_text(encoding="utf-8", errors="replace")) for path in sorted((proof.data / "logs").glob("*.log"))]
    return "\n".join(f"--- {name}\n{text[-1500:].strip()}" for name, text in [*said, *logs])


if __name__ == "__main__":
    sys.exit(main())
