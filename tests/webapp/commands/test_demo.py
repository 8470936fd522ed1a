"""`videoflix demo`: an owner and a film, made once."""

import shutil
from pathlib import Path

import pytest

from appliance.media import demo_film
from appliance.paths import DataPaths
from webapp.accounts.models import User
from webapp.commands import demo
from webapp.library.models import Video

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def paths(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, h264_mp4: Path) -> DataPaths:
    """Folders of this test's own, and a film that is there at once."""
    settings.PATHS = DataPaths(tmp_path / "data")
    settings.PATHS.create()
    monkeypatch.setattr(demo_film, "make", lambda destination: shutil.copy(h264_mp4, destination))
    return settings.PATHS


def test_a_household_with_a_film_is_made(paths: DataPaths) -> None:
    number = demo.prepare_demo()

    video = Video.objects.get(pk=number)
    assert (video.category.name, video.description) == ("Demo", demo.DESCRIPTION)
    assert [file.name for file in paths.uploads.iterdir()] == [demo.FILE_NAME]
    owner = User.objects.get()
    assert (owner.is_owner, owner.is_active) == (True, True)


def test_it_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    number = demo.prepare_demo()
    monkeypatch.setattr(demo_film, "make", None)

    assert demo.prepare_demo() == number
    assert (User.objects.count(), Video.objects.count()) == (1, 1)


def test_what_a_person_edited_stays() -> None:
    number = demo.prepare_demo()
    Video.objects.update(description="Ours.", category=None)

    demo.prepare_demo()

    video = Video.objects.get(pk=number)
    assert (video.description, video.category) == ("Ours.", None)


def test_a_household_keeps_its_owner(alice: User) -> None:
    demo.prepare_demo()

    assert list(User.objects.all()) == [alice]


def test_an_interrupted_film_leaves_nothing_that_counts(paths: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(destination: Path) -> None:
        destination.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(demo_film, "make", broken)

    with pytest.raises(KeyboardInterrupt):
        demo.prepare_demo()

    assert not list(paths.uploads.iterdir())
    assert not Video.objects.exists()
