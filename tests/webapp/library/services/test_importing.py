"""Films come in, are found again, and go; the originals stay as they are."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.media.errors import MediaRefused
from appliance.paths import DataPaths
from tests.media_factory import BAD
from tests.permissions import as_everybody
from webapp.library import services
from webapp.library.models import Library, Source, Video
from webapp.library.services import importing

PREPARE = "webapp.streaming.tasks.prepare_next"


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tasks that were queued."""
    tasks: list[str] = []
    monkeypatch.setattr(importing, "enqueue_once", lambda task, *_, queue: tasks.append(f"{queue}:{task}"))
    return tasks


def nothing_is_left(paths: DataPaths) -> bool:
    return not Video.objects.exists() and not Source.objects.exists() and not list(paths.posters.iterdir())


def test_a_film_becomes_a_video(film: Path, library: Library, paths: DataPaths, queued, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        video = services.import_file(film, library)

    source = video.sources.get()
    assert (video.title, video.year, video.library, video.state) == ("Holiday", 2020, library, Source.State.READY)
    assert (source.path, source.size, source.modified_ns) == (str(film), film.stat().st_size, film.stat().st_mtime_ns)
    assert source.facts.duration == pytest.approx(13, abs=0.1)
    assert source.timeline.count > 2
    assert [poster.name for poster in paths.posters.iterdir()] == [video.poster]
    assert (paths.posters / video.poster).read_bytes().startswith(b"\xff\xd8\xff")
    assert queued == [f"prepare:{PREPARE}"]


def test_the_original_is_neither_copied_nor_touched(film: Path, library: Library, paths: DataPaths) -> None:
    film.chmod(0o444)
    before = (film.stat().st_mtime_ns, film.read_bytes())

    services.import_file(film, library)

    assert (film.stat().st_mtime_ns, film.read_bytes()) == before
    assert not list(paths.uploads.iterdir())


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_film_is_refused_and_leaves_nothing(name: str, clip: Callable[[str], Path], library: Library, paths: DataPaths) -> None:
    with pytest.raises(MediaRefused) as refusal:
        services.import_file(clip(name), library)

    assert is_one_sentence(str(refusal.value))
    assert nothing_is_left(paths)


UNOPENED = {
    "missing": "There is no such file.",
    "folder": "This is a folder, not a film.",
    "pipe": "This is a device or a pipe, not a film.",
    "circle": "The link leads round in a circle.|The file cannot be taken in: its link leads round in a circle.",
    "name that is no Unicode": "The file's name is not valid Unicode: rename it.",
    "name too long": "The file cannot be taken in: its name is too long.",
    "path too long": "The file's path is too long: give its folders shorter names.",
    "not permitted": "The file cannot be taken in: Videoflix has no permission for it.",
}


@pytest.mark.parametrize("kind", UNOPENED)
def test_what_cannot_be_opened_is_refused(kind: str, tmp_path: Path, library: Library, paths: DataPaths) -> None:
    place = tmp_path / "film.mp4"
    if kind == "folder":
        place.mkdir()
    elif kind == "circle":
        place.symlink_to(place)
    elif kind == "name that is no Unicode":
        place = tmp_path / os.fsdecode(b"caf\xe9.mp4")
        place.write_bytes(b"x")
    elif kind == "name too long":
        place = tmp_path / ("x" * 300 + ".mp4")
    elif kind == "path too long":
        place = tmp_path.joinpath(*["x" * 250] * 11, "film.mp4")
        place.parent.mkdir(parents=True)
        place.touch()
    elif kind == "pipe":
        os.mkfifo(place)
    elif kind == "not permitted":
        place.write_bytes(b"x")
        place.chmod(0)

    with as_everybody(), pytest.raises(MediaRefused) as refusal:
        services.import_file(place, library)

    assert str(refusal.value) in UNOPENED[kind].split("|")
    assert nothing_is_left(paths)


def test_a_film_that_still_grows_is_refused(film: Path, library: Library, paths: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    def decide_late(path: Path, facts):
        with film.open("ab") as file:
            file.write(b"more")
        return decide(path, facts)

    decide = importing.decide
    monkeypatch.setattr(importing, "decide", decide_late)

    with pytest.raises(MediaRefused, match="import it again"):
        services.import_file(film, library)

    assert nothing_is_left(paths)


def test_a_full_disk_is_told_and_leaves_nothing(film: Path, library: Library, paths: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("webapp.library.posters.make_poster", full)

    with pytest.raises(MediaRefused, match="the disk is full"):
        services.import_file(film, library)

    assert nothing_is_left(paths)


def test_the_same_film_again_is_the_same_video(film: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    video = services.import_file(film, library)
    monkeypatch.setattr(importing, "probe", None)  # unchanged: not read again

    assert services.import_file(film, library) == video
    assert services.import_file(film.parent / "." / film.name, library) == video
    assert Source.objects.count() == 1


def test_a_link_is_the_film_that_it_leads_to(film: Path, library: Library, tmp_path: Path) -> None:
    link = tmp_path / "link.mp4"
    link.symlink_to(film)

    assert services.import_file(link, library) == services.import_file(film, library)
    assert Source.objects.get().path == str(film)


def test_a_touched_film_stays_what_it_is(film: Path, library: Library) -> None:
    video = services.import_file(film, library)
    before = video.sources.get()
    os.utime(film, ns=(1, 1_000_000_000))

    assert services.import_file(film, library) == video

    after = video.sources.get()
    assert (after.pk, after.fingerprint, after.timeline_json) == (before.pk, before.fingerprint, before.timeline_json)
    assert after.modified_ns == 1_000_000_000


def test_a_moved_film_is_the_same_video(film: Path, library: Library, paths: DataPaths) -> None:
    video = services.import_file(film, library)
    source = video.sources.get()
    services.check_source(source)
    moved = film.rename(film.with_name("Elsewhere.mp4"))
    services.check_source(source)

    assert services.import_file(moved, library) == video

    followed = Source.objects.get()
    assert (followed.pk, followed.path, followed.state) == (source.pk, str(moved), Source.State.READY)
    assert [poster.name for poster in paths.posters.iterdir()] == [video.poster]


def test_a_copy_is_a_video_of_its_own(film: Path, library: Library) -> None:
    copy = Path(shutil.copy(film, film.with_name("Copy.mp4")))

    assert services.import_file(film, library) != services.import_file(copy, library)


def test_another_film_in_its_place_is_a_new_version(
    film: Path, library: Library, paths: DataPaths, vfr_mp4: Path, django_capture_on_commit_callbacks
) -> None:
    video = services.import_file(film, library)
    old = video.sources.get()
    segments = paths.segments / f"{old.pk}-{old.version}" / "480p"
    segments.mkdir(parents=True)
    shutil.copy(vfr_mp4, film)

    with django_capture_on_commit_callbacks(execute=True):
        again = services.import_file(film, library)

    new = again.sources.get()
    assert again == video
    assert (new.pk, new.version) != (old.pk, old.version)
    assert new.facts != old.facts
    assert not segments.parent.exists()
    assert [poster.name for poster in paths.posters.iterdir()] == [again.poster]
    assert again.poster != video.poster


def test_a_title_that_a_person_gave_survives_another_film(film: Path, library: Library, vfr_mp4: Path) -> None:
    video = services.import_file(film, library)
    video.title = "Our holiday"
    video.save()
    services.lock(video, ["title"])
    shutil.copy(vfr_mp4, film)

    assert services.import_file(film, library).title == "Our holiday"


def test_a_replacement_that_is_no_film_changes_nothing_but_the_state(film: Path, library: Library, paths: DataPaths) -> None:
    video = services.import_file(film, library)
    film.write_text("no film")

    with pytest.raises(MediaRefused):
        services.import_file(film, library)

    assert Video.objects.get() == video
    assert Source.objects.get().state == Source.State.MISSING
    assert (paths.posters / video.poster).exists()


def test_two_imports_at_once_make_one_video(film: Path, library: Library, paths: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    winners: list[Video] = []

    def decide_late(path: Path, facts):
        monkeypatch.setattr(importing, "decide", decide)
        winners.append(services.import_file(path, library))
        return decide(path, facts)

    decide = importing.decide
    monkeypatch.setattr(importing, "decide", decide_late)

    assert services.import_file(film, library) == winners[0]
    assert Video.objects.count() == 1
    assert len(list(paths.posters.iterdir())) == 1


def test_a_missing_file_is_a_state_and_comes_back(film: Path, library: Library) -> None:
    source = services.import_file(film, library).sources.get()
    away = film.rename(film.with_suffix(".away"))

    assert services.check_source(source) == Source.State.MISSING
    assert Video.objects.get().state == Source.State.MISSING

    away.rename(film)
    assert services.check_source(source) == Source.State.READY
    assert Video.objects.get().state == Source.State.READY


def test_another_file_in_its_place_is_not_the_film(film: Path, library: Library) -> None:
    source = services.import_file(film, library).sources.get()
    content = bytearray(film.read_bytes())
    content[: 1 << 16] = bytes(1 << 16)
    film.write_bytes(content)  # the same size

    assert services.check_source(source) == Source.State.MISSING


def test_looking_at_an_unchanged_film_writes_nothing(film: Path, library: Library, django_assert_num_queries) -> None:
    source = services.import_file(film, library).sources.get()

    with django_assert_num_queries(0):
        services.check_source(source)


def test_deleting_a_video_keeps_the_original(film: Path, library: Library, paths: DataPaths, django_capture_on_commit_callbacks) -> None:
    video = services.import_file(film, library)
    source = video.sources.get()
    neighbour = paths.segments / f"{source.pk}0-{source.version}"
    for folder in (paths.segments / f"{source.pk}-{source.version}", neighbour):
        (folder / "480p").mkdir(parents=True)
        (folder / "480p" / "00000.m4s").write_bytes(b"segment")

    with django_capture_on_commit_callbacks(execute=True):
        services.delete_video(video)

    assert nothing_is_left(paths)
    assert list(paths.segments.iterdir()) == [neighbour]
    assert film.exists()


def test_libraries_are_made_on_demand(db: None) -> None:
    assert services.library_named(None).name == "Films"
    assert services.library_named("Home") == services.library_named("Home")
    assert Library.objects.count() == 2


def is_one_sentence(text: str) -> bool:
    return "\n" not in text and text.endswith(".") and text[0].isupper() and len(text) < 150
