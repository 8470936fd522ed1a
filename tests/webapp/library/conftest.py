"""A library of one's own for every test: own folders, one film on disk, rows by the dozen."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from appliance.media.probe import probe
from appliance.media.source import SourceFacts
from appliance.media.timeline import Timeline, decide
from appliance.paths import DataPaths
from webapp.library import services
from webapp.library.models import Category, Folder, Library, Series, Source, Video

Placed = Callable[..., Video]


def credits_of(row: Video | Series) -> list[tuple[str, str, str]]:
    """Who did what in it, as whom, in the order of its credits."""
    return [(credit.person.name, credit.role, credit.character) for credit in row.credits.order_by("order", "id")]


@pytest.fixture(autouse=True)
def paths(settings, tmp_path: Path) -> DataPaths:
    """Folders of this test's own."""
    settings.PATHS = DataPaths(tmp_path / "data")
    settings.PATHS.create()
    return settings.PATHS


@pytest.fixture
def admin(alice) -> Client:
    """The owner's browser in the admin."""
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def library(db: None) -> Library:
    """An empty library."""
    return Library.objects.create(name="Films")


@pytest.fixture
def film(h264_mp4: Path, tmp_path: Path) -> Path:
    """A film that a test may move, replace and delete."""
    return Path(shutil.copy(h264_mp4, tmp_path / "Holiday (2020).mp4"))


@pytest.fixture(scope="session")
def known(h264_mp4: Path) -> tuple[SourceFacts, Timeline]:
    """What is known of a real film."""
    facts = probe(h264_mp4)
    return facts, decide(h264_mp4, facts)


@pytest.fixture
def make_videos(library: Library, known: tuple[SourceFacts, Timeline]) -> Callable[..., list[Video]]:
    """Make rows of videos, each with two sources, without files."""

    def make(count: int, category: Category | None = None) -> list[Video]:
        videos = [Video.objects.create(library=library, title=f"Film {number}", category=category) for number in range(count)]
        for video in videos:
            for version in ("a", "b"):
                path = f"/films/{video.pk}{version}.mp4"
                source = Source(video=video, path=path, size=1, modified_ns=1, fingerprint=f"{version}{video.pk:063d}")
                source.store_facts(*known)
                source.save()
        return videos

    return make


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of the libraries' originals."""
    folder = tmp_path / "originals"
    folder.mkdir()
    return folder


@pytest.fixture
def put(root: Path, known: tuple[SourceFacts, Timeline], library: Library) -> Placed:
    """Lay an (empty) file there and give it its place, as an import does; words by name are tags inside the film."""
    Folder.objects.create(library=library, path=str(root))

    def put(name: str, **tags: str) -> Video:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        facts = replace(known[0], title=tags.pop("title", None), tags=tuple(tags.items()))
        video = services.place(path, facts, library)
        edition, part = services.version_of(path, library)
        source = Source(
            video=video, path=str(path), size=0, modified_ns=0, fingerprint=name.encode().hex()[-64:], edition=edition, part=part
        )
        source.store_facts(facts, known[1])
        source.save()
        return Video.objects.get(pk=video.pk)

    return put


@pytest.fixture
def series_library(library: Library) -> Library:
    library.kind = Library.Kind.SERIES
    library.save()
    return library
