"""What does not mend itself: what it is, why in plain words, and where the owner mends it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from django.db.models import Max, QuerySet
from django.urls import reverse

from appliance.processes.argv import Queue
from webapp import jobs
from webapp.accounts.models import OutboxMail, User
from webapp.library.models import Folder, FoundFile, Source
from webapp.streaming.disk import Room
from webapp.streaming.models import RunLease
from webapp.uploads.models import Upload

QUEUES: tuple[Queue, ...] = ("play", "prepare")
MOST = 5  # of a kind; the link leads to all of them
UNWELL = "The workers of the queue “{}” do not answer. They are started again by themselves; if not, start Videoflix anew."


@dataclass(frozen=True)
class Concern:
    """One thing that somebody should look at."""

    what: str
    why: str = ""
    retry: int | None = None  # the number of the Source whose work can be tried again

    @property
    def button(self) -> str:
        """The id of its button on the page."""
        return f"retry-{self.retry}"


@dataclass(frozen=True)
class Kind:
    """Concerns of one kind; `address` is where they are mended, and `mend` what the link there says."""

    title: str
    count: int
    concerns: Sequence[Concern]
    address: str
    mend: str

    @property
    def can_be_retried(self) -> bool:
        """Whether there are several that can be tried again at once."""
        return self.count > 1 and all(concern.retry for concern in self.concerns)

    @property
    def more(self) -> int:
        """How many there are beside those that are shown."""
        return self.count - len(self.concerns)


def attention(room: Room) -> list[Kind]:
    """Everything that needs the owner, the most pressing first; `room`: how full the disk is."""
    unreadable = Folder.objects.filter(state=Folder.State.READY).exclude(reason="")
    refused = FoundFile.objects.filter(state=FoundFile.State.REFUSED)
    waiting = User.objects.filter(activated_at=None, is_active=False)
    kinds = [
        *_queues(),
        *_disk(room),
        _kind("Missing folders and drives", Folder.objects.filter(state=Folder.State.MISSING), _folder, "state__exact=missing"),
        _kind("Folders that cannot be read wholly", unreadable, _folder),
        _kind("People who wait to be let in", waiting, _user, "is_active__exact=0", "Approve"),
        _kind("Films that could not be taken in", refused, _found, "state__exact=refused"),
        _given_up(),
        _kind("Uploads that were refused", Upload.objects.filter(state=Upload.State.REFUSED), _upload, "state__exact=refused"),
        _kind("Films whose file is missing", _missing(), _source, "state__exact=missing"),
        _kind("Mails that did not go out", OutboxMail.objects.never_sent().exclude(error=""), _mail, "sent_at__isempty=1", "Send again"),
    ]
    return [kind for kind in kinds if kind.count]


def _kind(title: str, rows: QuerySet, say: Callable[..., Concern], query: str = "", mend: str = "Show") -> Kind:
    """Rows of one table as concerns: two queries."""
    meta = rows.model._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    return Kind(title, rows.count(), [say(row) for row in rows[:MOST]], f"{address}?{query}".rstrip("?"), mend)


def _queues() -> Iterable[Kind]:
    silent = [queue for queue in QUEUES if not jobs.is_alive(queue)]
    if silent:
        concerns = [Concern(UNWELL.format(queue)) for queue in silent]
        yield Kind("Workers", len(concerns), concerns, reverse("dashboard:logs"), "Read the logs")


def _disk(room: Room) -> Iterable[Kind]:
    if room.complaint:
        yield Kind("Low disk", 1, [Concern(room.complaint)], reverse("admin:streaming_segmentstore_changelist"), "Allow more")


def _given_up() -> Kind:
    """Work that failed too often, by film, the latest first."""
    failed = RunLease.objects.given_up()
    films = failed.values("source").annotate(latest=Max("expires_at")).order_by("-latest", "source")
    shown = failed.filter(source__in=[film["source"] for film in films[:MOST]]).select_related("source__video").order_by("-expires_at")
    concerns: dict[int, Concern] = {}
    for lease in shown.defer("source__timeline_json", "source__facts_json"):
        concerns.setdefault(lease.source_id, Concern(f"{lease.source.video}: {lease.source}", lease.reason, retry=lease.source_id))
    address = reverse("admin:streaming_runlease_changelist")
    return Kind("Films that could not be prepared wholly", films.count(), list(concerns.values()), address, "Show")


def _missing() -> QuerySet:
    """Those whose folder is there: the others come back with it."""
    missing = Source.objects.filter(state=Source.State.MISSING).exclude(folder__state=Folder.State.MISSING)
    return missing.select_related("video").defer("timeline_json", "facts_json")


def _folder(folder: Folder) -> Concern:
    return Concern(folder.path, folder.reason)


def _user(user: User) -> Concern:
    return Concern(user.email, f"Asked on {user.date_joined:%Y-%m-%d}.")


def _found(found: FoundFile) -> Concern:
    return Concern(PurePath(found.path).name, found.reason)


def _upload(upload: Upload) -> Concern:
    return Concern(upload.file_name, upload.reason)


def _source(source: Source) -> Concern:
    return Concern(str(source.video), f"{source.path} is not there.")


def _mail(mail: OutboxMail) -> Concern:
    return Concern(str(mail), mail.error)
