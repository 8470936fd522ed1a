"""A database of films on this machine, and nothing of the developer's proxies."""

from collections.abc import Iterator

import pytest

from tests.webapp.library.online.stand_in import stand_in


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where it listens."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with stand_in() as address:
        yield address
