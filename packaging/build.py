"""Build the program for this system, with one command and nothing but Python: `python packaging/build.py`.

Makes a virtual environment, installs Videoflix and PyInstaller into it, freezes them into the folder `dist/videoflix`, and says what the
folder is made of. With `--prove` the folder has to prove itself (`packaging/prove.py`) before it counts as built.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from check import can_build_gtk  # beside this script

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1_000_000
SMALL_PART = MEGABYTE  # smaller ones share a row
SMALL_FILE = 20_000  # so small a file may come twice: licences do

# What a part is called, by the first folder or file of a path in the folder; without a row here it is called as that.
PARTS = {
    r"imageio_ffmpeg": "ffmpeg",
    r"av(\.libs)?": "PyAV, and FFmpeg's libraries in it",
    r"(PIL|pillow\.libs)": "Pillow",
    r"psycopg.*": "psycopg, and PostgreSQL's library in it",
    r"(python3.*|libpython.*|base_library\.zip|lib(ssl|crypto|ffi|sqlite3|lzma|bz2)\..*)": "Python",
    r"videoflix(\.exe)?": "our own code, and all other Python modules",
    r"bundled_frontend": "the web pages",
    r"drf_spectacular.*": "the API's documentation",
    r"pydantic.*": "pydantic",
}
WINDOWS_VERSION = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}),
  kids=[
    StringFileInfo([StringTable('040904B0', [
      StringStruct('CompanyName', 'The Videoflix authors'),
      StringStruct('FileDescription', 'Videoflix'),
      StringStruct('FileVersion', '{version}'),
      StringStruct('InternalName', 'videoflix'),
      StringStruct('LegalCopyright', '{copyright}'),
      StringStruct('OriginalFilename', 'videoflix.exe'),
      StringStruct('ProductName', 'Videoflix'),
      StringStruct('ProductVersion', '{version}'),
    ])]),
    VarFileInfo([VarStruct('Translation', [0x0409, 1200])]),
  ],
)
"""


def main() -> int:
    """Build, and say what was built."""
    parser = argparse.ArgumentParser(description="Freeze Videoflix into one folder that needs nothing else.")
    parser.add_argument(
        "--venv", type=Path, default=ROOT / "build" / "venv", help="where the virtual environment is, or is made (build/venv)"
    )
    parser.add_argument("--dist", type=Path, default=ROOT / "dist", help="where the folder `videoflix` is made (dist)")
    parser.add_argument("--prove", action="store_true", help="let the frozen program prove itself")
    chosen = parser.parse_args()
    python = install(chosen.venv.absolute())
    folder = freeze(python, chosen.dist.absolute())
    strip(folder)
    print(table(parts(sizes(folder))))
    twice = doubles(folder)
    if twice:
        print("Carried twice:", *(" = ".join(map(str, same)) for same in twice), sep="\n  ", file=sys.stderr)
        return 1
    if chosen.prove:
        return subprocess.run([python, ROOT / "packaging" / "prove.py", folder], check=False).returncode
    return 0


def install(environment: Path) -> Path:
    """Install this checkout as a user does (not editable) with PyInstaller; gives that environment's Python."""
    python = environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        venv.create(environment, with_pip=True)
    extras = "freeze,gtk" if can_build_gtk() else "freeze"
    subprocess.run([python, "-m", "pip", "install", "--quiet", f"{ROOT}[{extras}]"], check=True)
    return python


def freeze(python: Path, dist: Path) -> Path:
    """Run the recipe; gives the folder with the program."""
    work = ROOT / "build" / "frozen"
    work.mkdir(parents=True, exist_ok=True)
    (work / "version.txt").write_text(windows_version(own_version()), encoding="utf-8")
    options = ["--noconfirm", "--clean", "--log-level", "ERROR", "--distpath", dist, "--workpath", work]
    # The modules come out of that environment: whoever has others on the path does not get them into the folder.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([python, "-m", "PyInstaller", *options, "installer.spec"], cwd=ROOT, env=environment, check=True)
    return dist / "videoflix"


def strip(folder: Path) -> None:
    """Take Python's debugging symbols out, a third of it on some builds. The wheels' libraries come without any."""
    program = shutil.which("strip") if sys.platform.startswith("linux") else None
    files = [*folder.glob("_internal/libpython*"), *folder.glob("_internal/python3*/lib-dynload/*.so")]
    if program and files:
        subprocess.run([program, "--strip-debug", *files], check=True)


def own_version() -> str:
    """The version that this checkout says it is."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def windows_version(version: str) -> str:
    """What the properties of `videoflix.exe` say, in the form that PyInstaller reads."""
    numbers = [int(number) for number in re.findall(r"\d+", version)[:4]]
    owner = re.search(r"^Copyright \(c\).*$", (ROOT / "LICENSE").read_text(encoding="utf-8"), re.MULTILINE)
    said = owner[0] if owner else ""
    return WINDOWS_VERSION.format(numbers=tuple(numbers + [0] * (4 - len(numbers))), version=version, copyright=said)


def sizes(folder: Path) -> Iterator[tuple[PurePosixPath, int]]:
    """Every file below `folder` with its size; links count nothing."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield PurePosixPath(path.relative_to(folder).as_posix()), path.stat().st_size


def parts(files: Iterable[tuple[PurePosixPath, int]]) -> list[tuple[str, int]]:
    """The size of each part, the largest first, the small ones in one row at the end."""
    total: Counter[str] = Counter()
    for path, size in files:
        total[part(path)] += size
    large = [(name, size) for name, size in total.most_common() if size >= SMALL_PART]
    rest = sum(total.values()) - sum(size for _, size in large)
    return [*large, ("everything else", rest)]


def part(path: PurePosixPath) -> str:
    """Which part a file of the folder belongs to."""
    first = path.parts[1] if path.parts[0] == "_internal" and len(path.parts) > 1 else path.parts[0]
    return next((name for pattern, name in PARTS.items() if re.fullmatch(pattern, first)), first)


def table(rows: list[tuple[str, int]]) -> str:
    """The parts as lines, with their sum."""
    width = max(len(name) for name, _ in rows)
    lines = [f"{name:<{width}}  {size / MEGABYTE:7.1f} MB" for name, size in rows]
    total = f"{'in all':<{width}}  {sum(size for _, size in rows) / MEGABYTE:7.1f} MB"
    return "\n".join([*lines, "-" * len(total), total])


def doubles(folder: Path) -> list[list[PurePosixPath]]:
    """Files that are carried more than once, small ones apart."""
    same: defaultdict[tuple[int, str], list[PurePosixPath]] = defaultdict(list)
    for path, size in sizes(folder):
        if size >= SMALL_FILE:
            same[size, hashlib.sha256((folder / path).read_bytes()).hexdigest()].append(path)
    return [paths for paths in same.values() if len(paths) > 1]


if __name__ == "__main__":
    sys.exit(main())
