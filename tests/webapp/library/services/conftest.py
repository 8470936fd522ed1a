"""A folder of a library, with small files in it that only their names make films."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.media.source import SourceFacts
from appliance.media.timeline import Timeline
from webapp.library import services
from webapp.library.models import Folder, FoundFile, Library, Source, Video

LONG_AGO_NS = 1_500_000_000 * 10**9  # nobody writes to these files any more


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A drive's folder."""
    folder = tmp_path / "drive" / "films"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def folder(place: Path, library: Library) -> Folder:
    """It belongs to the library."""
    return services.add_folder(place, library)


@pytest.fixture
def put(place: Path) -> Callable[..., list[Path]]:
    """Put files there, each with other content."""

    def put(*names: str) -> list[Path]:
        paths = [place / name for name in names]
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(path.name)
            os.utime(path, ns=(LONG_AGO_NS, LONG_AGO_NS))
        return paths

    return put


@pytest.fixture
def put_film(place: Path, clip: Callable[[str], Path]) -> Callable[..., Path]:
    """Put a real film there, whose copy was complete long ago."""

    def put_film(name: str, content: str = "h264.mp4") -> Path:
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(clip(content), path)
        os.utime(path, ns=(1, 1_500_000_000_000_000_000))
        return path

    return put_film


@pytest.fixture
def take_in(library: Library, folder: Folder, known: tuple[SourceFacts, Timeline]) -> Callable[[], list[Source]]:
    """Make Sources of everything that waits, without looking into it."""

    def take_in() -> list[Source]:
        taken = []
        for found in FoundFile.objects.filter(state=FoundFile.State.WAITING):
            video = Video.objects.create(library=library, title=Path(found.path).stem)
            source = Source(video=video, folder=folder, path=found.path, size=found.size, modified_ns=found.modified_ns)
            source.fingerprint = f"{video.pk:064d}"
            source.store_facts(*known)
            source.save()
            taken.append(source)
            found.delete()
        return taken

    return take_in
