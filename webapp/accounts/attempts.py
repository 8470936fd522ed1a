"""Counts wrong passwords per account, whichever door they were tried at."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from django.core.cache import cache

from webapp.accounts.errors import TooManyTries
from webapp.accounts.rules import normal_email

LIMIT = 10
WINDOW_SECONDS = 60

_lock = Lock()


@contextmanager
def one_try(email: str) -> Iterator[None]:
    """A try at a password for this address: whatever is raised in it says that it was wrong; a right one does not count.

    It is counted before it is made: of many at once, `LIMIT` come through.
    Raises TooManyTries.
    """
    moment = _claim(email)
    yield
    _forgive(email, moment)


def seconds_to_wait(email: str) -> float:
    """How long nobody may try a password for this address; 0 when somebody may now."""
    recent = _recent(email)
    return recent[0] + WINDOW_SECONDS - time.time() if len(recent) >= LIMIT else 0.0


def address_digest(email: str) -> str:
    """An address as part of a cache key: any text a stranger sends, in any spelling, at equal length."""
    return hashlib.sha256(normal_email(email).encode(errors="replace")).hexdigest()


def _claim(email: str) -> float:
    with _lock:
        wait = seconds_to_wait(email)
        if wait > 0:
            raise TooManyTries(wait)
        moment = time.time()
        cache.set(_key(email), [*_recent(email), moment], WINDOW_SECONDS)
    return moment


def _forgive(email: str, moment: float) -> None:
    with _lock:
        recent = _recent(email)
        if moment in recent:
            recent.remove(moment)
        cache.set(_key(email), recent, WINDOW_SECONDS)


def _recent(email: str) -> list[float]:
    now = time.time()
    return [moment for moment in cache.get(_key(email), []) if moment > now - WINDOW_SECONDS]


def _key(email: str) -> str:
    return f"accounts.failures.{address_digest(email)}"
