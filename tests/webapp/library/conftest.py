"""A library of one's own for every test: own folders, one film on disk, rows by the dozen."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.media.probe import probe
from appliance.media.source import SourceFacts
from appliance.media.timeline import Timeline, decide
from appliance.paths import DataPaths
from webapp.library.models import Category, Library, Source, Video


@pytest.fixture(autouse=True)
def paths(settings, tmp_path: Path) -> DataPaths:
    """Folders of this test's own."""
    settings.PATHS = DataPaths(tmp_path / "data")
    settings.PATHS.create()
    return settings.PATHS


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
