"""The contracts of import-linter hold, and they bite."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.laws.sources import PACKAGES, ROOT

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"

# Each row breaks one contract: a module, what it must not import, and the contract's name.
TRESPASSES = [
    ("appliance/paths.py", "import webapp.library", "appliance stands alone"),
    ("appliance/paths.py", "import django.conf", "appliance stands alone"),
    ("appliance/hosts.py", "import launcher", "appliance stands alone"),
    ("webapp/headers.py", "import launcher.links", "The V"),
    ("webapp/headers.py", "import webview", "webapp knows no window"),
    ("launcher/links.py", "import webapp.library", "The V"),
    ("launcher/desktop.py", "import webapp.commands.serving", "The V"),
    ("launcher/links.py", "import django.conf", "launcher knows the web application by its address only"),
    ("appliance/media/ladder.py", "import appliance.config", "the media engine reads no configuration"),
    ("appliance/media/ladder.py", "import appliance.processes.health", "the media engine reads no configuration"),
    ("webapp/accounts/models/people.py", "import webapp.library.models", "apps in layers"),
    ("webapp/library/titles.py", "import webapp.streaming.queries", "apps in layers"),
    ("webapp/library/titles.py", "import webapp.watching.queries.home", "apps in layers"),
    ("webapp/watching/services.py", "import webapp.streaming.queries", "apps in layers"),
    ("webapp/uploads/queries.py", "import webapp.dashboard.queries.playing", "apps in layers"),
    ("webapp/library/models/videos.py", "import webapp.library.queries", "inside an app"),
    ("webapp/watching/queries/home.py", "import webapp.watching.access", "inside an app"),
    ("webapp/streaming/services.py", "import webapp.streaming.views", "inside an app"),
    ("webapp/library/services/importing.py", "import webapp.library.serializers", "inside an app"),
    ("webapp/streaming/services.py", "import webapp.streaming.tasks", "inside an app"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the packages in `folder`."""
    command = [sys.executable, "-c", LINT, "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the packages, to break them."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_contracts_hold():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("module", "line", "contract"), TRESPASSES)
def test_a_trespass_breaks_its_contract(copy, module, line, contract):
    with (copy / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    done = lint(copy)
    broken = [text for text in done.stdout.splitlines() if text.endswith("BROKEN") or " BROKEN " in text]
    assert any(text.startswith(contract) for text in broken), done.stdout + done.stderr
