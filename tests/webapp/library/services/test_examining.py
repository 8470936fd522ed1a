"""What becomes of films that a scan listed."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone

from appliance.media.errors import MediaRefused
from appliance.media.source import SourceFacts
from appliance.media.timeline import Timeline
from appliance.paths import DataPaths
from webapp.library import services, tasks
from webapp.library.models import Folder, FoundFile, Library, Source, Video
from webapp.library.services import examining, importing
from webapp.library.services.folders import SCAN

Put = Callable[..., list[Path]]


def scan_and_examine(folder: Folder) -> list[FoundFile]:
    folder.refresh_from_db()
    services.scan(folder)
    folder.refresh_from_db()
    return list(iter(services.examine_next, None))


def test_films_become_videos_and_the_rest_is_refused(folder: Folder, put: Put, put_film: Callable[..., Path]) -> None:
    film = put_film("Holiday.mp4")
    [letter] = put("Letter.mkv")

    assert len(scan_and_examine(folder)) == 2

    source = Source.objects.get()
    assert (source.path, source.folder, source.video.library) == (str(film), folder, folder.library)
    found = FoundFile.objects.get()
    assert (found.path, found.state, found.claimed_until) == (str(letter), FoundFile.State.REFUSED, None)
    assert found.reason.endswith(".")
    assert scan_and_examine(folder) == []


def test_a_person_may_try_again(folder: Folder, put: Put, put_film: Callable[..., Path]) -> None:
    put("Letter.mkv")
    scan_and_examine(folder)
    services.try_again(FoundFile.objects.get())

    assert [found.state for found in scan_and_examine(folder)] == [FoundFile.State.REFUSED]


def test_a_film_that_is_being_written_waits_its_turn(folder: Folder, put_film: Callable[..., Path]) -> None:
    film = put_film("Holiday.mp4")
    os.utime(film)

    assert scan_and_examine(folder) == []
    assert FoundFile.objects.get().state == FoundFile.State.WAITING

    os.utime(film, (1, timezone.now().timestamp() + 3600))  # a share whose clock is ahead
    assert len(scan_and_examine(folder)) == 1


def test_a_film_is_examined_by_one_worker(folder: Folder, put_film: Callable[..., Path]) -> None:
    put_film("Holiday.mp4")
    services.scan(folder)
    [mine, theirs] = [FoundFile.objects.get(), FoundFile.objects.get()]

    assert examining._claim(mine)
    assert not examining._claim(theirs)
    assert services.examine_next() is None

    FoundFile.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))  # that worker died
    assert services.examine_next() is not None
    assert Video.objects.count() == 1


def test_a_film_that_ends_the_process_is_refused_in_the_end(folder: Folder, put: Put) -> None:
    put("Poison.mkv")
    services.scan(folder)
    FoundFile.objects.update(attempts=examining.MOST_ATTEMPTS)

    services.examine_next()

    found = FoundFile.objects.get()
    assert (found.state, found.reason) == (FoundFile.State.REFUSED, examining.CRASHED)


def test_what_nobody_expected_is_refused_and_the_next_one_comes_in(
    folder: Folder, put_film: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, library: Library) -> Video:
        if path.name.startswith("A"):
            raise ValueError("a bug")
        return import_file(path, library)

    import_file = examining.import_file
    monkeypatch.setattr(examining, "import_file", fail)
    put_film("A.mp4")
    put_film("B.mp4")

    scan_and_examine(folder)

    assert FoundFile.objects.get().reason == examining.UNEXPECTED
    assert Source.objects.get().path.endswith("B.mp4")


def test_a_busy_database_is_no_fault_of_the_film(folder: Folder, put_film: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, library: Library) -> Video:
        raise OperationalError("database is locked")

    put_film("A.mp4")
    with monkeypatch.context() as busy:
        busy.setattr(examining, "import_file", fail)
        scan_and_examine(folder)
    assert FoundFile.objects.get().state == FoundFile.State.WAITING

    FoundFile.objects.update(claimed_until=None)  # five minutes later
    scan_and_examine(folder)
    assert Source.objects.get().path.endswith("A.mp4")


def test_a_drive_that_fails_is_no_fault_of_the_film(folder: Folder, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, library: Library) -> Video:
        raise MediaRefused("The file cannot be taken in: Input/output error.") from OSError(5, "Input/output error")

    monkeypatch.setattr(examining, "import_file", fail)
    put("A.mkv")
    scan_and_examine(folder)

    found = FoundFile.objects.get()
    assert (found.state, found.reason) == (FoundFile.State.WAITING, "The file cannot be taken in: Input/output error.")
    assert services.examine_next() is None  # not at once


def test_a_drive_that_goes_away_in_between_is_waited_for(folder: Folder, place: Path, put_film: Callable[..., Path]) -> None:
    put_film("Holiday.mp4")
    services.scan(folder)
    away = place.rename(place.with_name("unplugged"))
    services.examine_next()
    assert FoundFile.objects.get().state == FoundFile.State.WAITING
    services.scan(folder)
    assert services.examine_next() is None  # its folder is missing now

    away.rename(place)
    FoundFile.objects.update(claimed_until=None)
    scan_and_examine(folder)

    assert Source.objects.get().state == Source.State.READY


# Moves, swaps, versions


def test_a_renamed_folder_keeps_everything(
    folder: Folder, put_film: Callable[..., Path], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = put_film("Old name/Holiday.mp4")
    scan_and_examine(folder)
    before = Source.objects.get()
    film.parent.rename(place / "New name")
    monkeypatch.setattr("webapp.library.services.importing.probe", None)  # its content tells

    scan_and_examine(folder)

    after = Source.objects.get()
    assert (after.pk, after.video_id, after.state) == (before.pk, before.video_id, Source.State.READY)
    assert after.path == str(place / "New name" / "Holiday.mp4")
    assert not FoundFile.objects.exists()


def test_a_film_moved_to_another_folder_belongs_there(folder: Folder, put_film: Callable[..., Path], tmp_path: Path) -> None:
    film = put_film("Holiday.mp4")
    scan_and_examine(folder)
    other = tmp_path / "other"
    other.mkdir()
    film.rename(other / "Holiday.mp4")
    further = services.add_folder(other, folder.library)
    scan_and_examine(folder)
    scan_and_examine(further)

    source = Source.objects.get()
    assert (source.folder, source.state) == (further, Source.State.READY)


def test_two_films_that_change_names_keep_their_own_history(folder: Folder, put_film: Callable[..., Path], place: Path) -> None:
    first, second = put_film("1.mp4"), put_film("2.mp4", "vfr.mp4")
    scan_and_examine(folder)
    before = {source.fingerprint: (source.pk, source.video_id) for source in Source.objects.all()}
    first.rename(place / "x")
    second.rename(first)
    (place / "x").rename(second)

    scan_and_examine(folder)

    after = {source.fingerprint: (source.pk, source.video_id) for source in Source.objects.all()}
    assert after == before
    assert set(Source.objects.values_list("path", "state")) == {(str(first), "ready"), (str(second), "ready")}
    assert Video.objects.count() == 2


@pytest.mark.parametrize("elsewhere", ["A.mp4", "C.mp4"], ids=["looked at first", "looked at last"])
def test_a_film_at_the_old_path_of_a_moved_one_has_no_history(elsewhere: str, folder: Folder, put_film: Callable[..., Path]) -> None:
    film = put_film("B.mp4")
    scan_and_examine(folder)
    before = Source.objects.get()
    film.rename(film.with_name(elsewhere))
    put_film("B.mp4", "vfr.mp4")

    scan_and_examine(folder)

    moved, new = Source.objects.get(pk=before.pk), Source.objects.exclude(pk=before.pk).get()
    assert (moved.path, moved.video_id, moved.state) == (str(film.with_name(elsewhere)), before.video_id, Source.State.READY)
    assert (new.path, new.state) == (str(film), Source.State.READY)
    assert new.video_id != before.video_id
    assert set(Video.objects.values_list("title", flat=True)) == {elsewhere[0], "B"}


def test_a_moved_film_that_is_found_late_takes_its_history_back(
    folder: Folder, put_film: Callable[..., Path], paths: DataPaths, tmp_path: Path, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        film = put_film("B.mp4")
        scan_and_examine(folder)
        history = Video.objects.get().pk
        away = film.rename(tmp_path / "Moved.mp4")
        for content in ("vfr.mp4", "h264-23976.mkv"):  # one after the other
            put_film("B.mp4", content)
            scan_and_examine(folder)
        assert Video.objects.get().pk == history  # as far as anybody knows, a better copy of the same film

        away.rename(film.with_name("Moved.mp4"))
        scan_and_examine(folder)
        list(iter(services.examine_next_again, None))

    titles = {source.path: (source.video.title, source.video_id == history) for source in Source.objects.select_related("video")}
    assert titles == {str(film): ("B", False), str(film.with_name("Moved.mp4")): ("Moved", True)}
    posters = set(Video.objects.values_list("poster", flat=True))
    assert len(posters) == 2
    assert {poster.name for poster in paths.posters.iterdir()} == posters


def test_a_film_that_moves_while_another_at_its_place_is_read_is_not_removed(
    folder: Folder, put_film: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers: one reads the new film, the other finds the old one at its new place."""
    film = put_film("B.mp4")
    scan_and_examine(folder)
    before = Source.objects.get()
    moved = film.rename(film.with_name("Moved.mp4"))
    put_film("B.mp4", "vfr.mp4")

    def decide_late(path: Path, facts: SourceFacts) -> Timeline:
        monkeypatch.setattr(importing, "decide", decide)
        services.import_file(moved, folder.library)
        return decide(path, facts)

    decide = importing.decide
    monkeypatch.setattr(importing, "decide", decide_late)
    services.import_file(film, folder.library)

    assert Source.objects.get(pk=before.pk).path == str(moved)
    assert Source.objects.get(path=str(film)).video_id != before.video_id


def test_a_version_at_the_old_path_stays_one(folder: Folder, put_film: Callable[..., Path]) -> None:
    film = put_film("Holiday (2020).mp4")
    scan_and_examine(folder)
    film.rename(film.with_name("Holiday (2020) - Old.mp4"))
    put_film("Holiday (2020).mp4", "vfr.mp4")

    scan_and_examine(folder)

    assert Video.objects.get().sources.count() == 2


def test_a_film_in_several_files_is_one_video(folder: Folder, put_film: Callable[..., Path]) -> None:
    put_film("Long film cd2.mp4", "vfr.mp4")
    put_film("Long film cd1.mp4")
    put_film("Other film cd1.mp4", "h264-23976.mkv")

    scan_and_examine(folder)

    parts = {Path(source.path).name: (source.video.title, source.part) for source in Source.objects.select_related("video")}
    assert parts == {
        "Long film cd1.mp4": ("Long film", 1),
        "Long film cd2.mp4": ("Long film", 2),
        "Other film cd1.mp4": ("Other film", 1),
    }
    video = Video.objects.get(title="Long film")
    assert video.best_source is not None
    assert video.best_source.part == 1


def test_a_film_begins_at_its_beginning_or_is_missing(folder: Folder, put_film: Callable[..., Path]) -> None:
    first = put_film("Long film cd1.mp4")
    put_film("Long film cd2.mp4", "vfr.mp4")
    scan_and_examine(folder)
    first.unlink()

    scan_and_examine(folder)

    video = Video.objects.get()
    assert (video.state, video.best_source) == (Source.State.MISSING, None)


@pytest.mark.parametrize(
    ("names", "videos"),
    [
        (["Saga Part 1.mp4", "Saga Part 2.mp4"], 1),
        (["Saga Part 1.mp4", "Saga Part 2.mp4", "Other.mp4"], 3),
        (["Saga Part 1.mp4"], 1),
        (["a/Saga cd1.mp4", "b/Saga cd2.mp4"], 2),
    ],
)
def test_a_word_that_titles_have_too_needs_a_folder_of_its_own(
    names: list[str], videos: int, folder: Folder, put_film: Callable[..., Path]
) -> None:
    for name, content in zip(names, ("h264.mp4", "vfr.mp4", "h264-23976.mkv"), strict=False):
        put_film(name, content)

    scan_and_examine(folder)

    assert Video.objects.count() == videos


def test_tasks_go_on_until_nothing_waits(folder: Folder, put: Put, put_film: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[str] = []
    monkeypatch.setattr(tasks, "enqueue_once", lambda task, *_, queue: queued.append(f"{queue}:{task}"))
    monkeypatch.setattr(tasks, "EXAMINE_SECONDS", -1.0)
    put("A.mkv", "B.mkv")

    tasks.scan_folder(folder.pk)
    for _ in range(3):
        tasks.examine()

    assert queued == ["prepare:webapp.library.tasks.examine"] * 3  # after the scan, and after each of the two
    assert SCAN == "webapp.library.tasks.scan_folder"
    tasks.scan_folder(folder.pk + 1)  # gone: quiet
