"""Mail: in the outbox always, out of the house where a mail server is set."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from webapp.accounts import services, tasks
from webapp.accounts.models import Household, OutboxMail

SEND = "webapp.accounts.tasks.send_mail"


@pytest.fixture
def mail(db) -> OutboxMail:
    return OutboxMail.objects.create(
        recipient="bob@example.org", purpose="activation", subject="Come in", body="Hello: http://testserver/x", link="http://testserver/x"
    )


def _ask_for_a_mail(client, capture):
    with capture(execute=True):
        client.post("/api/password_reset/", {"email": "bob@example.org"})
        client.post("/api/password_reset/", {"email": "nobody@example.org"})


def test_without_a_mail_server_nothing_is_queued(bob, charlie, queued, django_capture_on_commit_callbacks):
    _ask_for_a_mail(charlie, django_capture_on_commit_callbacks)
    assert OutboxMail.objects.count() == 1
    assert queued == []


def test_with_one_the_mail_is_queued_by_its_id(bob, smtp, charlie, mail_server, queued, last_mail, django_capture_on_commit_callbacks):
    """And for an unknown address no mail is, at the same cost."""
    _ask_for_a_mail(charlie, django_capture_on_commit_callbacks)
    assert queued == [(SEND, last_mail().pk, "play"), (SEND, last_mail().pk + 1, "play")]
    tasks.send_mail(last_mail().pk + 1)
    assert mail_server.mails == []


def test_a_broken_queue_loses_no_request(bob, smtp, charlie, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("webapp.jobs.enqueue", lambda *arguments, queue: 1 / 0)
    with django_capture_on_commit_callbacks(execute=True):
        assert charlie.post("/api/password_reset/", {"email": bob.email}).status_code == 200
    assert OutboxMail.objects.count() == 1


def test_the_task_sends_the_mail_once(smtp, mail, mail_server):
    tasks.send_mail(mail.pk)
    tasks.send_mail(mail.pk)
    mail.refresh_from_db()
    assert mail.sent_at is not None
    assert len(mail_server.mails) == 1
    assert "To: bob@example.org" in mail_server.mails[0]
    assert "From: films@example.org" in mail_server.mails[0]
    assert mail.link in mail_server.mails[0]


@pytest.mark.parametrize("why", ["gone", "sent", "claimed", "no server any more"])
def test_the_task_returns_quietly(why, smtp, mail, mail_server):
    if why == "gone":
        mail.delete()
    if why == "no server any more":
        Household.objects.update(smtp_host="")
    if why in ("sent", "claimed"):
        OutboxMail.objects.update(**{f"{why}_at": timezone.now()})
    tasks.send_mail(mail.pk or 0)
    assert mail_server.mails == []


def test_a_failure_is_noted_and_tried_again(smtp, mail, mail_server):
    mail_server.refusing = "550 nobody of that name"
    tasks.send_mail(mail.pk)
    mail.refresh_from_db()
    assert mail.sent_at is None
    assert mail.error == "550 nobody of that name"
    mail_server.refusing = None
    tasks.send_due_mails()
    assert mail_server.mails == []  # not yet
    OutboxMail.objects.update(due_at=timezone.now())
    tasks.send_due_mails()
    mail.refresh_from_db()
    assert mail.sent_at is not None
    assert mail.error == ""
    tasks.send_due_mails()
    assert len(mail_server.mails) == 1


def test_pauses_grow_until_the_link_has_expired(smtp, mail, mail_server):
    mail_server.refusing = "451 later"
    pauses: list[float] = []
    for _ in range(30):
        tasks.send_mail(mail.pk)
        mail.refresh_from_db()
        if mail.due_at is None:
            break
        pauses.append((mail.due_at - timezone.now()).total_seconds())
        OutboxMail.objects.update(created_at=mail.created_at - timedelta(seconds=pauses[-1]))  # so much time has passed
    assert mail.due_at is None
    assert pauses[:3] == pytest.approx([60, 120, 240], abs=30)
    assert max(pauses) == pytest.approx(6 * 3600, abs=30)
    assert 12 < len(pauses) < 25


def test_a_mail_that_no_worker_got_to_know_of_is_found(bob, smtp, charlie, mail_server, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("webapp.jobs.enqueue", lambda *arguments, queue: 1 / 0)
    _ask_for_a_mail(charlie, django_capture_on_commit_callbacks)
    tasks.send_due_mails()
    assert len(mail_server.mails) == 1


def test_the_newest_link_takes_the_place_of_those_that_never_left(bob, charlie):
    for _ in range(3):
        charlie.post("/api/password_reset/", {"email": bob.email})
    assert OutboxMail.objects.count() == 1
    OutboxMail.objects.update(sent_at=timezone.now())
    charlie.post("/api/password_reset/", {"email": bob.email})
    assert OutboxMail.objects.count() == 2


@pytest.mark.parametrize(
    ("language", "greeting", "button"), [("de", "Hallo,", "Neues Passwort wählen"), ("en", "Hello,", "Choose a new password")]
)
def test_mails_are_text_and_html(language, greeting, button, bob, smtp, charlie, mail_server, last_mail):
    charlie.post("/api/password_reset/", {"email": bob.email}, HTTP_ACCEPT_LANGUAGE=language)
    tasks.send_mail(last_mail().pk)
    sent = message_from_bytes(mail_server.mails[0].encode(), policy=policy.default)
    assert sent.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in sent.iter_parts()] == ["text/plain", "text/html"]
    text, html = (part.get_content() for part in sent.iter_parts())
    assert text.startswith(greeting)
    assert ("ö" in text.lower()) is (language == "de")
    assert last_mail().link in text
    assert html.count("<a ") == html.count(f'<a href="{last_mail().link}"') == 1
    assert f">{button}</a>" in html
    assert f'<html lang="{language}">' in html
    assert sent["Auto-Submitted"] == "auto-generated"


def test_a_servers_name_is_no_markup(bob, charlie, last_mail):
    Household.objects.create(server_name="<b>Films & more</b>")
    charlie.post("/api/password_reset/", {"email": bob.email})
    assert "&lt;b&gt;Films &amp; more&lt;/b&gt;" in last_mail().html
    assert "<b>Films & more</b>" in last_mail().body


def test_what_the_mail_server_repeats_keeps_the_password(smtp, mail, mail_server, caplog):
    Household.objects.update(smtp_username="films", smtp_password="hunter2")
    mail_server.refusing_passwords = True
    tasks.send_mail(mail.pk)
    mail.refresh_from_db()
    assert "AUTH PLAIN AGZpbG1zAGh1bnRlcjI=" in mail_server.lines  # \0films\0hunter2
    assert mail.error.startswith("535 who are you")
    assert "535 who are you" in caplog.text
    for said in (mail.error, caplog.text):
        assert "hunter2" not in said
        assert "AGZpbG1zAGh1bnRlcjI=" not in said


@pytest.mark.parametrize(
    "change", [{"smtp_host": "no such host.invalid"}, {"smtp_port": 1}, {"smtp_security": "tls"}, {"smtp_host": "x" * 70 + ".é"}]
)
def test_a_server_that_cannot_be_reached_is_noted(change, smtp, mail):
    Household.objects.update(**change)
    tasks.send_mail(mail.pk)
    mail.refresh_from_db()
    assert mail.error


def test_a_worker_that_died_in_the_middle_does_not_keep_the_mail(smtp, mail, mail_server):
    OutboxMail.objects.update(claimed_at=timezone.now() - timedelta(minutes=3))
    tasks.send_mail(mail.pk)
    assert len(mail_server.mails) == 1


def test_a_name_of_two_lines_makes_no_second_header(alice, charlie, last_mail):
    Household.objects.create(server_name="Films\r\nBcc: eve@example.org {link}")
    services.request_password_reset(alice.email, "http://testserver")
    assert last_mail().subject == "A new password for Films Bcc: eve@example.org {link}"
