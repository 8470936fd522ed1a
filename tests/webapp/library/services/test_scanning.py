"""What a scan sees and notes: what is new, changed, back and missing, and what it never takes for missing."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appliance.paths import DataPaths
from tests import drives
from tests.drives import Drive
from webapp.library import queries, services
from webapp.library.models import Folder, FoundFile, Library, Source
from webapp.library.services import noting

Put = Callable[..., list[Path]]
TakeIn = Callable[[], list[Source]]


def waiting() -> list[str]:
    return sorted(FoundFile.objects.filter(state=FoundFile.State.WAITING).values_list("path", flat=True))


def states() -> dict[str, str]:
    return {Path(path).name: state for path, state in Source.objects.values_list("path", "state")}


def test_what_is_new_waits(folder: Folder, put: Put) -> None:
    films = put("B.mkv", "a/b/A.mp4", "a/note.txt")

    seen = services.scan(folder)

    assert (seen.films, seen.new, seen.missing) == (2, 2, 0)
    assert waiting() == sorted(map(str, films[:2]))
    assert FoundFile.objects.get(path=str(films[0])).folder == folder
    folder.refresh_from_db()
    assert (folder.state, folder.reason) == (Folder.State.READY, "")
    assert folder.scanned_at is not None


def test_the_same_again_writes_nothing_new(folder: Folder, put: Put, take_in: TakeIn) -> None:
    put("A.mkv", "B.mkv")
    services.scan(folder)
    take_in()
    put("C.mkv")
    services.scan(folder)

    with CaptureQueriesContext(connection) as asked:
        seen = services.scan(folder)

    assert (seen.films, seen.new, seen.changed, seen.back, seen.missing) == (3, 0, 0, 0, 0)
    writes = [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len(writes) == 1
    assert "library_folder" in writes[0]


def test_a_scan_asks_the_same_number_of_questions_whatever_the_number_of_folders(folder: Folder, put: Put, take_in: TakeIn) -> None:
    put("1/A.mkv")
    services.scan(folder)
    take_in()
    with CaptureQueriesContext(connection) as few:
        services.scan(folder)
    put(*(f"{number}/A.mkv" for number in range(40)))
    services.scan(folder)
    take_in()

    with CaptureQueriesContext(connection) as many:
        services.scan(folder)

    assert len(many) <= len(few) + 2  # a page of rows more


def test_many_are_read_and_written_in_pages(folder: Folder, put: Put, take_in: TakeIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noting, "BATCH", 3)
    monkeypatch.setattr(queries, "PAGE", 2)
    names = [f"{first}{second}/{first} {second}.mkv" for first in "aBé" for second in "xÄ-."]
    films = put(*names)
    services.scan(folder)
    assert len(waiting()) == len(names)
    take_in()
    for film in films[::2]:
        film.unlink()

    seen = services.scan(folder)

    assert (seen.films, seen.new, seen.missing) == (6, 0, 6)
    assert states() == {film.name: "missing" if number % 2 == 0 else "ready" for number, film in enumerate(films)}


def test_a_changed_file_waits_again_and_keeps_its_source(folder: Folder, put: Put, take_in: TakeIn) -> None:
    [film] = put("A.mkv")
    services.scan(folder)
    take_in()
    film.write_text("another film")

    assert services.scan(folder).changed == 1
    assert (waiting(), states()) == ([str(film)], {"A.mkv": "ready"})

    put("A.mkv")  # as it was
    services.scan(folder)
    assert waiting() == []


def test_a_refused_file_waits_again_only_when_it_changes(folder: Folder, put: Put) -> None:
    [film] = put("A.mkv")
    services.scan(folder)
    FoundFile.objects.update(state=FoundFile.State.REFUSED, reason="There is no picture.", attempts=3)

    services.scan(folder)
    assert FoundFile.objects.get().state == FoundFile.State.REFUSED

    film.write_text("longer than before")
    services.scan(folder)
    found = FoundFile.objects.get()
    assert (found.state, found.reason, found.attempts, found.size) == (FoundFile.State.WAITING, "", 0, 18)


def test_a_file_that_went_before_anybody_looked_is_forgotten(folder: Folder, put: Put) -> None:
    [film, _] = put("A.mkv", "B.mkv")
    services.scan(folder)
    film.unlink()
    services.scan(folder)

    assert [Path(path).name for path in waiting()] == ["B.mkv"]


def test_what_was_imported_before_belongs_to_the_folder_from_now_on(library: Library, film: Path) -> None:
    source = services.import_file(film, library).sources.get()
    assert source.folder is None
    folder = services.add_folder(film.parent, library) if film.parent.name != "data" else None

    services.scan(folder)

    source.refresh_from_db()
    assert source.folder == folder
    assert not FoundFile.objects.exists()


# A drive that is away is a state, never a delete.


@pytest.fixture
def two_films(folder: Folder, put: Put, take_in: TakeIn) -> list[Source]:
    put("A.mkv", "deep/er/B.mkv", "Waiting.mkv")
    services.scan(folder)
    FoundFile.objects.filter(path__endswith="Waiting.mkv").update(state=FoundFile.State.REFUSED)
    return take_in()


def unplug(place: Path, leave_mount_point: bool) -> Path:
    away = place.rename(place.with_name("unplugged"))
    if leave_mount_point:
        place.mkdir()
    return away


def replug(place: Path, away: Path) -> None:
    if place.exists():
        place.rmdir()
    away.rename(place)


@pytest.mark.parametrize("leaves_mount_point", [True, False], ids=["empty mount point", "nothing there"])
def test_an_unplugged_drive_is_missing_and_comes_back(
    leaves_mount_point: bool, folder: Folder, place: Path, two_films: list[Source]
) -> None:
    away = unplug(place, leaves_mount_point)

    seen = services.scan(folder)

    folder.refresh_from_db()
    assert (seen.missing, folder.state, states()) == (2, Folder.State.MISSING, {"A.mkv": "missing", "B.mkv": "missing"})
    assert folder.reason.endswith(".")
    assert FoundFile.objects.count() == 1  # what is known of the other files stays as well

    replug(place, away)
    seen = services.scan(folder)

    folder.refresh_from_db()
    assert (seen.back, seen.new, folder.state, folder.reason) == (2, 0, Folder.State.READY, "")
    assert states() == {"A.mkv": "ready", "B.mkv": "ready"}
    assert [source.pk for source in Source.objects.all()] == [source.pk for source in two_films]


@pytest.mark.parametrize("leaves_mount_point", [True, False], ids=["empty mount point", "nothing there"])
def test_a_drive_that_goes_away_in_mid_scan(
    leaves_mount_point: bool, folder: Folder, place: Path, two_films: list[Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first folder is listed, the next ones are not there any more: nobody may think that films were deleted one by one."""
    scandir, away = os.scandir, []

    def pulled_out(path: str):
        if str(path).endswith("deep"):
            away.append(unplug(place, leaves_mount_point))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", pulled_out)
    services.scan(folder)
    monkeypatch.undo()

    folder.refresh_from_db()
    assert (folder.state, set(states().values())) == (Folder.State.MISSING, {"missing"})
    assert FoundFile.objects.count() == 1

    replug(place, away[0])
    services.scan(folder)
    assert set(states().values()) == {"ready"}
    assert Source.objects.count() == 2


@pytest.fixture
def drive(place: Path) -> Iterator[Drive]:
    with drives.drive(place) as drive:
        yield drive


def test_a_real_mount_that_vanishes(drive: Drive, folder: Folder, put: Put, take_in: TakeIn) -> None:
    put("A.mkv", "b/B.mkv")
    services.scan(folder)
    taken = take_in()
    drive.unplug()

    services.scan(folder)
    folder.refresh_from_db()
    assert (folder.state, set(states().values())) == (Folder.State.MISSING, {"missing"})

    drive.plug()
    services.scan(folder)
    folder.refresh_from_db()
    assert (folder.state, set(states().values())) == (Folder.State.READY, {"ready"})
    assert list(Source.objects.all()) == taken


def test_a_real_mount_that_vanishes_in_mid_scan(
    drive: Drive, folder: Folder, put: Put, take_in: TakeIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("A.mkv", "b/B.mkv", "c/C.mkv")
    services.scan(folder)
    taken = take_in()
    put("New.mkv")
    scandir = os.scandir

    def pulled_out(path: str):
        if str(path).endswith("/b"):
            drive.unplug()
        return scandir(path)

    monkeypatch.setattr(os, "scandir", pulled_out)
    services.scan(folder)
    monkeypatch.undo()

    folder.refresh_from_db()
    assert (folder.state, folder.reason) == (Folder.State.MISSING, "Its drive went away while it was read.")
    assert set(states().values()) == {"missing"}

    drive.plug()
    services.scan(folder)
    folder.refresh_from_db()
    assert (folder.state, folder.reason, set(states().values())) == (Folder.State.READY, "", {"ready"})
    assert list(Source.objects.all()) == taken
    assert [Path(path).name for path in waiting()] == ["New.mkv"]


def test_a_folder_that_was_not_reached_misses_nothing(folder: Folder, put: Put, take_in: TakeIn, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a/A.mkv", "b/B.mkv", "b.mkv", "c/C.mkv")
    services.scan(folder)
    take_in()
    (Path(folder.path) / "c" / "C.mkv").unlink()
    scandir = os.scandir

    def refusing(path: str):
        if str(path).endswith("/b"):
            raise OSError(5, "Input/output error", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    seen = services.scan(folder)

    assert states() == {"A.mkv": "ready", "B.mkv": "ready", "b.mkv": "ready", "C.mkv": "missing"}
    assert seen.missing == 1
    folder.refresh_from_db()
    assert folder.state == Folder.State.READY
    assert folder.reason == f"Not everything could be read: {folder.path}/b (the drive fails, or was pulled out)."


def test_many_unread_places_are_one_sentence(folder: Folder, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put(*(f"{number}/A.mkv" for number in range(5)))
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: scandir(path) if str(path) == folder.path else scandir("/nowhere"))

    assert services.scan(folder).sentence.endswith("and 2 more.")


# Links


def test_a_circle_of_links_ends(folder: Folder, place: Path, put: Put) -> None:
    put("a/A.mkv")
    (place / "a" / "again").symlink_to(place)
    (place / "up").symlink_to(place.parent.parent)
    (place / "self").symlink_to(place / "self")
    (place / "nowhere").symlink_to(place / "not" / "here")

    assert services.scan(folder).films == 1


def test_what_links_lead_to_is_taken_in_once_and_under_its_own_name(folder: Folder, place: Path, put: Put, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "deep").mkdir(parents=True)
    for name in ("X.mkv", "deep/Y.mkv", "Alone.mkv"):
        (elsewhere / name).touch()
    (elsewhere / "deep" / "back").symlink_to(place)
    (place / "link 1").symlink_to(elsewhere / "deep")
    (place / "link 2").symlink_to(elsewhere / "deep")
    (place / "Other name.mkv").symlink_to(elsewhere / "Alone.mkv")
    (place / "Dangling.mkv").symlink_to(elsewhere / "gone.mkv")
    put("A.mkv")

    services.scan(folder)

    assert waiting() == sorted([str(place / "A.mkv"), str(elsewhere / "deep" / "Y.mkv"), str(elsewhere / "Alone.mkv")])


def test_what_a_link_led_to_is_missing_when_it_goes(folder: Folder, place: Path, take_in: TakeIn, put: Put, tmp_path: Path) -> None:
    put("A.mkv")
    film = tmp_path / "X.mkv"
    film.touch()
    (place / "X.mkv").symlink_to(film)
    services.scan(folder)
    take_in()
    film.unlink()

    assert services.scan(folder).missing == 1
    assert states() == {"A.mkv": "ready", "X.mkv": "missing"}


def test_a_drive_behind_a_link_that_goes_away_in_mid_scan_takes_nothing_along(
    folder: Folder, place: Path, take_in: TakeIn, put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("A.mkv")
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "deep").mkdir(parents=True)
    (elsewhere / "deep" / "X.mkv").touch()
    (place / "link").symlink_to(elsewhere)
    services.scan(folder)
    take_in()
    scandir = os.scandir

    def pulled_out(path: str):
        if str(path).endswith("deep"):
            unplug(elsewhere, leave_mount_point=True)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", pulled_out)
    services.scan(folder)

    folder.refresh_from_db()
    assert (folder.state, states()) == (Folder.State.READY, {"A.mkv": "ready", "X.mkv": "missing"})
    assert folder.reason.endswith(f"; {elsewhere} (Its drive went away while it was read).")


def test_an_outer_folder_is_read_whole_though_a_link_leads_into_it(folder: Folder, place: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "deep").mkdir(parents=True)
    for name in ("X.mkv", "deep/Y.mkv"):
        (elsewhere / name).touch()
    (place / "a").symlink_to(elsewhere)
    (place / "b").symlink_to(elsewhere / "deep")

    services.scan(folder)

    assert waiting() == sorted([str(elsewhere / "X.mkv"), str(elsewhere / "deep" / "Y.mkv")])


def test_a_link_into_another_library_is_left_to_that(folder: Folder, place: Path, put: Put, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "deep").mkdir(parents=True)
    (other / "deep" / "Film.mkv").touch()
    services.add_folder(other, Library.objects.create(name="Other"))
    (place / "link").symlink_to(other / "deep")

    assert services.scan(folder).films == 0


# Odd places and names


def test_a_name_that_is_no_unicode_is_refused_in_a_sentence(folder: Folder, place: Path, put: Put) -> None:
    put("A.mkv")
    Path(place, os.fsdecode(b"caf\xe9.mkv")).touch()
    Path(place, os.fsdecode(b"d\xe9j\xe0")).mkdir()
    Path(place, os.fsdecode(b"d\xe9j\xe0"), "vu.mkv").touch()

    for _ in range(2):
        services.scan(folder)

        refused = FoundFile.objects.filter(state=FoundFile.State.REFUSED)
        assert {Path(found.path).name for found in refused} == {"caf\\xe9.mkv", "vu.mkv"}
        assert {found.reason for found in refused} == {"The file's name is not valid Unicode: rename it."}
        assert [Path(path).name for path in waiting()] == ["A.mkv"]


def test_a_file_of_a_time_to_come_keeps_nobody_out(folder: Folder, put: Put, take_in: TakeIn) -> None:
    [film, _] = put("A.mkv", "B.mkv")
    try:
        os.utime(film, (0, 10_000_000_000))  # in the year 2286: more nanoseconds than a database holds
    except OverflowError:
        pytest.skip("this system knows no such time")

    assert services.scan(folder).new == 2
    take_in()
    assert services.scan(folder).changed == 0


def test_the_appliances_own_files_are_left_out_of_a_larger_folder(library: Library, paths: DataPaths, tmp_path: Path) -> None:
    (paths.segments / "init.mp4").touch()
    (paths.uploads / "Upload.mp4").touch()
    (tmp_path / "Film.mp4").touch()
    folder = services.add_folder(tmp_path, library)

    services.scan(folder)

    assert waiting() == [str(tmp_path / "Film.mp4")]


def test_a_folder_that_became_the_data_folder_is_missing_with_the_reason(library: Library, paths: DataPaths) -> None:
    folder = Folder.objects.create(library=library, path=str(paths.segments))
    (paths.segments / "init.mp4").touch()

    services.scan(folder)

    folder.refresh_from_db()
    assert folder.state == Folder.State.MISSING
    assert "its own files" in folder.reason
    assert not FoundFile.objects.exists()


def test_the_folder_of_uploads_is_scanned(library: Library, paths: DataPaths) -> None:
    folder = Folder.objects.create(library=library, path=str(paths.uploads.resolve()), is_uploads=True)
    (paths.uploads / "Upload.mp4").touch()

    services.scan(folder)

    assert waiting() == [str(paths.uploads / "Upload.mp4")]


def test_a_scan_opens_no_film(folder: Folder, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put("A.mkv")
    monkeypatch.setattr("builtins.open", None)
    monkeypatch.setattr("io.open", None)

    assert services.scan(folder).new == 1


def test_progress_is_counted_by_state(folder: Folder, put: Put, two_films: list[Source]) -> None:
    put("C.mkv")
    services.scan(folder)

    assert queries.scan_progress() == {"films": 2, "missing": 0, "waiting": 1, "refused": 1, "removed": 0}
    assert queries.scan_progress(folder.library_id) == queries.scan_progress()
    assert queries.scan_progress(folder.library_id + 1)["films"] == 0


def test_removing_a_whole_tree_makes_its_films_missing(folder: Folder, place: Path, two_films: list[Source]) -> None:
    shutil.rmtree(place / "deep")

    assert services.scan(folder).missing == 1
    assert states() == {"A.mkv": "ready", "B.mkv": "missing"}
