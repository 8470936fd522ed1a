"""A film in the library, and what workers do with it, done here and now."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from appliance.media import poster
from appliance.media.source import SourceFacts
from webapp.library import posters
from webapp.library.models import Source, Video
from webapp.library.services import import_file, library_named
from webapp.streaming import access, companions, devices, queries, services, silent, subtitles


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    queries.forget_playables()
    access.forget_decisions()
    subtitles.forget_listings()
    devices.forget_segments()
    silent.forget_segments()
    yield
    services.close_originals()
    shutil.rmtree(settings.PATHS.segments)  # a rolled back row gives its number to the next test's
    settings.PATHS.segments.mkdir()


@pytest.fixture(autouse=True, scope="session")
def _one_poster_of_each_clip() -> Iterator[None]:
    """Which picture a film shows is another folder's subject: ffmpeg makes it once of each clip, not for every test."""
    made: dict[tuple[object, ...], bytes] = {}

    def make_poster(source: Path, facts: SourceFacts, destination: Path) -> None:
        film = source, source.stat().st_size, source.stat().st_mtime_ns
        if film not in made:
            poster.make_poster(source, facts, destination)
            made[film] = destination.read_bytes()
        destination.write_bytes(made[film])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(posters, "make_poster", make_poster)
        yield


@pytest.fixture
def runs_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Subtitles and the seek bar's pictures are another test's subject."""
    monkeypatch.setattr(companions, "KINDS", ())


@pytest.fixture
def film(db: None, h264_mp4: Path) -> Video:
    """A 13 s film of 640 x 360 with stereo AAC."""
    return import_file(h264_mp4, library_named(None))


@pytest.fixture
def surround_film(db: None, h264_mkv_23976: Path) -> Video:
    """A 13 s film whose sound (AC-3 5.1) has to be encoded."""
    return import_file(h264_mkv_23976, library_named(None))


@pytest.fixture
def large_film(db: None, clip: Callable[[str], Path]) -> Video:
    """A 4 s film of 1280 x 720 of which both rungs have to be encoded."""
    return import_file(clip("mpeg4-720p.mp4"), library_named(None))


@pytest.fixture
def source(film: Video) -> Source:
    return film.sources.get()


@pytest.fixture
def prepare_all() -> Callable[[], int]:
    """Do what the prepare queue does until there is nothing left; gives the number of steps."""

    def work() -> int:
        steps = 0
        while services.prepare_step():
            steps += 1
            assert steps < 100
        return steps

    return work
