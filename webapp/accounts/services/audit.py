"""The audit log: what happened to accounts, kept for a year and a bit. Nothing secret is ever written here."""

from datetime import timedelta

from django.utils import timezone

from webapp.accounts.callers import Caller
from webapp.accounts.models import AuditEntry, User

KEPT = timedelta(days=400)
MOST = 50_000  # rows
MOST_REFUSALS = 20_000  # strangers cause these at will: they must not push out what members and owners did
DETAIL_LENGTH = 200

Kind = AuditEntry.Kind
REFUSALS = (
    Kind.SIGN_IN_REFUSED, Kind.PRESENCE_REFUSED, Kind.PASSWORD_RESET_ASKED, Kind.REGISTERED, Kind.EXPIRED, Kind.PIN_REFUSED
)  # fmt: skip


def record(kind: Kind, caller: Caller, *, user: User | None = None, actor: User | None = None, detail: str = "") -> None:
    """Write that this happened to `user`'s account, done by `actor`; None: by nobody known.

    `detail` is for the owner to read: no password, PIN, code or token, and no address that nobody here has.
    """
    AuditEntry.objects.create(
        kind=kind,
        user=user,
        email="" if user is None else user.email,
        actor=actor,
        address=caller.address,
        client=caller.client,
        detail=detail[:DETAIL_LENGTH],
    )


def record_new_password(user: User | None, caller: Caller, actor: User) -> None:
    """Write down that `actor` changed `user`'s password in the admin, if the row says another one by now."""
    if user is not None and User.objects.filter(pk=user.pk).exclude(password=user.password).exists():
        record(Kind.PASSWORD_CHANGED, caller, user=user, actor=actor, detail="In the admin")


def forget_old_entries() -> None:
    """Drop what is too old, and the oldest of what is too much."""
    AuditEntry.objects.filter(at__lt=timezone.now() - KEPT).delete()
    for entries, most in ((AuditEntry.objects.filter(kind__in=REFUSALS), MOST_REFUSALS), (AuditEntry.objects.all(), MOST)):
        newest_too_many = entries.order_by("-id").values_list("id", flat=True)[most : most + 1]
        entries.filter(id__lte=next(iter(newest_too_many), 0)).delete()
