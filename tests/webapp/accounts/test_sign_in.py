"""Signing in and out."""

from datetime import timedelta

import pytest
from django.conf import settings

from tests.conftest import PASSWORD
from tests.webapp.accounts.conftest import Browser
from webapp.accounts import cookies
from webapp.accounts.models import SignIn, User

LOGIN = ["/api/auth/login/", "/api/login/", "/api/auth/login", "/api/login"]
LOGOUT = ["/api/auth/logout/", "/api/logout/", "/api/auth/logout", "/api/logout"]
BOB = {"email": "bob@example.org", "password": PASSWORD}


def browser_of(access):
    browser = Browser()
    browser.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    return browser


@pytest.mark.parametrize("address", LOGIN)
def test_tokens_are_in_the_body_and_in_the_cookies(address, bob, charlie):
    answer = charlie.post(address, BOB)
    body = answer.json()
    assert answer.status_code == 200
    assert body["user"] == browser_of(body["access"]).get("/api/auth/me/").json()
    assert set(body) == {"access", "refresh", "user", "detail"}
    assert answer.cookies[cookies.ACCESS].value == body["access"]
    assert answer.cookies[cookies.REFRESH].value == body["refresh"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "path", "seconds"),
    [(cookies.ACCESS, "/", 900), (cookies.REFRESH, "/api/", 30 * 86400), (cookies.MEDIA, "/api/video/", 86400)],
)
@pytest.mark.parametrize("https", [True, False])
def test_cookies_stay_where_they_belong(name, path, seconds, https, bob, charlie, settings):
    settings.CONFIG = settings.CONFIG.model_copy(update={"https": https})
    cookie = charlie.post("/api/auth/login/", BOB).cookies[name]
    assert (cookie["path"], cookie["max-age"], cookie["samesite"]) == (path, seconds, "Lax")
    assert cookie["httponly"] is True
    assert bool(cookie["secure"]) is https


def test_any_spelling_of_the_address_will_do(bob, charlie):
    assert charlie.post("/api/auth/login/", {**BOB, "email": " BOB@Example.org"}).status_code == 200


def test_wrong_sign_ins_cannot_be_told_apart(bob, waiting, charlie):
    User.objects.create_user("eve@example.org", PASSWORD, is_active=True)
    User.objects.filter(email="eve@example.org").update(is_active=False)
    wrong = [
        {**BOB, "password": "wrong"},
        {**BOB, "email": "nobody@example.org"},
        {**BOB, "email": "no address at all"},
        {"email": waiting.email, "password": "wrong"},
        {"email": "eve@example.org", "password": PASSWORD},  # blocked
    ]
    answers = [charlie.post("/api/auth/login/", body) for body in wrong]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert set(answers[0].json()) == {"detail", "code"}
    assert answers[0].json()["code"] == "sign-in-refused"
    assert all("WWW-Authenticate" in answer.headers and not answer.cookies for answer in answers)
    assert not SignIn.objects.exists()


def test_an_unknown_address_costs_the_same_work(db, charlie, monkeypatch):
    hashed = []
    monkeypatch.setattr(User, "set_password", lambda self, password: hashed.append(password))
    charlie.post("/api/auth/login/", {**BOB, "password": "guess"})
    assert hashed == ["guess"]


def test_who_waits_for_activation_is_told_so(waiting, charlie):
    answer = charlie.post("/api/auth/login/", {"email": waiting.email, "password": PASSWORD})
    assert answer.status_code == 401
    assert "activation" in answer.json()["detail"]


def test_a_stale_cookie_does_not_keep_anyone_out(bob, browser):
    browser.cookies[cookies.ACCESS] = "stale"
    browser.sign_in(bob)
    assert browser.is_signed_in


@pytest.mark.parametrize("address", LOGOUT)
def test_signing_out_ends_all_tokens_of_this_sign_in(address, bob, browser):
    tokens = browser.sign_in(bob)
    answer = browser.post(address)
    assert answer.status_code == 200
    assert {name: answer.cookies[name]["max-age"] for name in (cookies.ACCESS, cookies.REFRESH, cookies.MEDIA)} == dict.fromkeys(
        (cookies.ACCESS, cookies.REFRESH, cookies.MEDIA), 0
    )
    stranger = Browser()
    assert stranger.refresh(refresh=tokens["refresh"]).status_code == 401
    assert stranger.get("/api/auth/me/", HTTP_AUTHORIZATION=f"Bearer {tokens['access']}").status_code == 401


@pytest.mark.parametrize("named_by", ["refresh in the body", "bearer"])
def test_clients_without_cookies_sign_out_too(named_by, bob, charlie):
    tokens = charlie.post("/api/auth/login/", BOB).json()
    charlie.cookies.clear()
    if named_by == "bearer":
        charlie.post("/api/auth/logout/", HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
    else:
        charlie.post("/api/auth/logout/", {"refresh": tokens["refresh"]})
    assert SignIn.objects.get().ended_at is not None


def test_other_devices_stay_signed_in(bob, bobs, browser):
    browser.sign_in(bob)
    browser.post("/api/auth/logout/")
    assert bobs.is_signed_in


def test_signing_out_twice_or_as_a_stranger_is_fine(db, charlie):
    assert charlie.post("/api/auth/logout/").status_code == 200
    assert charlie.post("/api/auth/logout/", {"refresh": "forged"}).status_code == 200


def test_who_am_i(alice, bob, client_of, charlie):
    me = client_of(alice).get("/api/auth/me/").json()
    assert {**me, "profile": me["profile"]["name"]} == {
        "id": alice.pk, "email": alice.email, "is_owner": True, "may_manage": True, "profile": "Alice",
    }  # fmt: skip
    assert client_of(bob).get("/api/auth/me").json()["is_owner"] is False
    answer = charlie.get("/api/auth/me/")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_signing_in_forgets_what_is_of_no_use_any_more(bob, browser):
    browser.sign_in(bob)
    old = SignIn.objects.get()
    SignIn.objects.update(expires_at=old.expires_at - timedelta(days=settings.REFRESH_DAYS + 1))
    Browser().sign_in(bob)
    assert not SignIn.objects.filter(pk=old.pk).exists()


def test_a_sign_in_has_a_query_budget(bob, charlie, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        charlie.post("/api/auth/login/", BOB)


# The embedded admin


def test_the_owners_sign_in_opens_the_admin_and_signing_out_closes_it(alices):
    assert alices.sees_admin
    alices.post("/api/auth/logout/")
    assert not alices.sees_admin


def test_signing_out_of_the_admin_ends_the_tokens_too(alices):
    tokens = alices.cookies[cookies.REFRESH].value
    alices.post("/admin/logout/")
    assert not alices.is_signed_in
    assert Browser().refresh(refresh=tokens).status_code == 401


def test_the_admin_is_closed_to_everybody_else(bobs, charlie):
    assert not bobs.sees_admin
    assert charlie.get("/admin/").status_code == 302


def test_nobody_inherits_the_admin_of_the_person_before(alices, bob):
    alices.sign_in(bob)
    assert not alices.sees_admin


def test_one_client_may_hold_the_tokens_of_two_people(alice, bob, browser):
    access = browser.sign_in(alice)["access"]
    browser.sign_in(bob)
    assert browser.get("/api/auth/me/", HTTP_AUTHORIZATION=f"Bearer {access}").json()["email"] == alice.email


def test_a_renewed_sign_in_opens_the_admin_again(alices):
    del alices.cookies["videoflix_session"]
    assert not alices.sees_admin
    alices.refresh()
    assert alices.sees_admin
