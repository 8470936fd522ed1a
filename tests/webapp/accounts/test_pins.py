"""PINs: four to eight digits that a child cannot guess its way past."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.conftest import PASSWORD
from tests.webapp.accounts.conftest import Browser
from webapp.accounts import attempts, services
from webapp.accounts.errors import PinRefused, TooManyPins
from webapp.accounts.models import Profile, SignIn

PROFILES = "/api/profiles/"


@pytest.fixture
def dora(bob):
    """Bob's wife, who has a PIN."""
    return services.make_profile(bob, name="Dora", pin="2580")


@pytest.fixture
def client(bob, dora, client_of):
    """Bob's client, watching as himself, without a PIN."""
    client = client_of(bob)
    assert client.post(f"{PROFILES}{bob.profiles.exclude(pk=dora.pk).get().pk}/choose/").status_code == 200
    return client


def _try(client, profile, pin="0000"):
    return client.post(f"{PROFILES}{profile.pk}/choose/", {"pin": pin})


def _later(**by):
    for profile in Profile.objects.exclude(pin_tries_since=None):
        profile.pin_tries_since -= timedelta(**by)
        profile.save()


def test_the_right_pin_is_let_in(client, dora):
    answer = _try(client, dora, "2580")
    assert (answer.status_code, answer.json()["name"], answer.json()["is_current"]) == (200, "Dora", True)
    assert client.get("/api/auth/me/").json()["profile"]["id"] == dora.pk


@pytest.mark.parametrize(
    "body", [{}, {"pin": ""}, {"pin": "0000"}, {"pin": "25800"}, {"pin": "258"}, {"pin": "２５８０"}, {"pin": "x" * 20}], ids=str
)
def test_a_wrong_one_is_not(body, client, dora):
    answer = client.post(f"{PROFILES}{dora.pk}/choose/", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "pin-refused")
    assert client.get("/api/auth/me/").json()["profile"]["name"] == "Bob"


@pytest.mark.parametrize("body", [{"pin": ["2580"]}, {"pin": {"$ne": ""}}, {"pin": None}, {"pin": "x" * 21}, [], "2580"], ids=str)
def test_what_is_no_pin_is_a_mistake_and_no_try(body, client, dora):
    assert client.post(f"{PROFILES}{dora.pk}/choose/", body).status_code == 400
    dora.refresh_from_db()
    assert dora.pin_tries == 0


def test_digits_may_come_as_a_number(client, dora):
    assert _try(client, dora, 2580).status_code == 200


def test_without_a_pin_anything_will_do(bob, client, dora):
    services.change_profile(dora, pin="")
    assert _try(client, dora, "9999").status_code == 200


def test_it_is_kept_as_a_hash(dora):
    assert "2580" not in dora.pin_hash
    assert dora.pin_hash.count("$") >= 2


# Guessing


def test_five_wrong_ones_close_a_profile_for_a_quarter_of_an_hour(client, dora):
    assert [_try(client, dora).status_code for _ in range(5)] == [403] * 5
    answer = _try(client, dora, "2580")
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-pins")
    assert 14 * 60 < int(answer.headers["Retry-After"]) <= 15 * 60
    _later(minutes=15)
    assert _try(client, dora, "2580").status_code == 200


def test_waiting_is_not_prolonged_by_trying(client, dora):
    for _ in range(5):
        _try(client, dora)
    _later(minutes=14)
    answers = [_try(client, dora) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {429}
    assert all(0 < int(answer.headers["Retry-After"]) <= 60 for answer in answers)


def test_other_profiles_and_devices(bob, client, dora, client_of):
    """It is the profile that is closed: on every device, and no other one."""
    eve = services.make_profile(bob, name="Eve", pin="1111")
    for _ in range(5):
        _try(client, dora)
    assert _try(client_of(bob), dora, "2580").status_code == 429
    assert _try(client, eve, "1111").status_code == 200


def test_a_right_one_in_between_gives_no_more_guesses(client, dora):
    for _ in range(4):
        _try(client, dora)
    for _ in range(10):
        assert _try(client, dora, "2580").status_code == 200
    assert _try(client, dora).status_code == 403
    assert _try(client, dora).status_code == 429


def test_signing_in_again_gives_no_more_guesses(bob, client, dora, client_of):
    for _ in range(5):
        _try(client, dora)
    services.sign_out_everywhere(bob)
    assert _try(client_of(bob), dora).status_code == 429


def test_a_new_pin_begins_anew(client, dora):
    for _ in range(5):
        _try(client, dora)
    assert client.patch(f"{PROFILES}{dora.pk}/", {"pin": "1357", "password": PASSWORD}).status_code == 200
    assert _try(client, dora, "2580").status_code == 403
    assert _try(client, dora, "1357").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_guessing_in_parallel_gains_nothing(dora, at_once):
    def guess():
        try:
            services.prove_pin(Profile.objects.get(pk=dora.pk), "0000")
        except TooManyPins:
            return "closed"
        except PinRefused:
            return "wrong"
        return "in"

    assert sorted(at_once(*[guess] * 12)) == ["closed"] * 7 + ["wrong"] * 5


@pytest.mark.django_db(transaction=True)
def test_a_transaction_cannot_take_a_try_back(dora):
    with pytest.raises(RuntimeError), transaction.atomic():
        services.prove_pin(dora, "0000")


def test_a_sign_in_that_has_ended_chooses_nobody(client, dora, monkeypatch):
    monkeypatch.setattr(services.profiles, "prove_pin", lambda *_: SignIn.objects.get().end())
    assert _try(client, dora, "2580").status_code == 401


# What a PIN protects


@pytest.mark.parametrize(("method", "body"), [("patch", {"pin": ""}), ("patch", {"name": "Me"}), ("delete", {})], ids=str)
def test_others_need_the_password_of_the_account(method, body, client, dora):
    act = getattr(client, method)
    for wrong in ({}, {"password": ""}, {"password": "wrong"}):
        answer = act(f"{PROFILES}{dora.pk}/", {**body, **wrong})
        if wrong.get("password") == "":
            assert list(answer.json()) == ["password"]
        else:
            assert (answer.status_code, answer.json()["code"]) == (403, "password-wanted")
    dora.refresh_from_db()
    assert (dora.name, dora.has_pin) == ("Dora", True)
    assert act(f"{PROFILES}{dora.pk}/", {**body, "password": PASSWORD}).status_code in (200, 204)


def test_whoever_watches_as_it_needs_nothing(client, dora):
    _try(client, dora, "2580")
    assert client.patch(f"{PROFILES}{dora.pk}/", {"pin": ""}).json()["has_pin"] is False


def test_guessing_the_password_here_counts_as_at_the_door(client, dora, bob, charlie):
    for _ in range(attempts.LIMIT):
        client.delete(f"{PROFILES}{dora.pk}/", {"password": "wrong"})
    answer = client.delete(f"{PROFILES}{dora.pk}/", {"password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-tries")
    assert 0 < int(answer.headers["Retry-After"]) <= attempts.WINDOW_SECONDS
    assert charlie.post("/api/auth/login/", {"email": bob.email, "password": PASSWORD}).status_code == 429


def test_a_cookie_chooses_from_our_own_pages_only(bob, dora):
    browser = Browser()
    browser.sign_in(bob)
    answer = browser.post(f"{PROFILES}{dora.pk}/choose/", {"pin": "2580"}, HTTP_ORIGIN="https://evil.example")
    assert answer.status_code == 403
    assert browser.get("/api/auth/me/").json()["profile"] is None
