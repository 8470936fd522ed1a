"""Films of odd kinds; each is made once per run and shared by all workers: a test must not write to them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from appliance.media.remux import Original
from tests import media_factory
from tests.appliance.media import films

settings.register_profile("busy machine", deadline=None)  # a slow moment of a shared machine is no failure
settings.load_profile("busy machine")


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Give the film of this file name, made on first use; the names are in `films.FILMS`."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / "films"
    folder.mkdir(exist_ok=True)
    return lambda name: media_factory.once(folder / name, films.FILMS[name])


@pytest.fixture(scope="session")
def imported(clip: Callable[[str], Path], film: Callable[[str], Path]) -> Callable[[str], Original]:
    """Give a clip or a film as the library would know it."""
    known: dict[str, Original] = {}

    def give(name: str) -> Original:
        if name not in known:
            known[name] = films.imported(clip(name) if name in media_factory.MAKERS else film(name))
        return known[name]

    return give
