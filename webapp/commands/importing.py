"""`videoflix import`: films out of files and folders, one line each. Django is set up before this is imported."""

import os
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn

from appliance import child
from appliance.errors import VideoflixError, why
from appliance.media.sidecars import FILM_SUFFIXES
from webapp.library import services
from webapp.library.models import Library, Source, Video
from webapp.streaming import disk, policy
from webapp.streaming.companions import prepared_fraction
from webapp.streaming.models import RunLease
from webapp.streaming.services import is_being_filled, prepare_step

STALLED_SECONDS = 5.0  # nobody works, nothing is left for us and nothing changes: nothing will
POLL_SECONDS = 1.0


Way = Literal["stay", "copy", "move"]


def import_paths(paths: Sequence[Path], library: str | None, wait: bool, way: Way = "stay") -> int:
    """Import files and all films in folders; with `wait`, return when everything is prepared.

    `way`: films stay where they are, or are copied or moved into the library's own folder.
    Prints the id, title and path of each film on standard output, separated by tabs, and one sentence for each that is refused
    on standard error. Returns the exit code: 1 when anything was refused or could not be prepared.
    """
    with progress_bar() as progress:
        sources, complete = _import_all(paths, services.library_named(library), way, progress)
        prepared = _wait_until_prepared(sources, progress) if wait else True
    return 0 if complete and prepared else 1


def _import_all(paths: Iterable[Path], library: Library, way: Way, progress: Progress) -> tuple[list[Source], bool]:
    """The sources of what was imported, and whether everything was."""
    films, complete = _films_at(paths)
    sources: list[Source] = []
    for path, beneath in progress.track(films.items(), description="Importing"):
        try:
            source = _in_place(path, library) if way == "stay" else services.bring(path, beneath, library, way == "move")
        except VideoflixError as error:
            complete = False
            complain(path, error)
        else:
            sources.append(source)
            _report(source.video, source)
    return sources, complete


def _in_place(path: Path, library: Library) -> Source:
    return services.import_file(path, library).sources.get(path=str(path.resolve()))


def _films_at(paths: Iterable[Path]) -> tuple[dict[Path, Path], bool]:
    """Every file to import, once, with the folder that what was named lies in; and whether all folders had some and could be read."""
    films: dict[Path, Path] = {}
    problems: list[tuple[Path, str]] = []
    for named in paths:
        path = Path(os.path.realpath(named)) if ".." in named.parts else named.absolute()
        found = _films_in(path, problems) if _is_folder(path) else [path]
        for film in found:
            films.setdefault(film, path.parent)
    for place, sentence in problems:
        complain(place, sentence)
    return films, not problems


def _films_in(folder: Path, problems: list[tuple[Path, str]]) -> list[Path]:
    """Films in a folder and below, in the order of their names; what systems hide is no film."""

    def unreadable(error: OSError) -> None:
        problems.append((Path(error.filename), f"The folder cannot be read: {why(error)}."))

    films: list[Path] = []
    before = len(problems)
    for place, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not _is_ours_or_hidden(Path(place, name)))
        films += [Path(place, name) for name in sorted(files) if not name.startswith(".") and Path(name).suffix.lower() in FILM_SUFFIXES]
    if not films and len(problems) == before:
        problems.append((folder, "There are no films in this folder."))
    return films


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # whoever opens it as a film has the words for why not
        return False


def _is_ours_or_hidden(folder: Path) -> bool:
    """Encoded segments are no originals, even where somebody imports the whole disk."""
    return folder.name.startswith(".") or folder.resolve() == settings.PATHS.segments.resolve()


def _wait_until_prepared(sources: Sequence[Source], progress: Progress) -> bool:
    """Watch the workers; while none works, do the work here: leases keep the two apart. False when nothing moves any more."""
    child.lower_own_priority()  # somebody may be watching a film on this machine
    _say_what_is_made_on_demand(sources)
    task = progress.add_task("Preparing", total=len(sources))
    before, moved_at = -1.0, time.monotonic()
    while True:
        plan = policy.plan()
        fractions = {source: prepared_fraction(source, plan) for source in sources}
        done = sum(fractions.values())
        progress.update(task, completed=done)
        unfinished = [source for source, fraction in fractions.items() if fraction < 1]
        if not unfinished:
            return True
        if plan.paused.keys() >= {source.video.library_id for source in unfinished}:
            _say_why(unfinished)
            return False
        if is_being_filled():
            before, moved_at = done, time.monotonic()
            time.sleep(POLL_SECONDS)
        elif prepare_step() or done > before:
            before, moved_at = done, time.monotonic()
        elif time.monotonic() - moved_at > STALLED_SECONDS:
            _say_why(unfinished)
            return False
        else:
            time.sleep(POLL_SECONDS)


def _say_why(unfinished: Sequence[Source]) -> None:
    """One sentence for each film that stays unfinished."""
    full, paused = disk.room().complaint, policy.plan().paused
    for source in unfinished:
        failed = RunLease.objects.filter(source=source).exclude(reason="").order_by("-attempts").first()
        reason = failed.reason if failed is not None else "It cannot be prepared further now: there is nothing that could be made."
        complain(Path(source.path), paused.get(source.video.library_id) or full or reason)


def _say_what_is_made_on_demand(sources: Sequence[Source]) -> None:
    """One sentence for each library of which there is nothing to wait for, because its owner wants it so."""
    plan = policy.plan()
    for library in sorted({source.video.library for source in sources}, key=str):
        if library.preparation == Library.Preparation.ON_DEMAND:
            print(plan.why_not_ahead(library), file=sys.stderr, flush=True)


def progress_bar() -> Progress:
    """A bar on standard error where somebody looks, nothing otherwise."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    console = Console(stderr=True)
    # Lines go through the bar's console only where both are the same terminal: a pipe gets them untouched.
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal, redirect_stdout=sys.stdout.isatty())


def _report(video: Video, source: Source) -> None:
    print(video.pk, " ".join(video.title.split()), source.path, sep="\t", flush=True)


def complain(path: object, sentence: object) -> None:
    """One line on standard error."""
    print(f"{path}: {sentence}", file=sys.stderr, flush=True)
