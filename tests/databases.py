"""Databases for real processes, where the suite runs on PostgreSQL; on SQLite their data folder is enough."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

URL = "VIDEOFLIX_DATABASE_URL"


@contextmanager
def own_database() -> Iterator[None]:
    """Give the processes that the block starts an empty database of their own, and remove it with whoever still uses it."""
    url = os.environ.get(URL)
    if not url:
        yield
        return
    name = f"videoflix_{secrets.token_hex(6)}"
    server, _, _ = url.rpartition("/")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        os.environ[URL] = f"{server}/{name}"
        try:
            yield
        finally:
            os.environ[URL] = url
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
