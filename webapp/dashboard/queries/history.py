"""What the workers did, in plain words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from webapp import jobs
from webapp.jobs import Job
from webapp.library.models import Folder, Library, Source, Video
from webapp.uploads.models import Upload

MOST = 100

# By the name of the task: what it does, and what its first argument names.
WORDS: dict[str, tuple[str, str]] = {
    "webapp.accounts.tasks.send_due_mails": ("Send mails that are due", ""),
    "webapp.accounts.tasks.send_mail": ("Send a mail", ""),
    "webapp.accounts.tasks.sweep": ("Tidy up accounts", ""),
    "webapp.dashboard.tasks.measure_storage": ("Measure what prepared films take", ""),
    "webapp.library.tasks.examine": ("Look into new files", ""),
    "webapp.library.tasks.examine_again": ("Read chosen files again", ""),
    "webapp.library.tasks.export_nfo": ("Write NFO files", "library"),
    "webapp.library.tasks.look_up": ("Look up online", "video"),
    "webapp.library.tasks.scan_folder": ("List the films of a folder", "folder"),
    "webapp.streaming.tasks.choose_encoder": ("Test the encoders of this machine", ""),
    "webapp.streaming.tasks.make_init": ("Begin a rendition for a viewer", "source"),
    "webapp.streaming.tasks.make_subtitles": ("Read subtitles", "source"),
    "webapp.streaming.tasks.make_wanted": ("Prepare what a viewer waits for", "source"),
    "webapp.streaming.tasks.prepare_next": ("Prepare the next piece of a film", ""),
    "webapp.streaming.tasks.revive": ("See whether there is something to prepare", ""),
    "webapp.streaming.tasks.sweep": ("Tidy up prepared films", ""),
    "webapp.uploads.tasks.add": ("Add an upload to its library", "upload"),
    "webapp.uploads.tasks.sweep": ("Tidy up uploads", ""),
}
# What names are made of: rows, and the column that people know them by.
NAMES: dict[str, tuple[QuerySet, str]] = {
    "folder": (Folder.objects.all(), "path"),
    "library": (Library.objects.all(), "name"),
    "source": (Source.objects.order_by(), "video__title"),
    "upload": (Upload.objects.order_by(), "file_name"),
    "video": (Video.objects.order_by(), "title"),
}


@dataclass(frozen=True)
class Done:
    """A job, and what it was about."""

    job: Job
    subject: str


def done(failed_only: bool = False) -> list[Done]:
    """The latest jobs, the latest first."""
    found = jobs.history(MOST, failed_only)
    names = {kind: _names(kind, found) for kind in NAMES}
    return [Done(job, _subject(job, names)) for job in found]


def _subject(job: Job, names: dict[str, dict[str, str]]) -> str:
    sentence, kind = WORDS.get(job.task, (job.task, ""))
    name = names[kind].get(str(job.arguments[0])) if kind and job.arguments else None
    return f"{sentence}: {name}" if name else sentence


def _names(kind: str, found: Iterable[Job]) -> dict[str, str]:
    """What the rows are called that jobs of this kind were about: one query."""
    numbers = {job.arguments[0] for job in found if job.arguments and WORDS.get(job.task, ("", ""))[1] == kind}
    rows, column = NAMES[kind]
    return {str(pk): name for pk, name in rows.filter(pk__in=numbers).values_list("pk", column)}
