"""Who may make an account, as the owner decided."""

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import PASSWORD
from tests.webapp.accounts.conftest import NEW_PASSWORD, path_of
from webapp.accounts import services, tasks
from webapp.accounts.models import Household, OutboxMail, User

REGISTER = "/api/auth/register/"
FORM = {"email": "emil@example.org", "password": NEW_PASSWORD, "confirmed_password": NEW_PASSWORD}
POLICIES = ["approve", "email", "open"]  # "closed" looks at no address


@pytest.fixture
def choose(alice):
    """Let the owner choose: `choose("open")`."""

    def policy(name: str) -> None:
        Household.objects.get_or_create(pk=1)
        Household.objects.update(registration=name)

    return policy


def _signs_in(client, **change) -> int:
    return client.post("/api/auth/login/", {**FORM, **change}).status_code


def test_everyone_may_know_the_policy(choose, charlie):
    for name in Household.Registration.values:
        choose(name)
        assert charlie.get("/api/setup/").json()["registration"] == name


def test_approve_the_link_stays_in_the_house(choose, smtp, charlie, mail_server, queued, last_mail, django_capture_on_commit_callbacks):
    choose("approve")
    with django_capture_on_commit_callbacks(execute=True):
        assert charlie.post(REGISTER, FORM).status_code == 201
    tasks.send_due_mails()
    assert (queued, mail_server.mails) == ([], [])
    assert last_mail().due_at is None
    assert _signs_in(charlie) == 401
    assert charlie.get(path_of(last_mail())).status_code == 200  # handed over by the owner
    assert _signs_in(charlie) == 200


@pytest.mark.parametrize(("language", "subject"), [("de", "Du kannst zu Videoflix hereinkommen"), ("en", "You can come in to Videoflix")])
def test_approval_is_told_by_mail_in_their_language(language, subject, choose, smtp, charlie, last_mail):
    charlie.post(REGISTER, FORM, HTTP_ACCEPT_LANGUAGE=language)
    emil = User.objects.get(email=FORM["email"])
    assert services.approve(emil, "http://testserver")
    assert not services.approve(emil, "http://testserver")
    assert (last_mail().purpose, last_mail().subject, last_mail().link) == ("approved", subject, "http://testserver/sign-in")
    assert last_mail().due_at is not None
    assert OutboxMail.objects.count() == 2
    assert _signs_in(charlie) == 200


def test_without_a_mail_server_nobody_is_told(choose, charlie, last_mail):
    charlie.post(REGISTER, FORM)
    services.approve(User.objects.get(email=FORM["email"]), "http://testserver")
    assert last_mail().purpose == "activation"


def test_who_was_blocked_and_comes_back_gets_no_welcome(smtp, bob):
    User.objects.filter(pk=bob.pk).update(is_active=False)
    bob.refresh_from_db()
    assert services.approve(bob, "http://testserver")
    assert not OutboxMail.objects.exists()


def test_email_the_link_is_mailed_and_activates(choose, smtp, charlie, mail_server, queued, last_mail, django_capture_on_commit_callbacks):
    choose("email")
    with django_capture_on_commit_callbacks(execute=True):
        charlie.post(REGISTER, FORM)
    assert queued == [("webapp.accounts.tasks.send_mail", last_mail().pk, "play")]
    tasks.send_mail(last_mail().pk)
    assert last_mail().link in mail_server.mails[0]
    assert charlie.get(path_of(last_mail())).status_code == 200
    assert _signs_in(charlie) == 200


def test_open_lets_everyone_in_at_once(choose, charlie):
    choose("open")
    assert charlie.post(REGISTER, FORM).status_code == 201
    assert _signs_in(charlie) == 200
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("email", [FORM["email"], "bob@example.org"])
def test_closed_is_a_clear_refusal(email, choose, bob, charlie):
    choose("closed")
    answer = charlie.post(REGISTER, {**FORM, "email": email})
    assert (answer.status_code, answer.json()["code"]) == (403, "registration-closed")
    assert User.objects.count() == 2


# Somebody who waits already


@pytest.mark.parametrize("policy", ["approve", "email"])
def test_who_waits_gets_a_new_link_and_keeps_the_password(policy, choose, waiting, charlie, last_mail):
    choose(policy)
    charlie.post(REGISTER, {**FORM, "email": waiting.email})
    first = last_mail()
    charlie.post(REGISTER, {**FORM, "email": waiting.email})
    assert OutboxMail.objects.count() == 1
    assert last_mail().pk != first.pk
    assert charlie.get(path_of(last_mail())).status_code == 200
    assert _signs_in(charlie, email=waiting.email, password=PASSWORD) == 200
    assert _signs_in(charlie, email=waiting.email) == 401


def test_who_waits_comes_in_when_the_house_opens(choose, waiting, charlie):
    choose("open")
    charlie.post(REGISTER, {**FORM, "email": waiting.email})
    assert _signs_in(charlie, email=waiting.email) == 200
    assert _signs_in(charlie, email=waiting.email, password=PASSWORD) == 401


def test_who_was_blocked_stays_out_of_an_open_house(choose, bob, charlie):
    choose("open")
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert charlie.post(REGISTER, {**FORM, "email": bob.email}).status_code == 201
    bob.refresh_from_db()
    assert not bob.is_active
    assert bob.check_password(PASSWORD)


# Known and unknown


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("known", ["active", "blocked", "waiting"])
def test_the_same_answer_for_known_and_unknown(policy, known, choose, smtp, bob, waiting, charlie):
    choose(policy)
    User.objects.filter(pk=bob.pk).update(is_active=known != "blocked")
    email = waiting.email if known == "waiting" else bob.email
    unknown, known = charlie.post(REGISTER, FORM), charlie.post(REGISTER, {**FORM, "email": email})
    assert (unknown.status_code, unknown.content) == (known.status_code, known.content)
    assert unknown.headers.items() == known.headers.items()


@pytest.fixture
def slow_steps(monkeypatch):
    """Give how often `call` hashes a password, the one thing that takes long."""
    calls: list[str] = []
    encode = hashers.MD5PasswordHasher.encode  # what the tests use
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda self, *arguments: calls.append("") or encode(self, *arguments))

    def count(call) -> int:
        calls.clear()
        call()
        return len(calls)

    return count


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("email", [FORM["email"], "bob@example.org", "dora@example.org"])
def test_registering_hashes_once_whoever_it_is(policy, email, choose, bob, waiting, charlie, slow_steps):
    choose(policy)
    assert slow_steps(lambda: charlie.post(REGISTER, {**FORM, "email": email})) == 1


@pytest.mark.parametrize("email", [FORM["email"], "bob@example.org", "dora@example.org", "no address", "b\u043eb@example.org"])
def test_a_wrong_password_hashes_once_whoever_it_is(email, bob, waiting, charlie, slow_steps):
    assert slow_steps(lambda: charlie.post("/api/auth/login/", {"email": email, "password": "wrong"})) == 1


@pytest.mark.parametrize("email", [FORM["email"], "bob@example.org", "dora@example.org"])
def test_asking_for_a_new_password_hashes_nothing(email, bob, waiting, charlie, slow_steps):
    assert slow_steps(lambda: charlie.post("/api/password_reset/", {"email": email})) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("policy", POLICIES)
def test_known_and_unknown_cost_the_same_queries(policy, choose, smtp, bob, charlie, queued):
    choose(policy)
    counts = []
    for email in (FORM["email"], bob.email):
        with CaptureQueriesContext(connection) as queries:
            charlie.post(REGISTER, {**FORM, "email": email})
        verbs = [query["sql"].split()[0] for query in queries]
        counts.append([verb for verb in verbs if verb in ("SELECT", "INSERT", "UPDATE", "DELETE")])
        assert verbs[-1] == "COMMIT"  # one that is rolled back writes nothing to the disk, and is over sooner
    assert counts[0] == counts[1]
    assert len(queued) == (2 if policy == "email" else 0)
    assert not User.objects.filter(email__endswith=".invalid").exists()
    assert not OutboxMail.objects.filter(recipient__endswith=".invalid").exists()
