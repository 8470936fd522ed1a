"""`videoflix user`: people come in, and come in again."""

import pytest

from appliance import config as configuration
from appliance.errors import VideoflixError
from appliance.processes import lock
from webapp.accounts.models import AuditEntry, Household, User
from webapp.commands import users

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


@pytest.mark.parametrize("owner", [True, False])
def test_a_new_user_signs_in_at_once(owner: bool, client_of) -> None:
    users.add_user("dora@example.org", owner, PASSWORD)

    dora = User.objects.get()
    assert (dora.email, dora.is_active, dora.is_owner) == ("dora@example.org", True, owner)
    assert client_of(dora, PASSWORD).get("/api/video/").status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [("bob@example.org", PASSWORD), ("BOB@example.org", PASSWORD), ("no address", PASSWORD), ("dora@example.org", "12345678")],
    ids=["taken", "taken in another case", "no address", "password too simple"],
)
def test_what_will_not_do_is_refused(email: str, password: str, bob: User) -> None:
    with pytest.raises(VideoflixError):
        users.add_user(email, False, password)

    assert list(User.objects.all()) == [bob]


def test_a_new_password_signs_in(bob: User, client_of) -> None:
    users.reset_password("Bob@example.org", "another horse, another staple")

    client_of(bob, "another horse, another staple")
    bob.refresh_from_db()
    assert not bob.check_password(PASSWORD)


def test_a_link_leads_to_a_new_password_once(bob: User, charlie, client_of) -> None:
    link = users.reset_link(" Bob@example.org")

    assert link.startswith("http://127.0.0.1:8359/reset-password/")
    address = "/api/password_confirm/" + link.partition("/reset-password/")[2] + "/"
    new = {"new_password": "another horse, another staple", "confirm_password": "another horse, another staple"}
    assert charlie.post(address, new).status_code == 200
    assert charlie.post(address, new).json()["code"] == "link-invalid"
    client_of(bob, "another horse, another staple")


def test_the_link_is_where_videoflix_runs(bob: User) -> None:
    with lock.held(configuration.current().paths.lock, "http://127.0.0.1:9000"):
        assert users.reset_link(bob.email).startswith("http://127.0.0.1:9000/reset-password/")


def test_with_the_network_on_every_device_opens_it(bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.hosts.home_address", lambda: "192.168.1.5")
    assert users.reset_link(bob.email).startswith("http://127.0.0.1:8359/")
    Household.objects.create(lan_enabled=True)
    with lock.held(configuration.current().paths.lock, "http://127.0.0.1:9000"):
        assert users.reset_link(bob.email).startswith("http://192.168.1.5:9000/reset-password/")


@pytest.mark.parametrize(
    ("email", "said"),
    [("nobody@example.org", "no account with"), ("no address", "valid e-mail"), ("bob@example.org", "not active")],
    ids=["unknown", "no address", "blocked"],
)
def test_who_cannot_come_in_gets_no_link(email: str, said: str, bob: User) -> None:
    User.objects.update(is_active=False)
    with pytest.raises(VideoflixError, match=said):
        users.reset_link(email)


def test_what_is_done_at_the_machine_is_written_down(bob: User) -> None:
    users.add_user("dora@example.org", False, PASSWORD)
    users.add_user("olga@example.org", True, PASSWORD)
    users.reset_password(bob.email, "another horse, another staple")
    users.reset_link(bob.email)

    assert {entry.client for entry in AuditEntry.objects.all()} == {"Command line"}
    assert [(entry.kind, entry.email) for entry in AuditEntry.objects.order_by("id")] == [
        ("approved", "dora@example.org"),
        ("made-owner", "olga@example.org"),
        ("password-changed", "bob@example.org"),
        ("password-reset-asked", "bob@example.org"),
    ]


def test_nobody_gets_no_password(db: None) -> None:
    with pytest.raises(VideoflixError):
        users.reset_password("nobody@example.org", PASSWORD)
