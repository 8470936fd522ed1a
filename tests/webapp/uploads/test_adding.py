"""A whole film moves into its library, once, whatever happens on the way."""

import errno
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from appliance.media.errors import MediaRefused
from appliance.paths import DataPaths
from tests.webapp.uploads.conftest import Sender
from webapp.library.models import Folder, Library, Source, Video
from webapp.uploads import files, services, tasks
from webapp.uploads.models import Upload
from webapp.uploads.services import adding

Arrived = Callable[..., Upload]
State = Upload.State


def test_a_film_is_added_to_its_library(film: Path, library: Library, paths: DataPaths, arrived: Arrived) -> None:
    upload = arrived(film)

    tasks.add(str(upload.pk))

    upload.refresh_from_db()
    video = Video.objects.get()
    source = video.sources.get()
    assert (upload.state, upload.reason, upload.video) == (State.ADDED, "", video)
    assert (video.title, video.year, video.library) == ("Holiday", 2020, library)
    assert Path(source.path) == paths.uploads / str(library.pk) / "Holiday (2020).mp4"
    assert Path(source.path).read_bytes() == film.read_bytes()
    assert (source.folder, source.folder.is_uploads) == (Folder.objects.get(), True)
    assert list(paths.uploads.rglob("*.part")) == []


def test_the_sender_is_told(film: Path, sender: Sender, arrived: Arrived) -> None:
    upload = arrived(film)
    services.add(upload.pk)
    [told] = sender.client.get("/api/uploads/").json()["uploads"]
    assert (told["state"], told["video"], told["offset"]) == ("added", Video.objects.get().pk, film.stat().st_size)
    assert sender.offset(f"/api/uploads/{upload.pk}/") == film.stat().st_size


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("text.mp4", "damaged"),
        ("truncated.mp4", "breaks-off"),
        ("truncated.mkv", "breaks-off"),
        ("playlist-in-disguise.mp4", "damaged"),
        ("script-in-disguise.mp4", "damaged"),
    ],
)
def test_what_is_no_film_is_refused_with_its_reason(
    name: str, code: str, clip: Callable[[str], Path], sender: Sender, paths: DataPaths, arrived: Arrived
) -> None:
    upload = arrived(clip(name))

    services.add(upload.pk)

    [told] = sender.client.get("/api/uploads/").json()["uploads"]
    assert (told["state"], told["code"]) == ("refused", code)
    assert told["reason"].endswith(".")
    assert not Video.objects.exists()
    assert [path for path in paths.uploads.rglob("*") if path.is_file()] == []
    assert sender.stop(f"/api/uploads/{upload.pk}/").status_code == 204, "read, and forgotten"


def test_odd_names_are_stored_safely_and_kept_as_titles(film: Path, paths: DataPaths, arrived: Arrived) -> None:
    services.add(arrived(film, "../../Who? Me: Part 1.mp4").pk)
    video = Video.objects.get()
    assert video.title == "Who? Me: Part 1"
    assert Path(video.sources.get().path).name == "Who_ Me_ Part 1.mp4"
    assert paths.uploads in Path(video.sources.get().path).parents


def test_two_films_of_one_name_live_side_by_side(film: Path, clip: Callable[[str], Path], arrived: Arrived) -> None:
    services.add(arrived(film, "IMG_0001.mp4").pk)
    services.add(arrived(clip("vfr.mp4"), "IMG_0001.mp4").pk)
    assert [Path(source.path).name for source in Source.objects.all()] == ["IMG_0001.mp4", "IMG_0001 (2).mp4"]
    assert Video.objects.count() == 2


def test_whoever_claims_it_first_adds_it(film: Path, arrived: Arrived) -> None:
    upload = arrived(film)
    Upload.objects.update(state=State.ADDING, claimed_at=timezone.now())
    services.add(upload.pk)
    assert not Video.objects.exists()


def test_what_is_gone_is_nobodys_error(db: None) -> None:
    tasks.add(str(uuid.uuid4()))
    assert not Video.objects.exists()


@pytest.mark.parametrize("died", ["before the move", "after the move", "after the import"])
def test_another_goes_on_where_a_worker_died(died: str, film: Path, arrived: Arrived, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = arrived(film)
    where = {"before the move": "_move_in", "after the move": "import_file", "after the import": "_keep_title"}[died]

    class Killed(BaseException): ...

    def die(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(adding, where, die)
    with pytest.raises(Killed):
        services.add(upload.pk)
    monkeypatch.undo()
    services.add(upload.pk)
    assert Upload.objects.get().state == State.ADDING, "the claim holds for a while"
    Upload.objects.update(claimed_at=timezone.now() - timedelta(minutes=5))

    services.add(upload.pk)

    assert Upload.objects.get().state == State.ADDED
    assert Source.objects.count() == Video.objects.count() == 1


def full_while_moving(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def full_while_reading(*_: object) -> None:
    raise MediaRefused("The file cannot be taken in: the disk is full.") from OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(("step", "fails"), [("_move_in", full_while_moving), ("import_file", full_while_reading)], ids=["move", "read"])
def test_a_full_disk_puts_it_off(
    step: str, fails: Any, film: Path, sender: Sender, arrived: Arrived, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = arrived(film)
    monkeypatch.setattr(adding, step, fails)
    services.add(upload.pk)
    [told] = sender.client.get("/api/uploads/").json()["uploads"]
    assert (told["state"], told["code"]) == ("received", "put-off")
    assert "the disk is full" in told["reason"]

    monkeypatch.undo()
    services.add(upload.pk)
    [told] = sender.client.get("/api/uploads/").json()["uploads"]
    assert (told["state"], told["reason"], told["code"]) == ("added", "", "")


# Sweeping


def test_what_nobody_goes_on_with_is_given_up(sender: Sender, library: Library, paths: DataPaths) -> None:
    old, new = sender.begun(6), sender.begun(6)
    for address in (old, new):
        sender.send(address, 0, b"abc")
    Upload.objects.filter(pk=old.split("/")[-2]).update(expires_at=timezone.now() - timedelta(seconds=1))

    tasks.sweep()

    assert (sender.look(old).status_code, sender.offset(new)) == (404, 3)
    assert len(list(paths.uploads.rglob("*.part"))) == 1


def test_films_in_the_library_never_expire(film: Path, arrived: Arrived) -> None:
    upload = arrived(film)
    services.add(upload.pk)
    Upload.objects.update(expires_at=timezone.now() - timedelta(days=400))
    tasks.sweep()
    assert Upload.objects.filter(pk=upload.pk).exists()
    assert Path(Source.objects.get().path).exists()


@pytest.mark.parametrize(
    ("state", "claimed", "last_part", "taken_up"),
    [
        (State.RECEIVED, None, 10, True),
        (State.RECEIVED, None, 0, False),
        (State.RECEIVED, 10, 10, True),
        (State.RECEIVED, 0, 10, False),
        (State.ADDING, 10, 10, True),
        (State.ADDING, 0, 10, False),
        (State.ADDED, 10, 10, False),
        (State.REFUSED, 10, 10, False),
        (State.RECEIVING, None, 10, False),
    ],
)
def test_what_was_left_lying_goes_on(
    state: str, claimed: int | None, last_part: int, taken_up: bool, film: Path, arrived: Arrived, queued: list[Any]
) -> None:
    """Minutes since a worker claimed it, and since the last part came."""
    upload, now = arrived(film), timezone.now()
    queued.clear()
    Upload.objects.update(
        state=state,
        claimed_at=None if claimed is None else now - timedelta(minutes=claimed),
        expires_at=now - timedelta(minutes=last_part) + timedelta(days=7),
    )
    tasks.sweep()
    assert queued == ([("play", "webapp.uploads.tasks.add", str(upload.pk))] if taken_up else [])


def test_strays_go_once_they_are_old(paths: DataPaths, sender: Sender, library: Library) -> None:
    import os

    sender.send(sender.begun(6), 0, b"abc")
    strays = [files.place_of(uuid.uuid4()) for _ in range(2)]
    for stray in strays:
        stray.write_bytes(b"x")
    for path in files.leftovers():
        if path != strays[0]:
            os.utime(path, (0, 0))
    tasks.sweep()
    assert sorted(files.leftovers()) == sorted({strays[0], files.place_of(Upload.objects.get().pk)})
