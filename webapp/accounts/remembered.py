"""Who was recognised a moment ago: in the steady state a segment costs no query.

Whatever may change who is let in, or what they may see, calls `forget`. That reaches this process only, which is the one that serves;
what others change (the command line, another web process) is noticed after `SECONDS`.
"""

import time
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

from django.db import transaction

SECONDS = 30.0
MOST = 10_000

Found = TypeVar("Found")

_kept: dict[Hashable, tuple[float, Any]] = {}
_times_forgotten = 0
_lock = Lock()


def recall(key: Hashable, ask: Callable[[], Found | None]) -> Found | None:
    """What `ask` said about this key in the last `SECONDS`, or says now. A None is not remembered."""
    until, kept = _kept.get(key, (float("-inf"), None))
    if time.monotonic() < until:
        return cast(Found, kept)
    before = _times_forgotten
    found = ask()
    with _lock:
        if found is not None and before == _times_forgotten:  # what was asked before it changed is not worth keeping
            if len(_kept) >= MOST:
                _kept.clear()
            _kept[key] = (time.monotonic() + SECONDS, found)
    return found


def forget() -> None:
    """Ask again the next time: now, and once more when what is being changed can be seen by others."""
    _forget()
    transaction.on_commit(_forget)


def _forget() -> None:
    global _times_forgotten
    with _lock:
        _kept.clear()
        _times_forgotten += 1
