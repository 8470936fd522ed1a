"""What films and what is prepared of them take: measured by a worker, never while somebody waits for a page."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from tests.webapp.dashboard.conftest import Make
from webapp.dashboard import tasks
from webapp.dashboard.models import StorageReport
from webapp.dashboard.queries.storage import storage
from webapp.library.models import Source
from webapp.streaming import disk, queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_segments_left() -> Iterator[None]:
    yield
    shutil.rmtree(settings.PATHS.segments)  # a rolled back row gives its number to the next test's
    settings.PATHS.segments.mkdir()


def prepare(source: Source, **sizes: int) -> None:
    for name, size in sizes.items():
        folder = queries.playable(source).folder / name.replace("_", "-").removeprefix("r")
        folder.mkdir(parents=True)
        (folder / "00000.m4s").write_bytes(bytes(size))


def test_by_library_and_rendition(make: Make) -> None:
    film, other, episode = make("Film", "Films"), make("Other", "Films"), make("Episode", "Series")
    prepare(film, r1080p=500, r480p=100, audio_1=20, audio_2=10, trickplay=3, subtitles=2)
    prepare(other, r480p=50)
    prepare(episode, r480p=7)
    Source.objects.filter(pk=film.pk).update(size=9000)
    tasks.measure_storage()
    found = storage()
    assert found.renditions == ["1080p", "480p", "Sound", "Subtitles and pictures"]
    films, series = found.shelves
    assert (films.name, films.prepared, films.originals) == ("Films", 685, 9001)
    assert dict(films.renditions) == {"1080p": 500, "480p": 150, "Sound": 30, "Subtitles and pictures": 5}
    assert dict(series.renditions) == {"480p": 7}
    assert (found.room.used, found.largest) == (692, 685)


def test_what_belongs_to_no_film_counts_in_all(make: Make) -> None:
    prepare(make(), r480p=5)
    stray = Path(settings.PATHS.segments) / "999-abc" / "480p"
    stray.mkdir(parents=True)
    (stray / "00000.m4s").write_bytes(bytes(3))
    tasks.measure_storage()
    assert storage().room.used == 8
    assert storage().shelves[0].prepared == 5


def test_no_page_walks_through_the_disk(admin: Client, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(make(), r480p=5)

    def walk(*_: Any) -> Any:
        raise AssertionError("a page walks through the disk")

    monkeypatch.setattr(disk, "measured", walk)
    page = admin.get(reverse("dashboard:overview")).content.decode()
    assert "is being measured" in page
    StorageReport.objects.create(taken_at=timezone.now() - timedelta(minutes=3), bytes_by_library={}, bytes_in_all=12_300_000)
    page = admin.get(reverse("dashboard:overview")).content.decode()
    assert "12.3 MB" in page
    assert "3\xa0minutes ago" in page


@pytest.mark.parametrize(("minutes", "asked"), [(1, 0), (10, 1), (None, 1)])
def test_it_is_measured_while_somebody_looks(minutes: int | None, asked: int, admin: Client) -> None:
    if minutes is not None:
        StorageReport.objects.create(taken_at=timezone.now() - timedelta(minutes=minutes))
    OrmQ.objects.all().delete()
    for _ in range(3):
        admin.get(f"{reverse('dashboard:overview')}?part")
    assert [delivery.task["func"] for delivery in OrmQ.objects.all()] == ["webapp.dashboard.tasks.measure_storage"] * asked
