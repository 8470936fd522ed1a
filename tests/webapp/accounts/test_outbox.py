"""Mail: in the outbox always, out of the house where a mail server is set."""

import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from webapp.accounts import services, tasks
from webapp.accounts.errors import MailNotSent
from webapp.accounts.models import Household, OutboxMail


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP (RFC 5321) as a client needs, and keeps what it gets."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.mails: list[str] = []
        self.refusing = False


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 hello")
        while line := self.rfile.readline():
            verb = line.split()[0].upper()
            if verb == b"DATA":
                self.say("354 go on")
                self.server.mails.append("".join(text.decode() for text in iter(self.rfile.readline, b".\r\n")))
            if verb == b"RCPT" and self.server.refusing:
                self.say("550 nobody of that name")
            else:
                self.say("221 bye" if verb == b"QUIT" else "250 well")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def smtp(db, mail_server) -> Household:
    return Household.objects.create(
        smtp_host="127.0.0.1", smtp_port=mail_server.server_address[1], smtp_security="none", smtp_from="films@example.org"
    )


@pytest.fixture
def mail(db) -> OutboxMail:
    return OutboxMail.objects.create(
        recipient="bob@example.org", purpose="activation", subject="Come in", body="Hello: http://testserver/x", link="http://testserver/x"
    )


@pytest.fixture
def queued(monkeypatch) -> list[tuple]:
    calls: list[tuple] = []
    monkeypatch.setattr("webapp.jobs.enqueue", lambda *arguments, queue: calls.append((*arguments, queue)))
    return calls


def _ask_for_a_mail(client, capture):
    with capture(execute=True):
        client.post("/api/password_reset/", {"email": "bob@example.org"})
        client.post("/api/password_reset/", {"email": "nobody@example.org"})


def test_without_a_mail_server_nothing_is_queued(bob, charlie, queued, django_capture_on_commit_callbacks):
    _ask_for_a_mail(charlie, django_capture_on_commit_callbacks)
    assert OutboxMail.objects.count() == 1
    assert queued == []


def test_with_one_the_mail_is_queued_by_its_id(bob, smtp, charlie, queued, last_mail, django_capture_on_commit_callbacks):
    _ask_for_a_mail(charlie, django_capture_on_commit_callbacks)
    assert queued == [("webapp.accounts.tasks.send_mail", last_mail().pk, "play")]


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
    mail_server.refusing = True
    with pytest.raises(MailNotSent):  # the queue delivers a failed task again
        tasks.send_mail(mail.pk)
    mail.refresh_from_db()
    assert mail.sent_at is None
    assert "nobody of that name" in mail.error
    mail_server.refusing = False
    tasks.send_mail(mail.pk)
    mail.refresh_from_db()
    assert mail.sent_at is not None
    assert mail.error == ""


@pytest.mark.parametrize(
    "change", [{"smtp_host": "no such host.invalid"}, {"smtp_port": 1}, {"smtp_security": "tls"}, {"smtp_host": "x" * 70 + ".é"}]
)
def test_a_server_that_cannot_be_reached_is_noted(change, smtp, mail):
    Household.objects.update(**change)
    with pytest.raises(MailNotSent):
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
