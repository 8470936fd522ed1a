"""Figures of scanning: `python -m tests.benchmarks.library [--films N] [--flat]`, in the root of a checkout.

Makes a library of small files on the spot and prints how long the first listing takes, how long one of an unchanged library, and how much
memory each needs, beside a library of a tenth of the size. `--flat`: all films lie in one folder, whose names are held while it is read.
On SQLite, or on the (empty) database of VIDEOFLIX_DATABASE_URL.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FILMS_A_FOLDER = 4
GOALS = {"first listing": 5.0, "unchanged": 1.0}  # seconds, for 10,000 films
SMALLER = 10
MEMORY_MB = 15.0  # that a library ten times as large may need more: noise, and with `--flat` the names of one folder


def main() -> None:
    """Measure in processes of their own, so that each begins with the same memory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--films", type=int, default=10_000)
    parser.add_argument("--flat", action="store_true", help="all films in one folder")
    parser.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step:
        print(json.dumps(_step(*arguments.step)))
        return
    small, large = (_measured(films, arguments.flat) for films in (arguments.films // SMALLER, arguments.films))
    met = True
    for name, figures in large.items():
        seconds, more = figures["seconds"], figures["megabytes"] - small[name]["megabytes"]
        ratio = figures["megabytes"] / small[name]["megabytes"]
        well = seconds < GOALS[name] and more < MEMORY_MB
        met = met and well
        print(
            f"{name:<14} {figures['films']:>6} films in {seconds:.2f} s (goal {GOALS[name]:.0f} s), {figures['megabytes']:.0f} MB at most,"
            f" {more:+.1f} MB ({ratio:.2f} times) beside {small[name]['films']}: {'yes' if well else 'NO'}"
        )
    sys.exit(0 if met else 1)


def _measured(films: int, flat: bool) -> dict[str, dict[str, Any]]:
    folder = Path(tempfile.mkdtemp(prefix="videoflix-benchmark-"))
    try:
        _make(folder / "films", films, flat)
        _run("prepare", folder)
        first = _run("scan", folder)
        _run("take in", folder)
        return {"first listing": first, "unchanged": _run("scan", folder)}
    finally:
        _run("forget", folder)
        shutil.rmtree(folder)


def _make(root: Path, films: int, flat: bool) -> None:
    long_ago = time.time() - 3600
    for number in range(films):
        place = root if flat else root / f"Series {number // FILMS_A_FOLDER // 20}" / f"Season {number // FILMS_A_FOLDER % 20:02}"
        place.mkdir(parents=True, exist_ok=True)
        path = place / f"S01E{number % FILMS_A_FOLDER:02} – {number}.mkv"
        path.write_bytes(b"film")
        os.utime(path, (long_ago, long_ago))


def _run(step: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.library", "--step", step, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _step(step: str, place: str) -> dict[str, Any]:
    """One step, in a process of its own."""
    from appliance import config

    folder = Path(place)
    config.load(folder / "data").paths.create()
    from webapp.commands import serving

    serving.migrate()
    from webapp.library.models import Folder, FoundFile, Library, Source, Video
    from webapp.library.services import add_folder, library_named, scan

    if step == "prepare":
        add_folder(folder / "films", library_named("Benchmark"))
    elif step == "take in":
        _take_in(Folder.objects.get(path=str(folder / "films")), FoundFile, Source, Video)
    elif step == "forget":
        Video.objects.filter(library__name="Benchmark").delete()
        Library.objects.filter(name="Benchmark").delete()
    else:
        before = time.perf_counter()
        seen = scan(Folder.objects.get(path=str(folder / "films")))
        return {"seconds": time.perf_counter() - before, "films": seen.films, "megabytes": _peak_megabytes()}
    return {}


def _take_in(folder: Any, found: Any, source: Any, video: Any) -> None:
    """Rows as an import leaves them, with facts and a timeline as large as those of a film of an hour."""
    facts, timeline = {"note": "x" * 2000}, {"boundaries": list(range(900))}
    rows = list(found.objects.all())
    videos = video.objects.bulk_create([video(library=folder.library, title=row.path[-40:]) for row in rows])
    source.objects.bulk_create(
        [
            source(
                video=each, folder=folder, path=row.path, size=row.size, modified_ns=row.modified_ns,
                fingerprint=f"{each.pk:064}", facts_json=facts, timeline_json=timeline,
            )
            for row, each in zip(rows, videos, strict=True)
        ]
    )  # fmt: skip
    found.objects.all().delete()


def _peak_megabytes() -> float:
    """How much memory this process needed at most."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
