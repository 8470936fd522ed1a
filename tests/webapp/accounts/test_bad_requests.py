"""Nothing that a stranger sends is an error of ours."""

import json

import pytest

from tests.conftest import PASSWORD

ADDRESSES = [
    "/api/setup/",
    "/api/auth/presence/",
    "/api/auth/register/",
    "/api/auth/login/",
    "/api/auth/logout/",
    "/api/auth/token/refresh/",
    "/api/devices/pairing/token/",
    "/api/password_reset/",
    "/api/password_confirm/MQ/cx-1/",
]
FIELDS = ["email", "password", "confirmed_password", "secret", "refresh", "lan", "new_password", "confirm_password", "device_code"]
VALUES = [None, True, [], {}, ["x"], {"a": 1}, 1e308, -1, 10**400, "\0", "\ud800", "x" * 100_000, "\u202e@\u200b", ""]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("body", ["{", "", "[]", '"text"', "5", "null", "[1]", '{"email": NaN}', "\xff", '{"email":' * 2000, "[" * 100_000])
def test_what_is_no_json_object_is_a_clear_refusal(address, body, alice, charlie):
    answer = charlie.post(address, body.encode("latin-1"), content_type="application/json")
    assert answer.status_code in (200, 400, 401)
    assert answer.status_code == 400 or address in ("/api/auth/logout/", "/api/auth/token/refresh/")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("value", VALUES, ids=[str(number) for number in range(len(VALUES))])
def test_wrong_types_are_a_clear_refusal(address, value, alice, charlie):
    body = json.dumps(dict.fromkeys(FIELDS, value))
    assert charlie.post(address, body, content_type="application/json").status_code in (200, 400, 401, 403, 409)


SIGNED_IN = [
    ("patch", "/api/devices/{device}/", ["name"]),
    ("post", "/api/devices/pairing/", ["name"]),
    ("post", "/api/devices/pairing/{code}/approve/", ["profile", "pin"]),
    ("post", "/api/devices/pairing/{code}/deny/", ["anything"]),
]


@pytest.mark.parametrize(("method", "address", "fields"), SIGNED_IN)
@pytest.mark.parametrize("value", VALUES, ids=[str(number) for number in range(len(VALUES))])
def test_nor_is_what_the_household_sends(method, address, fields, value, bob, bobs, alice):
    offer = bobs.post("/api/devices/pairing/", {}).json()
    address = address.format(device=bobs.get("/api/devices/").json()[0]["id"], code=offer["user_code"])
    body = json.dumps(dict.fromkeys(fields, value))
    assert getattr(bobs, method)(address, body, content_type="application/json").status_code in (200, 201, 204, 400, 404)


@pytest.mark.parametrize("address", ADDRESSES)
def test_other_kinds_of_bodies_are_refused(address, alice, charlie):
    assert charlie.post(address, b"<x/>", content_type="application/xml").status_code == 415


@pytest.mark.parametrize("address", [*ADDRESSES[1:], "/api/login/", "/api/passwort_reset/"])
def test_these_are_no_pages(address, db, charlie):
    assert charlie.get(address).status_code == 405


def test_forms_are_understood_too(bob, charlie):
    answer = charlie.post(
        "/api/auth/login/", f"email=bob%40example.org&password={PASSWORD}", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
