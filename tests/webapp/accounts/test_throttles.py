"""Brakes on guessing and flooding."""

import time

import pytest

from tests.conftest import PASSWORD
from tests.webapp.accounts.conftest import NEW_PASSWORD
from webapp.accounts import attempts, throttles

LOGIN = "/api/auth/login/"
WRONG = {"email": "bob@example.org", "password": "wrong"}
RIGHT = {"email": "bob@example.org", "password": PASSWORD}


@pytest.fixture
def clock(monkeypatch):
    """Moves time on: `clock(seconds)`."""
    now = [time.time()]
    monkeypatch.setattr("webapp.accounts.attempts.time.time", lambda: now[0])
    return lambda seconds: now.__setitem__(0, now[0] + seconds)


def _fail(client, times, address=LOGIN, **change):
    return [client.post(address, {**WRONG, **change}).status_code for _ in range(times)]


def test_ten_wrong_passwords_close_an_account_for_a_minute(bob, charlie, clock):
    assert _fail(charlie, 10) == [401] * 10
    answer = charlie.post("/api/login/", RIGHT)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert set(answer.json()) == {"detail"}
    clock(61)
    assert charlie.post(LOGIN, RIGHT).status_code == 200


def test_spellings_and_unknown_addresses_count_alike(bob, charlie):
    _fail(charlie, 5)
    _fail(charlie, 5, email=" BOB@Example.org")
    assert charlie.post(LOGIN, RIGHT).status_code == 429
    assert _fail(charlie, 11, email="nobody@example.org")[-1] == 429


def test_right_passwords_do_not_count(bob, charlie):
    assert {charlie.post(LOGIN, RIGHT).status_code for _ in range(30)} == {200}


def test_others_are_not_hurt(alice, bob, charlie):
    _fail(charlie, 10)
    assert charlie.post(LOGIN, {"email": alice.email, "password": PASSWORD}).status_code == 200


def test_old_failures_are_forgotten_one_by_one(bob, charlie, clock):
    _fail(charlie, 5)
    clock(40)
    _fail(charlie, 5)
    assert 15 < attempts.seconds_to_wait(bob.email) <= 20
    clock(21)
    assert attempts.seconds_to_wait(bob.email) == 0


def test_the_admins_own_door_counts_too(alice, charlie):
    form = {"username": "alice@example.org", "password": "wrong"}
    for _ in range(10):
        charlie.post("/admin/login/", form, format="multipart")
    assert charlie.post(LOGIN, {"email": alice.email, "password": PASSWORD}).status_code == 429
    answer = charlie.post("/admin/login/", {**form, "password": PASSWORD}, format="multipart")
    assert "Too many wrong passwords" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "throttle", "body"),
    [
        (LOGIN, throttles.SignInsPerAddress, RIGHT),
        ("/api/auth/presence/", throttles.SignInsPerAddress, {"secret": "x"}),
        ("/api/register", throttles.RegistrationsPerAddress, {"email": "d@example.org", "password": NEW_PASSWORD}),
        ("/api/passwort_reset/", throttles.ResetsPerAddress, {"email": "d@example.org"}),
        ("/api/password_reset", throttles.ResetsPerAccount, {"email": "d@example.org"}),
        ("/api/password_confirm/MQ/x-1", throttles.ResetsPerAddress, {}),
        ("/api/password_confirm/MQ/x-1", throttles.LinksPerAccount, {}),
        ("/api/register/", throttles.RegistrationsPerAccount, {"email": "d@example.org", "password": NEW_PASSWORD}),
        ("/api/setup/", throttles.SignInsPerAddress, {"secret": "x"}),
    ],
)
def test_floods_are_stopped(address, throttle, body, alice, bob, charlie, monkeypatch):
    monkeypatch.setattr(throttle, "rate", "3/min")
    for _ in range(3):
        assert charlie.post(address, body, HTTP_X_FORWARDED_FOR="1.2.3.4").status_code != 429
    answer = charlie.post(address, body, HTTP_X_FORWARDED_FOR="5.6.7.8")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_another_address_is_not_hurt(bob, charlie, monkeypatch):
    monkeypatch.setattr(throttles.SignInsPerAddress, "rate", "1/min")
    charlie.post(LOGIN, RIGHT)
    assert charlie.post(LOGIN, RIGHT).status_code == 429
    assert charlie.post(LOGIN, RIGHT, REMOTE_ADDR="192.168.1.7").status_code == 200


@pytest.mark.parametrize(
    ("address", "throttle"),
    [("/api/invitations/1.x/", throttles.InvitationsPerAddress), ("/api/activate/MQ/x-1/", throttles.LinksPerAccount)],
)
def test_guessing_at_links_is_slowed_down(address, throttle, alice, charlie, monkeypatch):
    monkeypatch.setattr(throttle, "rate", "3/min")
    assert [charlie.get(address).status_code for _ in range(4)] == [400, 400, 400, 429]
    assert int(charlie.get(address).headers["Retry-After"]) > 0


@pytest.mark.parametrize("spelling", ["MQ", "MQ=="])
def test_a_links_account_has_one_count_however_it_is_spelled(spelling, alice, charlie, monkeypatch):
    monkeypatch.setattr(throttles.LinksPerAccount, "rate", "1/min")
    charlie.get("/api/activate/MQ/x-1/")
    assert charlie.get(f"/api/activate/{spelling}/x-1/", REMOTE_ADDR="192.168.1.7").status_code == 429
    assert charlie.get("/api/activate/Mg/x-1/").status_code == 400


def test_pages_that_ask_for_the_state_of_the_house_are_not_slowed_down(alice, charlie, monkeypatch):
    monkeypatch.setattr(throttles.SignInsPerAddress, "rate", "1/min")
    assert {charlie.get("/api/setup/").status_code for _ in range(5)} == {200}


@pytest.mark.parametrize(
    ("other", "status"),
    [("2001:db8::ffff:1", 429), ("2001:db8:0:1::1", 200), ("fe80::1%eth0", 200), ("::1", 200), ("192.168.1.7", 200), ("", 200)],
)
def test_a_device_with_many_addresses_counts_once(other, status, bob, charlie, monkeypatch):
    monkeypatch.setattr(throttles.SignInsPerAddress, "rate", "1/min")
    charlie.post(LOGIN, RIGHT, REMOTE_ADDR="2001:db8::1")
    assert charlie.post(LOGIN, RIGHT, REMOTE_ADDR=other).status_code == status


def test_many_strange_addresses_do_not_make_a_count_forgotten(bob, charlie):
    _fail(charlie, 10)
    for number in range(1000):
        attempts.count_failure(f"{number}@example.org")
    assert charlie.post(LOGIN, RIGHT).status_code == 429
