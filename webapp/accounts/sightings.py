"""When a device was last seen: written once a minute at most, however much it asks for."""

import logging
from datetime import timedelta
from uuid import UUID

from django.core.cache import cache
from django.db import OperationalError
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.request import Request

from webapp.accounts.callers import caller_of
from webapp.accounts.models import SignIn

SECONDS = 60

_log = logging.getLogger(__name__)


def note(sign_in: str | None, request: HttpRequest | Request) -> None:
    """Remember that the device of this sign-in (its id as hex digits) asks for something now, and from where.

    In the steady state that is a look into the cache. A busy database is no reason to refuse what was asked for.
    """
    if sign_in is None or not cache.add(_key(sign_in), True, SECONDS):
        return
    now = timezone.now()
    stale = SignIn.objects.filter(pk=UUID(sign_in), last_seen_at__lt=now - timedelta(seconds=SECONDS))
    try:
        stale.update(last_seen_at=now, address=caller_of(request).address)
    except OperationalError:
        _log.info("When a device was last seen could not be written.", exc_info=True)


def remember(sign_in: str) -> None:
    """Its row says so already: for the next minute there is nothing to write."""
    cache.set(_key(sign_in), True, SECONDS)


def _key(sign_in: str) -> str:
    return f"accounts.seen.{sign_in}"
