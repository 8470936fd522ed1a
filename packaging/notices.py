"""Write NOTICE: what a bundle carries, with versions and licences, from what is installed here.

Run it in the virtual environment that a bundle is made of: `.venv/bin/python packaging/notices.py`. `tests/laws/test_notice.py` tells when
something new is missing in it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
BUILT_IN = ("svelte",)  # a build tool to npm; its runtime is in the build all the same
IN_README = {"combine-errors": "MIT"}  # npm packages that name their licence nowhere else
LICENCE_CLASSIFIER = "License :: OSI Approved :: "

HEAD = """\
Videoflix
Copyright (c) 2026 the Videoflix authors; MIT licence, see LICENSE.

An installation or a bundle carries the works of others, listed here with the versions of the day this file was written.


FFmpeg, twice, under the GNU General Public License

1. The program in imageio-ffmpeg {imageio_ffmpeg} (FFmpeg {ffmpeg} on x86-64 Linux; other systems have other versions), configured with
   --enable-gpl --enable-version3: GPL-3.0-or-later, x264 and x265 (GPL-2.0-or-later) among much else. Videoflix runs it as a program
   of its own.
2. The libraries in PyAV {av} (FFmpeg {av_ffmpeg}), LGPL-3.0-or-later by themselves, linked with x264 and x265 (GPL-2.0-or-later): what is
   loaded together is GPL-3.0-or-later.

Whoever passes a bundle on passes on GPL software, and owes its source code: https://ffmpeg.org/download.html,
https://github.com/imageio/imageio-ffmpeg, https://github.com/PyAV-Org/pyav-ffmpeg, https://www.videolan.org/developers/x264.html,
https://www.videolan.org/developers/x265.html. Videoflix's own code stays under the MIT licence, which the GPL allows beside it.
H.264, HEVC and AAC are patented in some countries; the licences above grant nothing there.


Python, and its libraries

"""

TAIL = """\

On Windows also: pythonnet (MIT), clr-loader (MIT), tzdata (Apache-2.0), colorama (BSD-3-Clause). On macOS also: pyobjc (MIT).
On Linux with the extra `gtk`: PyGObject (LGPL-2.1-or-later), pycairo (LGPL-2.1-only OR MPL-1.1).


In the admin's pages (carried by django-unfold)

Inter: OFL-1.1
Material Symbols: Apache-2.0
Alpine.js, Chart.js, SimpleBar: MIT
htmx: 0BSD


In the web pages

"""


def main() -> None:
    """Write the file."""
    (ROOT / "NOTICE").write_text(notice(), encoding="utf-8")


def notice() -> str:
    """Give the whole text."""
    import av
    import imageio_ffmpeg

    head = HEAD.format(
        imageio_ffmpeg=metadata.version("imageio-ffmpeg"),
        ffmpeg=imageio_ffmpeg.get_ffmpeg_version().split("-")[0].removeprefix("n"),
        av=metadata.version("av"),
        av_ffmpeg=av.ffmpeg_version_info,
    )
    return head + _table(python_rows()) + TAIL + _table(npm_rows())


def python_rows() -> list[tuple[str, str, str]]:
    """Name, version and licence of every distribution that Videoflix needs on this system."""
    found = {name: metadata.distribution(name) for name in sorted(_needed(_own_requirements()))}
    return [("Python", "3.11 or later", "PSF-2.0"), *((name, each.version, licence(each.metadata)) for name, each in found.items())]


def npm_rows() -> list[tuple[str, str, str]]:
    """Name, version and licence of every package in the frontend's build."""
    packages = json.loads((ROOT / "bundled_frontend" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    named = {path.removeprefix("node_modules/"): facts for path, facts in packages.items() if path}
    carried = {name: facts for name, facts in named.items() if not (facts.get("dev") or facts.get("peer")) or name in BUILT_IN}
    return [
        (name, facts["version"], facts.get("license") or IN_README.get(name, "see its folder")) for name, facts in sorted(carried.items())
    ]


def licence(facts: metadata.PackageMetadata) -> str:
    """Give the licence's short name: the expression, else the classifiers, else the first words of the old field."""
    if expression := facts.get("License-Expression"):
        return str(expression)
    classifiers = facts.get_all("Classifier") or []
    classified = [text.removeprefix(LICENCE_CLASSIFIER) for text in classifiers if text.startswith(LICENCE_CLASSIFIER)]
    return ", ".join(classified) or str(facts.get("License") or "see its metadata").splitlines()[0][:60]


def _own_requirements() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(text) for text in project["dependencies"]]


def _needed(requirements: Iterable[Requirement]) -> set[str]:
    """Names of these and of everything below them, as far as this system needs them."""
    seen: set[str] = set()
    waiting = list(requirements)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name not in seen:
            seen.add(name)
            waiting += _requirements_of(name, requirement.extras)
    return seen


def _requirements_of(name: str, extras: set[str]) -> Iterator[Requirement]:
    for text in metadata.requires(name) or ():
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras | {""}):
            yield requirement


def _table(rows: list[tuple[str, str, str]]) -> str:
    return "".join(f"{name} {version}: {' '.join(terms.split())}\n" for name, version, terms in rows)


if __name__ == "__main__":
    main()
