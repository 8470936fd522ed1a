"""Real processes: each test's have a database of their own."""

from collections.abc import Iterator

import pytest

from tests.databases import own_database


@pytest.fixture(autouse=True)
def _own_database() -> Iterator[None]:
    with own_database():
        yield
