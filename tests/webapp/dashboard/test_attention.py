"""What needs the owner, why, and where it is mended."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.webapp.dashboard.conftest import Make
from webapp import jobs
from webapp.accounts.models import OutboxMail, User
from webapp.dashboard.queries.attention import Kind, attention
from webapp.library.models import Folder, FoundFile, Source
from webapp.library.services import library_named
from webapp.streaming.disk import Room
from webapp.streaming.models import MOST_ATTEMPTS, RunLease
from webapp.uploads.models import Upload

pytestmark = pytest.mark.django_db

ROOM = Room(used=10**9, budget=100 * 10**9, free=500 * 10**9, floor=2 * 10**9)


@pytest.fixture(autouse=True)
def _workers_are_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "is_alive", lambda queue: True)


def found() -> Kind:
    [kind] = attention(ROOM)
    return kind


def leads_to(kind: Kind, admin: Client, words: str) -> None:
    page = admin.get(kind.address, follow=True)
    assert page.status_code == 200
    assert words in page.content.decode()


def test_nothing_is_wrong(make: Make, alice: User, bob: User) -> None:
    make()
    Folder.objects.create(library=library_named(None), path="/films")
    assert attention(ROOM) == []


def test_a_drive_that_is_gone(admin: Client) -> None:
    Folder.objects.create(library=library_named(None), path="/films", state=Folder.State.MISSING, reason="It is not there.")
    assert (found().concerns[0].what, found().concerns[0].why) == ("/films", "It is not there.")
    leads_to(found(), admin, "It is not there.")


def test_a_folder_that_cannot_be_read_wholly(admin: Client) -> None:
    Folder.objects.create(library=library_named(None), path="/films", reason="“secret” may not be read.")
    assert found().concerns[0].why == "“secret” may not be read."
    leads_to(found(), admin, "secret")


def test_films_that_were_refused_are_counted(admin: Client) -> None:
    folder = Folder.objects.create(library=library_named(None), path="/films")
    for number in range(7):
        refused = {"state": FoundFile.State.REFUSED, "reason": "The file is damaged."}
        FoundFile.objects.create(folder=folder, path=f"/films/{number}.mkv", size=1, modified_ns=1, **refused)
    kind = found()
    assert (kind.count, len(kind.concerns), kind.more) == (7, 5, 2)
    assert (kind.concerns[0].what, kind.concerns[0].why) == ("0.mkv", "The file is damaged.")
    leads_to(kind, admin, "The file is damaged.")


def test_a_film_whose_file_is_gone_and_not_its_drive(admin: Client, make: Make) -> None:
    make(state=Source.State.MISSING)
    gone = Folder.objects.create(library=library_named(None), path="/gone", state=Folder.State.MISSING)
    make("Elsewhere", state=Source.State.MISSING, folder=gone)
    kinds = attention(ROOM)
    assert [(kind.title, kind.count) for kind in kinds] == [("Missing folders and drives", 1), ("Films whose file is missing", 1)]
    leads_to(kinds[1], admin, "Holiday")


def test_somebody_waits_to_be_let_in(admin: Client, bob: User) -> None:
    User.objects.create_user("dora@example.org")
    User.objects.filter(pk=bob.pk).update(is_active=False)  # blocked, which is no waiting
    assert [concern.what for concern in found().concerns] == ["dora@example.org"]
    leads_to(found(), admin, "dora@example.org")


def test_a_mail_that_failed(admin: Client) -> None:
    mail: dict[str, Any] = {"recipient": "dora@example.org", "purpose": "activation", "subject": "s", "body": "b", "link": "http://x/"}
    OutboxMail.objects.create(**mail)
    OutboxMail.objects.create(**mail, error="The mail server refused the password.")
    OutboxMail.objects.create(**mail, error="It failed at first.", sent_at=timezone.now())
    assert [concern.why for concern in found().concerns] == ["The mail server refused the password."]
    leads_to(found(), admin, "dora@example.org")


def test_an_upload_that_was_refused(admin: Client, bob: User) -> None:
    refused = {"state": Upload.State.REFUSED, "reason": "This is no film.", "size": 1, "expires_at": timezone.now()}
    Upload.objects.create(user=bob, library=library_named(None), file_name="letter.doc", **refused)
    assert (found().concerns[0].what, found().concerns[0].why) == ("letter.doc", "This is no film.")
    leads_to(found(), admin, "This is no film.")


def test_a_disk_that_is_full(admin: Client) -> None:
    [kind] = attention(replace(ROOM, free=10**9))
    assert "The disk is full" in kind.concerns[0].what
    leads_to(kind, admin, "Room for prepared films")


def test_workers_that_are_silent(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "is_alive", lambda queue: queue == "play")
    assert "“prepare” do not answer" in found().concerns[0].what
    leads_to(found(), admin, "Logs")


def test_films_that_were_given_up_are_counted_the_latest_first_with_the_latest_reason(make: Make) -> None:
    for number in range(7):
        film = make(f"Film {number}")
        for reason in ("It broke.", "It broke again."):
            lease = RunLease.objects.take(film.pk, ["480p"], range(len(reason), 60))
            RunLease.objects.filter(pk=lease.pk).update(attempts=MOST_ATTEMPTS, reason=reason)
    kind = found()
    assert (kind.count, kind.more) == (7, 2)
    assert [concern.what.partition(":")[0] for concern in kind.concerns] == [f"Film {number}" for number in (6, 5, 4, 3, 2)]
    assert {concern.why for concern in kind.concerns} == {"It broke again."}
