"""`videoflix import`: what it prints, what it refuses, when it ends."""

import shutil
from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Literal

import pytest

from appliance.paths import DataPaths
from tests.media_factory import BAD
from webapp.commands import importing
from webapp.library.models import Library, Source, Video
from webapp.streaming.models import RunLease
from webapp.streaming.policy import Moment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def paths(settings, tmp_path: Path) -> DataPaths:
    """Folders of this test's own."""
    settings.PATHS = DataPaths(tmp_path / "data")
    settings.PATHS.create()
    return settings.PATHS


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """An empty folder for films."""
    folder = tmp_path / "films"
    folder.mkdir()
    return folder


@pytest.fixture
def film(h264_mp4: Path, films: Path) -> Path:
    """A film in that folder."""
    return Path(shutil.copy(h264_mp4, films / "Holiday (2020).mp4"))


def test_each_film_is_one_line(film: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert importing.import_paths([film], None, wait=False) == 0

    video = Video.objects.get()
    assert capsys.readouterr() == (f"{video.pk}\tHoliday\t{film}\n", "")
    assert video.library.name == "Films"


def test_the_same_film_again_is_the_same_line(film: Path, capsys: pytest.CaptureFixture[str]) -> None:
    importing.import_paths([film], None, wait=False)
    first = capsys.readouterr()

    assert importing.import_paths([film, film.parent], "Another library", wait=False) == 0

    assert capsys.readouterr() == first
    assert Video.objects.get().library.name == "Films"


def test_a_library_is_made_by_its_name(film: Path) -> None:
    importing.import_paths([film], "Home videos", wait=False)

    assert Video.objects.get().library == Library.objects.get(name="Home videos")


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_sentence_and_the_others_come_in(
    name: str, clip: Callable[[str], Path], film: Path, paths: DataPaths, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = film.with_name(name)
    shutil.copy(clip(name), bad)

    assert importing.import_paths([bad, film], None, wait=False) == 1

    output, errors = capsys.readouterr()
    [line], [sentence] = output.splitlines(), errors.splitlines()
    assert line.endswith(str(film))
    assert sentence.startswith(f"{bad}: ")
    assert sentence.endswith(".")
    assert Source.objects.get().path == str(film)
    assert len(list(paths.posters.iterdir())) == 1


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("nowhere.mp4", "There is no such file."), ("nowhere/", "There is no such file."), ("empty", "There are no films in this folder.")],
)
def test_a_path_without_films_is_told(name: str, sentence: str, films: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (films / "empty").mkdir()

    assert importing.import_paths([films / name], None, wait=False) == 1

    assert capsys.readouterr() == ("", f"{films / name}: {sentence}\n")


def test_a_folder_is_walked_for_films(film: Path, paths: DataPaths, capsys: pytest.CaptureFixture[str]) -> None:
    deeper = film.parent / "b" / "Deeper.MKV"
    taken = [film, deeper, film.parent / "z" / "Last.mov"]
    left = [film.parent / name for name in ("cover.jpg", "._Holiday (2020).mp4", ".trash/Old.mp4")]
    for place in taken[1:] + left:
        place.parent.mkdir(exist_ok=True)
        shutil.copy(film, place)
    shutil.copy(film, paths.segments / "init.mp4")

    assert importing.import_paths([film.parent], None, wait=False) == 0
    assert sorted(line.split("\t")[2] for line in capsys.readouterr().out.splitlines()) == sorted(map(str, taken))

    shutil.copy(film, paths.uploads / "Upload.mp4")
    importing.import_paths([paths.root], None, wait=False)
    assert [line.split("\t")[1] for line in capsys.readouterr().out.splitlines()] == ["Upload"]


def test_a_file_named_outright_is_tried_whatever_it_is_called(film: Path) -> None:
    odd = film.rename(film.with_name("recording.dat"))

    assert importing.import_paths([odd], None, wait=False) == 0


class Workers:
    """Other workers, as a history: at each look, how far they are and whether one works; `steps`: what is left for us to do."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, fractions: list[float], working: bool, steps: list[bool]) -> None:
        self.fractions, self.steps, self.taken, self.clock = fractions, steps, 0, 0.0
        monkeypatch.setattr(importing, "prepared_fraction", lambda *_: fractions.pop(0) if len(fractions) > 1 else fractions[0])
        monkeypatch.setattr(importing, "is_being_filled", lambda: working)
        monkeypatch.setattr(importing, "prepare_step", self.step)
        monkeypatch.setattr(importing.child, "lower_own_priority", lambda: None)
        monkeypatch.setattr(importing, "time", self)

    def step(self) -> bool:
        self.taken += 1
        return self.steps.pop(0) if self.steps else False

    def monotonic(self) -> float:
        return self.clock

    def sleep(self, seconds: float) -> None:
        self.clock += seconds


def test_waiting_lets_workers_work(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workers = Workers(monkeypatch, fractions=[0.0] * 100 + [0.5, 1.0], working=True, steps=[])

    assert importing.import_paths([film], None, wait=True) == 0
    assert workers.taken == 0


def test_waiting_works_where_nobody_does(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workers = Workers(monkeypatch, fractions=[0.0, 0.0, 0.3, 1.0], working=False, steps=[True, True, True])

    assert importing.import_paths([film], None, wait=True) == 0
    assert (workers.taken, workers.clock) == (3, 0.0)


def test_waiting_ends_when_nothing_moves(film: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    workers = Workers(monkeypatch, fractions=[0.4], working=False, steps=[])

    assert importing.import_paths([film], None, wait=True) == 1
    assert importing.STALLED_SECONDS <= workers.clock < 10 * importing.STALLED_SECONDS
    assert capsys.readouterr().err.startswith(f"{film}: It cannot be prepared further now")


@pytest.mark.parametrize("attempts", [3, 0], ids=["failed too often", "interrupted"])
def test_waiting_says_why_a_run_failed(
    film: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], attempts: int
) -> None:
    Workers(monkeypatch, fractions=[0.4], working=False, steps=[])
    importing.import_paths([film], None, wait=False)
    failed = RunLease(source=Source.objects.get(), renditions="480p", first_segment=0, segment_count=1, reason="The picture is torn.")
    failed.worker, failed.expires_at, failed.attempts = "0" * 32, Source.objects.get().created_at, attempts
    failed.save()

    assert importing.import_paths([film], None, wait=True) == 1
    assert capsys.readouterr().err == f"{film}: The picture is torn.\n"


def test_waiting_for_nothing_ends_at_once(films: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Workers(monkeypatch, fractions=[0.0], working=False, steps=[])

    assert importing.import_paths([films], None, wait=True) == 1


def test_everything_is_really_prepared(film: Path, paths: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing.child, "lower_own_priority", lambda: None)

    assert importing.import_paths([film], None, wait=True) == 0

    source = Source.objects.get()
    made = {folder.name for folder in (paths.segments / f"{source.pk}-{source.version}").iterdir()}
    assert any(name.endswith("p") for name in made)


def test_waiting_says_that_the_disk_is_full(film: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    Workers(monkeypatch, fractions=[0.4], working=False, steps=[])
    monkeypatch.setattr(importing.disk, "room", lambda: importing.disk.Room(used=0, budget=10**9, free=10**6, floor=10**9))

    assert importing.import_paths([film], None, wait=True) == 1
    assert capsys.readouterr().err.startswith(f"{film}: The disk is full: 0.0 GB are free, and 1.0 GB are kept free.")


# The owner's policy


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the machine's clock show this hour."""

    def set_moment(hour: int, on_battery: bool = False) -> None:
        monkeypatch.setattr(importing.policy, "moment", lambda: Moment(time(hour), on_battery))

    return set_moment


@pytest.mark.parametrize(
    ("on_battery", "sentence"),
    [
        (False, "“Films” is prepared between 23:00 and 06:00; it is 14:00 now."),
        (True, "Nothing of “Films” is prepared while this machine runs on its battery."),
    ],
    ids=["by day", "on the battery"],
)
def test_waiting_does_not_wait_for_the_night(
    on_battery: bool,
    sentence: str,
    film: Path,
    at: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    workers = Workers(monkeypatch, fractions=[0.4], working=True, steps=[])
    Library.objects.create(name="Films", night_from=time(23), night_until=time(6))
    at(14, on_battery)

    assert importing.import_paths([film], None, wait=True) == 1
    assert (workers.taken, workers.clock) == (0, 0.0)
    assert capsys.readouterr().err == f"{film}: {sentence}\n"


def test_waiting_goes_on_at_night(film: Path, at: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    Workers(monkeypatch, fractions=[0.4, 1.0], working=False, steps=[True])
    Library.objects.create(name="Films", night_from=time(23), night_until=time(6))
    at(2)

    assert importing.import_paths([film], None, wait=True) == 0


def test_the_night_may_end_while_somebody_waits(
    film: Path, at: Callable[..., None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    workers = Workers(monkeypatch, fractions=[0.4], working=False, steps=[True, True, True])
    Library.objects.create(name="Films", night_from=time(23), night_until=time(6))
    hours = iter([5, 5, 5])
    monkeypatch.setattr(importing.policy, "moment", lambda: Moment(time(next(hours, 6)), False))

    assert importing.import_paths([film], None, wait=True) == 1
    assert workers.taken > 0
    assert "it is 06:00 now" in capsys.readouterr().err


def test_there_is_nothing_to_wait_for_on_demand(film: Path, paths: DataPaths, capsys: pytest.CaptureFixture[str]) -> None:
    Library.objects.create(name="Films", preparation=Library.Preparation.ON_DEMAND)

    assert importing.import_paths([film], None, wait=True) == 0
    assert capsys.readouterr().err == "Of “Films” only what somebody watches is made, as it is watched: nothing is prepared ahead.\n"
    assert list(paths.segments.iterdir()) == []


def test_waiting_ends_when_devices_have_what_they_need(
    clip: Callable[[str], Path], films: Path, paths: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    Library.objects.create(name="Films", preparation=Library.Preparation.DEVICES)
    monkeypatch.setattr(importing.child, "lower_own_priority", lambda: None)
    large = shutil.copy(clip("mpeg4-720p.mp4"), films / "Large.mp4")

    assert importing.import_paths([Path(large)], None, wait=True) == 0

    source = Source.objects.get()
    made = {folder.name for folder in (paths.segments / f"{source.pk}-{source.version}").iterdir() if folder.is_dir()}
    assert "480p" in made
    assert "720p" not in made


@pytest.mark.parametrize("way", ["copy", "move"])
def test_folders_come_along_into_the_librarys_own(way: Literal["copy", "move"], film: Path, paths: DataPaths, capsys) -> None:
    deeper = film.parent / "b" / "Deeper.mp4"
    deeper.parent.mkdir()
    shutil.copy(film, deeper)

    assert importing.import_paths([film.parent / "b" / "..", film], None, wait=False, way=way) == 0

    own = paths.uploads / str(Library.objects.get().pk)
    expected = {own / "films" / "b" / "Deeper.mp4", own / "films" / film.name}
    assert {Path(line.split("\t")[2]) for line in capsys.readouterr().out.splitlines()} >= expected
    assert {Path(source.path) for source in Source.objects.all()} >= expected
    assert film.exists() == (way == "copy")
