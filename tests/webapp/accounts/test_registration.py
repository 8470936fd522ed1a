"""Asking for an account, and the link in the mail."""

from datetime import datetime, timedelta

import pytest

from tests.webapp.accounts.conftest import NEW_PASSWORD, Browser, path_of
from webapp.accounts import links, services
from webapp.accounts.models import OutboxMail, User

ADDRESSES = ["/api/auth/register/", "/api/register/", "/api/auth/register", "/api/register"]
FORM = {"email": "Dora@Example.org", "password": NEW_PASSWORD, "confirmed_password": NEW_PASSWORD}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_new_account_waits_for_its_activation(address, alice, charlie):
    answer = charlie.post(address, FORM)
    dora = User.objects.get(email="dora@example.org")
    assert answer.status_code == 201
    assert (dora.is_active, dora.is_staff, dora.is_superuser) == (False, False, False)
    assert dora.check_password(NEW_PASSWORD)
    assert not answer.cookies


def test_the_mail_waits_in_the_outbox(alice, charlie, last_mail):
    charlie.post("/api/auth/register/", FORM)
    mail = last_mail()
    assert (mail.recipient, mail.purpose, mail.sent_at) == ("dora@example.org", "activation", None)
    assert mail.link.startswith("http://testserver/activate/")
    assert mail.link in mail.body
    assert "Videoflix" in mail.subject


@pytest.mark.parametrize("spelling", ["bob@example.org", "BOB@EXAMPLE.ORG", "ｂｏｂ@example.org", " bob@example.org "])
def test_a_known_address_gets_the_same_answer_and_stays_as_it_is(spelling, alice, bob, charlie):
    unknown = charlie.post("/api/auth/register/", FORM)
    known = charlie.post("/api/auth/register/", {**FORM, "email": spelling})
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert known.headers.keys() == unknown.headers.keys()
    before = (bob.password, bob.is_active, bob.session_epoch)
    bob.refresh_from_db()
    assert (bob.password, bob.is_active, bob.session_epoch) == before
    assert not OutboxMail.objects.filter(recipient=bob.email).exists()
    assert User.objects.count() == 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": ""}, "email"),
        ({"email": None}, "email"),
        ({"password": "12345678", "confirmed_password": "12345678"}, "password"),
        ({"password": "dora@example.org", "confirmed_password": "dora@example.org"}, "password"),
        ({"confirmed_password": "something else entirely"}, "confirmed_password"),
        ({"confirmed_password": ""}, "confirmed_password"),
    ],
)
def test_a_mistake_names_its_field(change, field, alice, charlie):
    answer = charlie.post("/api/auth/register/", {**FORM, **change})
    assert answer.status_code == 400
    assert list(answer.json()) == [field]
    assert all(isinstance(sentence, str) for sentence in answer.json()[field])
    assert User.objects.count() == 1


def test_nobody_registers_before_there_is_an_owner(db, charlie):
    answer = charlie.post("/api/auth/register/", FORM)
    assert answer.status_code == 403
    assert "being set up" in answer.json()["detail"]
    assert not User.objects.exists()


def test_another_website_cannot_register_people(alice):
    assert Browser("https://evil.example").post("/api/auth/register/", FORM).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_account(alice, at_once):
    answers = at_once(*[lambda: Browser().post("/api/auth/register/", FORM)] * 3)
    assert [answer.status_code for answer in answers] == [201] * 3
    assert User.objects.filter(email="dora@example.org").count() == 1
    assert OutboxMail.objects.count() == 1


# The link


def _link(user):
    return "/api" + links.activation_path(user)


@pytest.mark.parametrize("end", ["/", ""])
def test_the_link_activates(end, waiting, charlie):
    assert charlie.get(_link(waiting) + end).status_code == 200
    waiting.refresh_from_db()
    assert waiting.is_active


@pytest.mark.parametrize("end", ["/", ""])
def test_the_token_may_be_in_the_query(end, waiting, charlie):
    address, token = _link(waiting).rsplit("/", 1)
    assert charlie.get(f"{address}{end}", {"token": token}).status_code == 200
    waiting.refresh_from_db()
    assert waiting.is_active


def test_the_link_in_the_mail_leads_there(alice, charlie, last_mail):
    charlie.post("/api/auth/register/", FORM)
    assert charlie.get(path_of(last_mail())).status_code == 200
    assert charlie.post("/api/auth/login/", FORM).status_code == 200


def test_a_second_click_is_answered_kindly(waiting, charlie):
    first, second = charlie.get(_link(waiting)), charlie.get(_link(waiting))
    assert (first.status_code, first.content) == (second.status_code, second.content)


def test_a_blocked_person_cannot_come_back_by_an_old_link(waiting, charlie):
    link = _link(waiting)
    charlie.get(link)
    User.objects.filter(pk=waiting.pk).update(is_active=False)
    assert charlie.get(link).status_code == 400
    waiting.refresh_from_db()
    assert not waiting.is_active


def test_an_expired_link_does_nothing(waiting, charlie, monkeypatch):
    link = _link(waiting)
    monkeypatch.setattr(links.ActivationTokens, "_now", lambda self: datetime.now() + timedelta(days=4))  # noqa: DTZ005
    assert charlie.get(link).status_code == 400
    waiting.refresh_from_db()
    assert not waiting.is_active


@pytest.mark.parametrize(
    "link",
    [
        "",
        "/",
        "x",
        "MQ/x-y",
        "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5/cx-1",
        "!!/cx-1",
        "4piD/cx-1",
        "MQ/cx-\u2603",
        "LTE/cx-1",
        "MQ/" + "z" * 3000,
    ],
)
def test_a_forged_link_does_nothing(link, waiting, charlie):
    assert charlie.get(f"/api/activate/{link}/").status_code in (400, 404)


def test_a_link_is_for_one_person_and_one_purpose(waiting, bob, charlie):
    uid, token = links.activation_path(bob).split("/")[-2:]
    own = links.activation_path(waiting).split("/")[-2]
    reset = links.reset_path(waiting).split("/")[-1]
    assert charlie.get(f"/api/activate/{own}/{token}/").status_code == 400
    assert charlie.get(f"/api/activate/{own}/{reset}/").status_code == 400
    assert uid != own


def test_the_owner_can_approve_instead(waiting, charlie):
    link = _link(waiting)
    assert services.approve(waiting, "http://testserver")
    assert charlie.get(link).status_code == 200
