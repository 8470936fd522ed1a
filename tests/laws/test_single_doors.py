"""What has one door is reached through that door only."""

import re
from dataclasses import dataclass

import pytest

from tests.laws.sources import ROOT, modules, names_used, read

OS_STARTERS = (
    "system",
    "popen",
    "startfile",
    "posix_spawn",
    "posix_spawnp",
    "fork",
    "forkpty",
    "spawnv",
    "spawnl",
    "execv",
    "execvp",
    "execl",
)


@dataclass(frozen=True)
class Door:
    """Dotted names that only `modules` may use; everything below a name counts."""

    names: tuple[str, ...]
    modules: frozenset[str]

    def is_passed_by(self, source: str) -> bool:
        """Whether this source uses any of the names."""
        return any(used == name or used.startswith(f"{name}.") for used in names_used(source) for name in self.names)


DOORS = {
    "the environment": Door(
        ("os.environ", "os.environb", "os.getenv", "os.getenvb", "os.putenv", "os.unsetenv"), frozenset({"appliance/config.py"})
    ),
    "child processes": Door(
        ("subprocess", "pty", "asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell", *(f"os.{name}" for name in OS_STARTERS)),
        frozenset({"appliance/child.py"}),
    ),
    "ffmpeg": Door(("imageio_ffmpeg",), frozenset({"appliance/media/ffmpeg.py"})),
    "the queue": Door(("django_q",), frozenset({"webapp/jobs.py", "webapp/settings.py"})),
    "the window": Door(("webview",), frozenset({"launcher/window.py"})),
    "the trash": Door(("send2trash",), frozenset({"appliance/trash.py"})),
    "changes of files": Door(("watchfiles",), frozenset({"webapp/library/services/watching.py"})),
}

TRESPASSES = {
    "the environment": ("import os\nport = os.environ['PORT']", "from os import getenv", "import os\nos.putenv('A', 'b')"),
    "child processes": ("import subprocess", "from subprocess import run", "import os\nos.system('ls')", "__import__('subprocess')"),
    "ffmpeg": ("import imageio_ffmpeg as ffmpeg", "def late():\n    from imageio_ffmpeg import get_ffmpeg_exe"),
    "the queue": ("from django_q.tasks import async_task", "import importlib\nimportlib.import_module('django_q.models')"),
    "the window": ("import webview.menu",),
    "the trash": ("from send2trash import send2trash",),
    "changes of files": ("import watchfiles",),
}

FRONTEND_DOORS = {
    "hls.js": (re.compile(r"""['"]hls\.js(/[^'"]*)?['"]"""), "playback/"),
    "tus-js-client": (re.compile(r"""['"]tus-js-client(/[^'"]*)?['"]"""), "uploads/"),
    "fetch": (re.compile(r"(?<![\w.#])(?:window\.|globalThis\.|self\.)?fetch\s*\(|\bXMLHttpRequest\b|\bsendBeacon\b"), "api/"),
}


@pytest.mark.parametrize("name", DOORS)
def test_only_the_door_is_used(name):
    door = DOORS[name]
    assert [module for module in modules() if module not in door.modules and door.is_passed_by(read(module))] == []


@pytest.mark.parametrize("name", DOORS)
def test_each_door_is_there(name):
    assert [module for module in DOORS[name].modules if not (ROOT / module).is_file()] == []


@pytest.mark.parametrize(("name", "source"), [(name, source) for name, sources in TRESPASSES.items() for source in sources])
def test_a_trespass_is_seen(name, source):
    assert DOORS[name].is_passed_by(source)


def test_namesakes_are_no_trespass():
    innocent = "from webapp.jobs import enqueue\nimport os\nos.fspath('a')\nself.subprocess = 1\nAPP = 'django_q'"
    assert [name for name, door in DOORS.items() if door.is_passed_by(innocent)] == []


@pytest.mark.parametrize("name", FRONTEND_DOORS)
def test_only_the_frontends_door_is_used(name):
    pattern, door = FRONTEND_DOORS[name]
    sources = ROOT / "bundled_frontend" / "src"
    files = [path for path in sources.rglob("*") if path.suffix in (".ts", ".svelte", ".js") and ".test." not in path.name]
    assert files, "where is the frontend?"
    found = [path.relative_to(sources).as_posix() for path in files if pattern.search(path.read_text(encoding="utf-8"))]
    assert [path for path in found if not path.startswith(door)] == []


@pytest.mark.parametrize(
    ("name", "line", "seen"),
    [
        ("hls.js", "import Hls from 'hls.js';", True),
        ("hls.js", "const Hls = await import('hls.js/light');", True),
        ("hls.js", "// hls.js does not need this", False),
        ("tus-js-client", "const { Upload } = await import('tus-js-client');", True),
        ("fetch", "const answer = await fetch('/api/video/');", True),
        ("fetch", "window.fetch (path)", True),
        ("fetch", "new XMLHttpRequest()", True),
        ("fetch", "await client.prefetch(path)", False),
        ("fetch", "refetch(path)", False),
    ],
)
def test_the_frontends_patterns_see(name, line, seen):
    assert bool(FRONTEND_DOORS[name][0].search(line)) == seen
