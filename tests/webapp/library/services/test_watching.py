"""When folders are scanned: a history of what happens to them, and the real thing."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from appliance.paths import DataPaths
from webapp.library import services
from webapp.library.models import Folder, FoundFile, Library
from webapp.library.services import watching
from webapp.library.services.watching import POLL_SECONDS, UNWATCHABLE_SECONDS, WATCHED_SECONDS, Watcher


class House:
    """A watcher with a clock, and what it queued since the last look."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self.queued: list[str] = []
        monkeypatch.setattr(watching, "enqueue_once", self._enqueue)
        self.watcher = Watcher(lambda: self.now)

    def _enqueue(self, task: str, *arguments: int, queue: str) -> None:
        assert queue == "prepare"
        self.queued.append(" ".join([task.rpartition(".")[2], *(Path(Folder.objects.get(pk=pk).path).name for pk in arguments)]))

    def after(self, seconds: float, *changed: Path) -> list[str]:
        self.now += seconds
        self.queued = []
        self.watcher.look(map(str, changed))
        return self.queued


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    return House(monkeypatch)


def test_everything_is_scanned_at_the_start_and_then_once_a_day(house: House, folder: Folder) -> None:
    assert house.after(0) == ["scan_folder films"]
    assert house.after(10) == []
    assert house.after(WATCHED_SECONDS - 20) == []
    assert house.after(10) == ["scan_folder films"]


def test_a_change_has_its_folder_scanned(house: House, folder: Folder, tmp_path: Path, library: Library) -> None:
    neighbour = tmp_path / "drive" / "films 2"
    neighbour.mkdir()
    services.add_folder(neighbour, library)
    house.after(0)

    assert house.after(10, neighbour / "a" / "Film.mkv", neighbour / "b") == ["scan_folder films 2"]


def test_a_new_folder_is_scanned_and_watched(house: House, place: Path, library: Library) -> None:
    assert house.after(0) == []
    assert house.watcher.watched() == {}
    services.add_folder(place, library)

    assert house.after(10) == ["scan_folder films"]
    assert list(house.watcher.watched()) == [str(place)]


def test_a_drive_that_goes_and_comes_is_noticed(house: House, folder: Folder, place: Path) -> None:
    house.after(0)
    watched = house.watcher.watched()
    away = place.rename(place.with_name("unplugged"))
    assert house.after(10) == ["scan_folder films"]
    assert house.after(10) == []
    assert house.watcher.watched() == {}

    place.mkdir()  # the mount point
    assert house.after(10) == ["scan_folder films"]
    assert house.watcher.watched() != watched

    place.rmdir()
    away.rename(place)
    assert house.after(10) == ["scan_folder films"]
    assert house.watcher.watched() == watched


def test_a_network_share_is_looked_at_every_few_minutes(house: House, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "is_network_share", lambda path: True)

    assert house.after(0) == ["scan_folder films"]
    assert house.watcher.watched() == {}
    assert house.after(POLL_SECONDS - 1) == []
    assert house.after(1) == ["scan_folder films"]


def test_where_the_system_refuses_to_watch_it_is_looked_at_instead(house: House, folder: Folder) -> None:
    house.after(0)
    house.watcher.distrust()

    assert house.watcher.watched() == {}
    assert house.after(POLL_SECONDS) == ["scan_folder films"]
    house.after(UNWATCHABLE_SECONDS)
    assert house.watcher.watched() != {}


def test_uploads_are_not_watched(house: House, library: Library, paths: DataPaths) -> None:
    Folder.objects.create(library=library, path=str(paths.uploads), is_uploads=True)

    assert house.after(0) == ["scan_folder uploads"]
    assert house.watcher.watched() == {}
    assert house.after(POLL_SECONDS, paths.uploads / "Film.mkv") == []


def test_our_own_files_are_no_change(house: House, library: Library, tmp_path: Path, paths: DataPaths) -> None:
    services.add_folder(tmp_path, library)
    house.after(0)

    assert house.after(10, paths.segments / "1-abc" / "00000.m4s") == []


def test_what_waits_is_examined_once_it_is_complete(house: House, folder: Folder) -> None:
    now = timezone.now().timestamp()
    FoundFile.objects.create(folder=folder, path=f"{folder}/A.mkv", size=1, modified_ns=int((now - 2) * 10**9))
    assert house.after(0) == ["scan_folder films"]

    FoundFile.objects.update(modified_ns=int((now - 60) * 10**9))
    assert house.after(10) == ["examine"]


@pytest.mark.parametrize(("name", "matters"), [("Film.mkv", True), ("Season 1", True), (".Film.mkv.part", False), (".DS_Store", False)])
def test_hidden_files_do_not_matter(name: str, matters: bool) -> None:
    assert watching._may_matter(f"/films/{name}") == matters


# The real thing: a thread, and the system's own word for what changed.


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[object, ...]]]:
    """What the watching thread queues while a test runs."""
    queued: list[tuple[object, ...]] = []
    monkeypatch.setattr(watching, "enqueue_once", lambda *call, queue: queued.append(call))
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.2)
    monkeypatch.setattr(watching, "STEP_MS", 50)
    stopping = threading.Event()
    thread = threading.Thread(target=_watch, args=(stopping,))
    thread.start()
    yield queued
    stopping.set()
    thread.join(60)
    assert not thread.is_alive()


def _watch(stopping: threading.Event) -> None:
    from django.db import connections

    try:
        watching.watch(stopping)
    finally:
        connections.close_all()


def wait_for(condition: Callable[[], object]) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until, "it did not happen within a minute"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_the_system_tells_of_new_films(place: Path, library: Library, told: list[tuple[object, ...]]) -> None:
    folder = services.add_folder(place, library)
    call = ("webapp.library.tasks.scan_folder", folder.pk)
    wait_for(lambda: call in told)
    for change in (lambda: (place / "new").mkdir(), (place / "new" / "Film.mkv").touch, lambda: shutil.rmtree(place / "new")):
        _until_told(change, call, told, place)

    away = place.rename(place.with_name("unplugged"))
    told.clear()
    wait_for(lambda: call in told)
    away.rename(place)
    told.clear()
    wait_for(lambda: call in told)
    _until_told((place / "Film.mkv").touch, call, told, place)


def _until_told(change: Callable[[], object], call: tuple[object, ...], told: list[tuple[object, ...]], place: Path) -> None:
    """Change something; until the thread has begun to watch, nobody hears of it, so something else changes again and again."""
    told.clear()
    change()

    def is_told() -> bool:
        if call not in told:
            (place / "again").touch()
            os.utime(place / "again")
        return call in told

    wait_for(is_told)


@pytest.mark.django_db(transaction=True)
def test_a_system_that_refuses_to_watch_ends_nothing(
    place: Path, library: Library, monkeypatch: pytest.MonkeyPatch, told: list[tuple[object, ...]]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "OS file watch limit reached")

    monkeypatch.setattr(watching.watchfiles, "watch", refuse)
    monkeypatch.setattr(watching, "POLL_SECONDS", 0.5)
    folder = services.add_folder(place, library)

    wait_for(lambda: told.count(("webapp.library.tasks.scan_folder", folder.pk)) > 2)
