"""New passwords for those who forgot theirs."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import PASSWORD
from tests.webapp.accounts.conftest import NEW_PASSWORD, Browser, path_of
from webapp.accounts import links
from webapp.accounts.models import OutboxMail, User

RESET = ["/api/passwort_reset/", "/api/password_reset/", "/api/passwort_reset", "/api/password_reset"]
CONFIRM = ["/api/passwort_confirm/{}", "/api/password_confirm/{}", "/api/passwort_confirm/{}/", "/api/password_confirm/{}/"]
NEW = {"new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD}


@pytest.fixture
def link(bob: User) -> str:
    """The end of Bob's link: `<uidb64>/<token>`."""
    return links.reset_path(bob).removeprefix("/reset-password/")


@pytest.mark.parametrize("address", RESET)
def test_the_link_waits_in_the_outbox(address, bob, charlie, last_mail):
    assert charlie.post(address, {"email": "BOB@example.org"}).status_code == 200
    mail = last_mail()
    assert (mail.recipient, mail.purpose) == ("bob@example.org", "password_reset")
    assert mail.link.startswith("http://testserver/reset-password/")
    assert mail.link in mail.body


@pytest.mark.parametrize("email", ["nobody@example.org", "dora@example.org"])
def test_nobody_learns_who_lives_here(email, bob, waiting, charlie):
    known = charlie.post("/api/password_reset/", {"email": bob.email})
    unknown = charlie.post("/api/password_reset/", {"email": email})
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert known.headers.keys() == unknown.headers.keys()
    assert [mail.recipient for mail in OutboxMail.objects.all()] == [bob.email]


@pytest.mark.django_db(transaction=True)
def test_known_and_unknown_cost_the_same_queries(bob, charlie):
    counts = []
    for email in (bob.email, "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            charlie.post("/api/password_reset/", {"email": email})
        counts.append(len(queries))
        assert queries[-1]["sql"] == "COMMIT"
    assert counts[0] == counts[1] <= 7
    assert OutboxMail.objects.get().recipient == bob.email


@pytest.mark.parametrize("address", CONFIRM)
def test_the_link_sets_a_new_password(address, link, bob, charlie):
    assert charlie.post(address.format(link), NEW).status_code == 200
    login = {"email": bob.email, "password": NEW_PASSWORD}
    assert charlie.post("/api/auth/login/", login).status_code == 200
    assert charlie.post("/api/auth/login/", {**login, "password": PASSWORD}).status_code == 401


def test_the_link_in_the_mail_leads_there(bob, charlie, last_mail):
    charlie.post("/api/password_reset/", {"email": bob.email})
    assert charlie.post(path_of(last_mail()), NEW).status_code == 200


def test_a_link_works_once(link, charlie):
    charlie.post(f"/api/password_confirm/{link}/", NEW)
    answer = charlie.post(f"/api/password_confirm/{link}/", NEW)
    assert answer.status_code == 400
    assert set(answer.json()) == {"detail", "code"}
    assert answer.json()["code"] == "link-invalid"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_set_one_password(bob, at_once):
    address = "/api/password_confirm/" + links.reset_path(bob).removeprefix("/reset-password/")
    others = [f"{word} is a fine long password" for word in ("this", "that", "yonder")]
    answers = at_once(*[lambda new=new: Browser().post(address, {"new_password": new, "confirm_password": new}) for new in others])
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400]


def _follow(client, user):
    user.refresh_from_db()
    address = "/api/password_confirm/" + links.reset_path(user).removeprefix("/reset-password/")
    assert client.post(address, NEW).status_code == 200


def test_a_new_password_ends_every_other_sign_in(bob, bobs, charlie):
    refresh = bobs.cookies["videoflix_refresh"].value
    _follow(charlie, bob)
    assert not bobs.is_signed_in
    assert bobs.refresh(refresh=refresh).status_code == 401


def test_a_new_password_ends_the_admins_session(alice, alices, charlie):
    assert alices.sees_admin
    _follow(charlie, alice)
    assert not alices.sees_admin


def test_a_sign_in_voids_the_link(link, bob, charlie):
    Browser().sign_in(bob)
    assert charlie.post(f"/api/password_confirm/{link}/", NEW).status_code == 400


def test_an_expired_link_does_nothing(link, charlie, monkeypatch):
    monkeypatch.setattr(links.ResetTokens, "_now", lambda self: datetime.now() + timedelta(days=4))  # noqa: DTZ005
    assert charlie.post(f"/api/password_confirm/{link}/", NEW).status_code == 400


def test_a_blocked_persons_link_does_nothing(link, bob, charlie):
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert charlie.post(f"/api/password_confirm/{link}/", NEW).status_code == 400


@pytest.mark.parametrize("forged", ["MQ/x-y", "!!/cx-1", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5/cx-1", "MQ/cx-\u2603"])
def test_a_forged_link_does_nothing(forged, bob, charlie):
    assert charlie.post(f"/api/password_confirm/{forged}/", NEW).status_code == 400


def test_an_activation_link_sets_no_password(bob, charlie):
    forged = links.activation_path(bob).removeprefix("/activate/")
    assert charlie.post(f"/api/password_confirm/{forged}/", NEW).status_code == 400


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"new_password": "short", "confirm_password": "short"}, "new_password"),
        ({"new_password": "bob@example.org", "confirm_password": "bob@example.org"}, "new_password"),
        ({**NEW, "confirm_password": "other"}, "confirm_password"),
        ({"new_password": NEW_PASSWORD}, "confirm_password"),
        ({**NEW, "new_password": None}, "new_password"),
    ],
)
def test_a_mistake_names_its_field_and_keeps_the_link(body, field, link, charlie):
    answer = charlie.post(f"/api/password_confirm/{link}/", body)
    assert answer.status_code == 400
    assert list(answer.json()) == [field]
    assert charlie.post(f"/api/password_confirm/{link}/", NEW).status_code == 200


def test_what_is_no_address_is_said(db, charlie):
    answer = charlie.post("/api/password_reset/", {"email": "nobody"})
    assert answer.status_code == 400
    assert list(answer.json()) == ["email"]
