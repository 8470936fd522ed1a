"""What only somebody at the machine may do."""

import os
import time

import pytest
from django.conf import settings

from tests.conftest import PASSWORD
from tests.webapp.accounts.conftest import NEW_PASSWORD, Browser
from webapp.accounts import cookies, queries
from webapp.accounts.models import Household, User

FORM = {"email": "Alice@Example.org", "password": NEW_PASSWORD, "confirmed_password": NEW_PASSWORD}


@pytest.mark.parametrize("address", ["/api/setup/", "/api/setup"])
def test_everyone_may_know_whether_there_is_an_owner(address, db, charlie):
    assert charlie.get(address).json() == {
        "owner_exists": False,
        "server_name": "Videoflix",
        "registration": "approve",
        "members_upload": False,
        "session": "none",
    }


def test_everyone_may_know_the_servers_name(alice, charlie):
    Household.objects.create(server_name="Cinema Paradiso")
    answer = charlie.get("/api/setup/").json()
    assert answer == {
        "owner_exists": True,
        "server_name": "Cinema Paradiso",
        "registration": "approve",
        "members_upload": False,
        "session": "none",
    }


@pytest.mark.parametrize("address", ["/api/setup/", "/api/setup"])
def test_presence_makes_the_first_owner_and_signs_them_in(address, db, browser, presence):
    answer = browser.post(address, {**FORM, "secret": presence("setup")})
    owner = User.objects.get()
    assert answer.status_code == 201
    assert answer.json()["user"]["email"] == "alice@example.org"
    assert answer.json()["user"]["is_owner"] is True
    assert answer.json()["user"]["profile"]["id"] == owner.profiles.get().pk
    assert {cookies.ACCESS, cookies.REFRESH, cookies.MEDIA} <= set(answer.cookies)
    assert browser.is_signed_in
    assert browser.sees_admin
    assert not queries.lan_enabled()


@pytest.mark.parametrize(("lan", "restarts"), [(True, 1), (False, 0)])
def test_the_house_opens_to_the_network_when_asked(lan, restarts, db, browser, presence, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr("webapp.server.request_restart", lambda: asked.append(1))
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/api/setup/", {**FORM, "secret": presence("setup"), "lan": lan})
    assert queries.lan_enabled() is lan
    assert len(asked) == restarts


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"password": "short", "confirmed_password": "short"}, "password"),
        ({"confirmed_password": "other"}, "confirmed_password"),
        ({"lan": "perhaps"}, "lan"),
    ],
)
def test_a_slip_of_the_finger_does_not_use_the_secret_up(change, field, db, charlie, presence):
    secret = presence("setup")
    answer = charlie.post("/api/setup/", {**FORM, "secret": secret, **change})
    assert answer.status_code == 400
    assert list(answer.json()) == [field]
    assert charlie.post("/api/setup/", {**FORM, "secret": secret}).status_code == 201


def test_an_address_that_is_taken_does_not_use_the_secret_up(bob, charlie, presence):
    secret = presence("setup")
    assert charlie.post("/api/setup/", {**FORM, "secret": secret, "email": bob.email}).status_code == 409
    assert charlie.post("/api/setup/", {**FORM, "secret": secret}).status_code == 201


def test_without_the_secret_nobody_learns_which_addresses_are_taken(bob, charlie):
    taken = charlie.post("/api/setup/", {**FORM, "secret": "guess", "email": bob.email})
    free = charlie.post("/api/setup/", {**FORM, "secret": "guess"})
    assert (taken.status_code, taken.content) == (free.status_code, free.content) == (403, free.content)


def _old(secret_folder) -> None:
    for file in secret_folder.glob("*"):
        os.utime(file, (time.time() - 3700,) * 2)


@pytest.mark.parametrize("kind", ["wrong", "for another purpose", "used", "old"])
def test_a_bad_secret_is_refused_with_one_sentence(kind, db, charlie, presence):
    secret = {"wrong": lambda: "guess", "for another purpose": lambda: presence("sign-in")}.get(kind, lambda: presence("setup"))()
    if kind == "used":
        charlie.post("/api/setup/", {**FORM, "secret": secret})
        User.objects.all().delete()
    if kind == "old":
        _old(settings.PATHS.presence)
    answer = charlie.post("/api/setup/", {**FORM, "secret": secret})
    assert answer.status_code == 403
    assert set(answer.json()) == {"detail", "code"}
    assert answer.json()["code"] == "presence-refused"
    assert not User.objects.exists()


def test_a_secret_that_was_used_meanwhile_makes_no_owner(db, charlie, presence, monkeypatch):
    monkeypatch.setattr("webapp.accounts.services.households.redeem_presence", lambda *_: False)
    assert charlie.post("/api/setup/", {**FORM, "secret": presence("setup"), "lan": True}).status_code == 403
    assert not User.objects.exists()
    assert not queries.lan_enabled()


def test_there_is_one_first_owner(alice, charlie, presence):
    secret = presence("setup")
    assert charlie.post("/api/setup/", {**FORM, "secret": secret, "email": "mallory@example.org"}).status_code == 409
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_owner(presence, at_once):
    forms = [{**FORM, "email": f"owner{number}@example.org", "secret": presence("setup")} for number in range(3)]
    answers = at_once(*[lambda form=form: Browser().post("/api/setup/", form) for form in forms])
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert User.objects.filter(is_superuser=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_secret_used_twice_at_once_makes_one_owner(presence, at_once):
    form = {**FORM, "secret": presence("setup")}
    answers = at_once(*[lambda: Browser().post("/api/setup/", form)] * 3)
    assert [answer.status_code for answer in answers].count(201) == 1


# The home network


def test_the_household_knows_where_its_devices_reach_the_house(bobs, monkeypatch):
    assert bobs.get("/api/house/").json() == {"address": None, "restarting": False}
    monkeypatch.setattr("webapp.server.house_address", lambda: "http://192.168.1.5:8359")
    monkeypatch.setattr("webapp.server._restart_asked", True)
    assert bobs.get("/api/house").json() == {"address": "http://192.168.1.5:8359", "restarting": True}


# Getting the owner back in


@pytest.mark.parametrize("address", ["/api/auth/presence/", "/api/auth/presence"])
def test_presence_gets_the_owner_back_in(address, alice, bob, browser, presence):
    answer = browser.post(address, {"secret": presence("sign-in")})
    assert answer.status_code == 200
    assert answer.json()["user"]["email"] == alice.email
    assert set(answer.json()) == {"access", "refresh", "user", "detail"}
    assert browser.is_signed_in
    assert browser.sees_admin


def test_a_secret_works_once(alice, charlie, presence):
    secret = presence("sign-in")
    charlie.post("/api/auth/presence/", {"secret": secret})
    assert charlie.post("/api/auth/presence/", {"secret": secret}).status_code == 403


@pytest.mark.parametrize("purpose", ["setup", None])
def test_a_secret_for_something_else_signs_nobody_in(purpose, alice, charlie, presence):
    secret = presence(purpose) if purpose else "guess"
    answer = charlie.post("/api/auth/presence/", {"secret": secret})
    assert answer.status_code == 403
    assert set(answer.json()) == {"detail", "code"}
    assert not answer.cookies


def test_without_an_owner_there_is_nobody_to_sign_in(bob, charlie, presence):
    assert charlie.post("/api/auth/presence/", {"secret": presence("sign-in")}).status_code == 403


def test_cookies_tell_what_to_ask_first(alice, charlie):
    address = "/api/setup/"
    charlie.post("/api/auth/login/", {"email": alice.email, "password": PASSWORD})
    assert charlie.get(address).json()["session"] == "active"
    del charlie.cookies["videoflix_access"]  # it has expired
    assert charlie.get(address).json()["session"] == "renewable"
    charlie.cookies["videoflix_refresh"] = "forged"
    assert charlie.get(address).json()["session"] == "none"
