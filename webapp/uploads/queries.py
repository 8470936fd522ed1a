"""Questions about what is on its way."""

from datetime import timedelta

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from webapp.accounts.models import User
from webapp.library.models import Library
from webapp.uploads.models import Upload

State = Upload.State
ON_ITS_WAY = (State.RECEIVING, State.RECEIVED, State.ADDING)
SHOWN_AFTERWARDS = timedelta(days=1)


def of_user(user: User) -> QuerySet[Upload]:
    """Everything that somebody sent."""
    return Upload.objects.filter(user=user)


def shown_to(user: User) -> QuerySet[Upload]:
    """What somebody sent and wants to know of: all but what has been in the library for a day."""
    recent = Q(created_at__gt=timezone.now() - SHOWN_AFTERWARDS)
    return of_user(user).filter(recent | ~Q(state=State.ADDED))


def taken_by(user: User) -> int:
    """Bytes of somebody's quota that are used: what is on its way, and what is in the library."""
    kept = Q(state__in=ON_ITS_WAY) | Q(state=State.ADDED, video__isnull=False)
    return int(of_user(user).filter(kept).aggregate(total=Sum("size", default=0))["total"])


def still_to_come() -> int:
    """Bytes that have been promised room and are not there yet."""
    coming = Upload.objects.filter(state=State.RECEIVING)
    return int(coming.aggregate(total=Sum(F("size") - F("received"), default=0))["total"])


def library_for(name: str) -> Library | None:
    """The library with this number, as the metadata says it."""
    return Library.objects.filter(pk=int(name)).first() if name.isascii() and name.isdigit() and len(name) < 10 else None
