"""Changing the own password, and signing out everywhere."""

import pytest

from tests.conftest import PASSWORD
from tests.webapp.accounts.conftest import NEW_PASSWORD, Browser
from webapp.accounts import cookies, services
from webapp.accounts.models import Profile, SignIn, User

ADDRESSES = ["/api/auth/password/", "/api/auth/password"]
NEW = {"current_password": PASSWORD, "new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD}
EVERYWHERE = ["/api/auth/sign-out-everywhere/", "/api/auth/sign-out-everywhere"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_this_device_goes_on_and_all_others_end(address, bob, bobs, browser):
    browser.sign_in(bob)
    old = bobs.cookies[cookies.REFRESH].value
    answer = bobs.post(address, NEW)
    assert answer.status_code == 200
    assert set(answer.json()) == {"access", "refresh", "user", "detail"}
    assert {cookies.ACCESS, cookies.REFRESH, cookies.MEDIA} <= set(answer.cookies)
    assert bobs.is_signed_in
    assert bobs.refresh().status_code == 200
    assert not browser.is_signed_in
    assert browser.refresh().status_code == 401
    assert Browser().refresh(refresh=old).status_code == 401
    assert SignIn.objects.count() == 2  # it is the same sign-in
    [device] = bobs.get("/api/devices/").json()
    assert device["is_current"]


def test_the_profile_goes_on_watching(bob, bobs):
    profile = Profile.objects.create(user=bob, name="Dora")
    bobs.post(f"/api/profiles/{profile.pk}/choose/", {})
    assert bobs.post(ADDRESSES[0], NEW).json()["user"]["profile"]["name"] == "Dora"
    assert bobs.get("/api/auth/me/").json()["profile"]["name"] == "Dora"


def test_only_the_new_password_opens(bob, bobs, charlie):
    bobs.post(ADDRESSES[0], NEW)
    assert charlie.post("/api/auth/login/", {"email": bob.email, "password": NEW_PASSWORD}).status_code == 200
    assert charlie.post("/api/auth/login/", {"email": bob.email, "password": PASSWORD}).status_code == 401


def test_the_owners_admin_stays_open_here_and_ends_elsewhere(alice, alices, browser):
    browser.sign_in(alice)
    assert alices.post(ADDRESSES[0], NEW).status_code == 200
    assert alices.sees_admin
    assert not browser.sees_admin


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"current_password": "wrong"}, "current_password"),
        ({"current_password": ""}, "current_password"),
        ({"current_password": None}, "current_password"),
        ({"current_password": "x" * 1025}, "current_password"),
        ({"new_password": "short", "confirm_password": "short"}, "new_password"),
        ({"new_password": "bob@example.org", "confirm_password": "bob@example.org"}, "new_password"),
        ({"confirm_password": "other"}, "confirm_password"),
    ],
)
def test_a_mistake_names_its_field_and_changes_nothing(change, field, bob, bobs, browser):
    browser.sign_in(bob)
    answer = bobs.post(ADDRESSES[0], {**NEW, **change})
    assert answer.status_code == 400
    assert list(answer.json()) == [field]
    assert bobs.is_signed_in
    assert browser.is_signed_in
    bob.refresh_from_db()
    assert bob.check_password(PASSWORD)


def test_the_mistake_is_explained_in_german(bobs):
    answer = bobs.post(ADDRESSES[0], {**NEW, "current_password": "wrong"}, HTTP_ACCEPT_LANGUAGE="de")
    assert answer.json()["current_password"] == ["Das alte Passwort war falsch. Bitte neu eingeben."]


def test_guessing_is_slowed_down_like_at_the_door(bob, bobs, charlie):
    answers = [bobs.post(ADDRESSES[0], {**NEW, "current_password": "wrong"}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [400] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert charlie.post("/api/auth/login/", {"email": bob.email, "password": PASSWORD}).status_code == 429
    assert bobs.post(ADDRESSES[0], NEW).status_code == 429


@pytest.mark.parametrize("address", [ADDRESSES[0], EVERYWHERE[0]])
def test_no_other_website_does_it(address, bobs):
    assert bobs.post(address, NEW, HTTP_ORIGIN="https://evil.example").status_code == 403
    assert bobs.is_signed_in


def test_a_bearer_is_enough(bob, client_of):
    answer = client_of(bob).post(ADDRESSES[0], NEW)
    assert answer.status_code == 200
    assert not Browser().is_signed_in


def test_a_device_that_was_signed_out_meanwhile_changes_nothing(bob, bobs, monkeypatch):
    checked = services.passwords.check_password

    def meanwhile(*arguments):
        SignIn.objects.get().end()
        return checked(*arguments)

    monkeypatch.setattr(services.passwords, "check_password", meanwhile)
    answer = bobs.post(ADDRESSES[0], NEW)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-ended")
    bob.refresh_from_db()
    assert bob.check_password(PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_change_it_once(bob, at_once):
    browsers = [Browser(), Browser()]
    for browser in browsers:
        browser.sign_in(bob)
    others = ["this is a fine long password", "that is a fine long password"]
    answers = at_once(
        *[
            lambda browser=browser, new=new: browser.post(ADDRESSES[0], {**NEW, "new_password": new, "confirm_password": new})
            for browser, new in zip(browsers, others, strict=True)
        ]
    )
    codes = [answer.status_code for answer in answers]
    assert codes.count(200) == 1
    assert set(codes) <= {200, 400, 401}
    bob.refresh_from_db()
    assert bob.check_password(others[codes.index(200)])
    assert browsers[codes.index(200)].is_signed_in


@pytest.mark.parametrize("address", EVERYWHERE)
def test_signing_out_everywhere(address, alice, alices, bobs, browser):
    browser.sign_in(alice)
    answer = alices.post(address)
    assert answer.status_code == 200
    assert {name: cookie.value for name, cookie in answer.cookies.items() if name.startswith("videoflix_") and cookie.value} == {}
    for each in (alices, browser):
        assert not each.is_signed_in
        assert not each.sees_admin
        assert each.refresh().status_code == 401
    assert bobs.is_signed_in
    assert User.objects.get(pk=alice.pk).session_epoch == 1
