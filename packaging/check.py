"""Prove this checkout, with one command and nothing but Python: `python packaging/check.py`.

Makes `.venv`, installs Videoflix with everything its tests need, and runs every check in turn, the tests last. CI runs this very
command. Arguments after `--` go to pytest.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = ["appliance", "webapp", "launcher", "packaging", "tests"]


def main() -> int:
    """Run the chosen steps in order, or all; the first that fails ends the run with its exit code."""
    parser = argparse.ArgumentParser(description="Install Videoflix into a virtual environment and prove it.")
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv", help="where the virtual environment is, or is made (.venv)")
    parser.add_argument("--only", nargs="+", choices=STEPS, default=list(STEPS), help="run these steps instead of all")
    parser.add_argument("pytest", nargs="*", help="arguments for pytest, after --")
    chosen = parser.parse_args()
    chosen.venv = chosen.venv.absolute()
    for name in STEPS:
        if name in chosen.only:
            sys.stdout.write(f"\n== {name}\n")
            sys.stdout.flush()  # before what the step says: a pipe would turn the order round
            STEPS[name](chosen)
    return 0


def install(chosen: argparse.Namespace) -> None:
    """Make the virtual environment and install this checkout into it, editable; the build makes the frontend too."""
    if not _programs(chosen).is_dir():
        venv.create(chosen.venv, with_pip=True)
    extras = "test,gtk" if can_build_gtk() else "test"
    # python -m pip: on Windows pip.exe cannot replace itself
    _run([_program(chosen, "python"), "-m", "pip", "install", "--quiet", "--editable", f".[{extras}]"])


def style(chosen: argparse.Namespace) -> None:
    """Lint, and compare the layout with what the formatter would write."""
    _run([_program(chosen, "ruff"), "check", *CODE])
    _run([_program(chosen, "ruff"), "format", "--check", *CODE])


def types(chosen: argparse.Namespace) -> None:
    """Check types. The plugin of django-stubs loads the settings, and they make a data folder: not the user's own."""
    with tempfile.TemporaryDirectory(prefix="videoflix-types-") as folder:
        _run([_program(chosen, "mypy")], VIDEOFLIX_DATA_DIR=folder)


def imports(chosen: argparse.Namespace) -> None:
    """Hold the V of imports and the layers inside it."""
    _run([_program(chosen, "lint-imports"), "--no-cache"])


def frontend(chosen: argparse.Namespace) -> None:
    """Check and test the frontend with the node of the virtual environment. The build has installed its modules."""
    path = os.pathsep.join([str(_programs(chosen)), os.environ.get("PATH", "")])  # npm starts `node` by name
    for words in (["run", "check"], ["test"]):
        _run([_program(chosen, "npm"), *words], folder="bundled_frontend", PATH=path)


def tests(chosen: argparse.Namespace) -> None:
    """Run the tests, two files at a time; each worker has its own data folder and database."""
    _run([_program(chosen, "python"), "-m", "pytest", "-n", "2", "--dist", "loadfile", *chosen.pytest])


Step = Callable[[argparse.Namespace], None]
STEPS: dict[str, Step] = {step.__name__: step for step in (install, style, types, imports, frontend, tests)}


def can_build_gtk() -> bool:
    """Whether this system has what PyGObject is built from; without it the tests of the window skip."""
    pkg_config = shutil.which("pkg-config")
    if not sys.platform.startswith("linux") or pkg_config is None:
        return False
    return subprocess.run([pkg_config, "--exists", "gobject-introspection-1.0", "cairo"], check=False).returncode == 0


def _programs(chosen: argparse.Namespace) -> Path:
    return Path(chosen.venv, "Scripts" if sys.platform == "win32" else "bin")


def _program(chosen: argparse.Namespace, name: str) -> str:
    return str(_programs(chosen) / name)


def _run(command: list[str], folder: str = ".", **variables: str) -> None:
    """Run a step's program in the checkout; end with its exit code where it fails."""
    done = subprocess.run(command, cwd=ROOT / folder, env={**os.environ, **variables}, check=False)
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    sys.exit(main())
