"""Counts wrong passwords per account, whichever door they were tried at."""

import hashlib
import time

from django.core.cache import cache

from webapp.accounts.rules import normal_email

LIMIT = 10
WINDOW_SECONDS = 60


def count_failure(email: str) -> None:
    """Remember that a password for this address was wrong just now."""
    cache.set(_key(email), [*_recent(email), time.time()][-LIMIT:], WINDOW_SECONDS)


def seconds_to_wait(email: str) -> float:
    """How long nobody may try a password for this address; 0 when somebody may now."""
    recent = _recent(email)
    return recent[0] + WINDOW_SECONDS - time.time() if len(recent) >= LIMIT else 0.0


def _recent(email: str) -> list[float]:
    now = time.time()
    return [moment for moment in cache.get(_key(email), []) if moment > now - WINDOW_SECONDS]


def _key(email: str) -> str:
    return f"accounts.failures.{address_digest(email)}"


def address_digest(email: str) -> str:
    """An address as part of a cache key: any text a stranger sends, in any spelling, at equal length."""
    return hashlib.sha256(normal_email(email).encode(errors="replace")).hexdigest()
