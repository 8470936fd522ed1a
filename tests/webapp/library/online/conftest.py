"""A database of films on this machine, and nothing of the developer's proxies."""

from collections.abc import Iterator

import pytest

from tests.webapp.library.online.stand_in import KEY, stand_in
from webapp.library.models import OnlineLookup
from webapp.library.online.tmdb import Tmdb
from webapp.library.services import lookup


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where it listens."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with stand_in() as address:
        yield address


@pytest.fixture
def switched_on(db: None, address: str, monkeypatch: pytest.MonkeyPatch) -> OnlineLookup:
    """The owner wants it, and it is asked on this machine."""
    monkeypatch.setattr(lookup, "Tmdb", lambda key, language: Tmdb(key, language, address, f"{address}/pictures"))
    return OnlineLookup.objects.create(enabled=True, tmdb_key=KEY, language="de-DE")
