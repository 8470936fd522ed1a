"""The history of jobs, in plain words."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import Task

import webapp.accounts.tasks
import webapp.dashboard.tasks
import webapp.library.tasks
import webapp.streaming.tasks
import webapp.uploads.tasks
from tests.webapp.dashboard.conftest import Make
from webapp.dashboard.queries.history import WORDS, done
from webapp.library.models import Folder
from webapp.library.services import library_named

pytestmark = pytest.mark.django_db

MODULES = (webapp.accounts.tasks, webapp.dashboard.tasks, webapp.library.tasks, webapp.streaming.tasks, webapp.uploads.tasks)


def worked(task: str, *arguments: Any, seconds: float = 2.0, ago: float = 0.0, **columns: Any) -> None:
    """A task that a worker has done."""
    started = timezone.now() - timedelta(seconds=ago + seconds)
    number = f"{Task.objects.count():032d}"
    times = {"started": started, "stopped": started + timedelta(seconds=seconds)}
    Task.objects.create(id=number, name=number, func=task, args=arguments, **times, **columns)


def test_every_task_has_its_words() -> None:
    tasks = {
        f"{module.__name__}.{name}"
        for module in MODULES
        for name, each in vars(module).items()
        if getattr(each, "__module__", "") == module.__name__ and callable(each) and not name.startswith("_")
    }
    assert set(WORDS) == tasks


def test_what_was_done_and_about_what(make: Make) -> None:
    source = make()
    folder = Folder.objects.create(library=library_named(None), path="/films")
    worked("webapp.streaming.tasks.make_wanted", source.pk, "480p", 3, ago=30)
    worked("webapp.library.tasks.scan_folder", folder.pk, ago=20, seconds=0.5)
    worked("webapp.library.tasks.look_up", 999, ago=10)
    worked("math.sqrt", 2)
    assert [(each.subject, each.job.seconds, each.job.succeeded) for each in done()] == [
        ("math.sqrt", 2.0, True),
        ("Look up online", 2.0, True),  # of a film that is gone
        ("List the films of a folder: /films", 0.5, True),
        ("Prepare what a viewer waits for: Holiday", 2.0, True),
    ]


def test_why_something_failed(admin: Client) -> None:
    worked("webapp.uploads.tasks.sweep", ago=10)
    trace = 'The disk is full : Traceback (most recent call last):\n  File "x.py"'
    worked("webapp.accounts.tasks.sweep", success=False, result=trace)
    [each] = done(failed_only=True)
    assert (each.subject, each.job.reason) == ("Tidy up accounts", "The disk is full")
    page = admin.get(reverse("dashboard:jobs"), {"failed": "1"}).content.decode()
    assert "Failed: The disk is full" in page
    assert "Traceback" not in page
    assert "Tidy up uploads" not in page
    assert "Tidy up uploads" in admin.get(reverse("dashboard:jobs")).content.decode()


def test_the_list_costs_the_same_however_long_it_is(admin: Client, make: Make, django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        worked("webapp.streaming.tasks.make_wanted", make(f"Film {number}").pk)
    with django_assert_max_num_queries(6):
        assert len(done()) == 20


def test_there_is_one_page_of_jobs_and_no_raw_tables(admin: Client) -> None:
    assert reverse("dashboard:jobs") in admin.get("/admin/").content.decode()
    assert admin.get("/admin/django_q/").status_code == 404
    assert admin.get("/admin/django_q/failure/").status_code == 404
