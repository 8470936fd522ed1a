"""The devices that somebody is signed in on."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.conftest import PASSWORD
from tests.webapp.accounts.conftest import NEW_PASSWORD, Browser
from webapp.accounts import cookies, services
from webapp.accounts.models import AuditEntry, Profile, SignIn

DEVICES = "/api/devices/"
PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36"


@pytest.fixture
def phone(bob):
    """Bob's telephone, seen an hour ago from elsewhere in the house."""
    browser = Browser()
    browser.defaults |= {"HTTP_USER_AGENT": PHONE, "REMOTE_ADDR": "192.168.1.7"}
    browser.sign_in(bob)
    _an_hour_ago()
    return browser


def _an_hour_ago():
    """Nobody has been seen since."""
    SignIn.objects.update(last_seen_at=timezone.now() - timedelta(hours=1))
    cache.clear()


def _of(browser):
    return next(device for device in browser.get(DEVICES).json() if device["is_current"])


def _address(device):
    return f"{DEVICES}{device['id']}/"


@pytest.mark.parametrize("address", [DEVICES, DEVICES[:-1]])
def test_everyone_sees_their_own(address, alice, bob, phone, alices, bobs):
    devices = bobs.get(address).json()
    assert [device["is_current"] for device in devices] == [True, False], "the one seen last first"
    assert set(devices[0]) == {"id", "name", "client", "address", "created_at", "last_seen_at", "profile", "is_current"}
    assert (devices[1]["name"], devices[1]["client"], devices[1]["address"]) == ("", "Chrome on Android", "192.168.1.7")
    assert len(alices.get(DEVICES).json()) == 1


def test_who_watches_is_told(bob, phone):
    dora = Profile.objects.create(user=bob, name="Dora")
    SignIn.objects.update(profile=dora)
    assert _of(phone)["profile"] == {"id": dora.pk, "name": "Dora"}


@pytest.mark.parametrize("how", ["signed out", "ended", "everywhere", "new password", "expired"])
def test_what_opens_nothing_any_more_is_not_listed(how, bob, bobs, phone):
    ends = {
        "signed out": lambda: phone.post("/api/auth/logout/"),
        "ended": lambda: services.end_sign_in(SignIn.objects.get(client__startswith="Chrome").pk.hex),
        "everywhere": lambda: services.sign_out_everywhere(bob),
        "new password": lambda: services.set_password(bob.email, NEW_PASSWORD),
        "expired": lambda: SignIn.objects.filter(client__startswith="Chrome").update(expires_at=timezone.now()),
    }
    ends[how]()
    again = Browser()
    again.sign_in(bob, NEW_PASSWORD if how == "new password" else PASSWORD)
    assert "Chrome on Android" not in [device["client"] for device in again.get(DEVICES).json()]


def test_the_list_has_a_query_budget(bob, bobs, django_assert_max_num_queries):
    profile = Profile.objects.create(user=bob, name="Dora")
    for _ in range(20):
        services.begin_sign_in(bob, profile=profile)
    with django_assert_max_num_queries(3):
        assert len(bobs.get(DEVICES).json()) == 21


@pytest.mark.parametrize("slash", ["/", ""])
def test_a_device_gets_a_name(slash, bobs):
    address = _address(_of(bobs)).rstrip("/") + slash
    answer = bobs.patch(address, {"name": " Living room "})
    assert (answer.status_code, answer.json()["name"]) == (200, "Living room")
    assert _of(bobs)["name"] == "Living room"
    assert bobs.patch(address, {"name": ""}).json()["name"] == ""


@pytest.mark.parametrize("body", [{}, {"name": None}, {"name": "x" * 101}, {"name": ["x"]}, {"name": "a\0b"}, []])
def test_what_is_no_name_is_refused(body, bobs):
    before = _of(bobs)
    assert bobs.patch(_address(before), body).status_code == 400
    assert _of(bobs)["name"] == before["name"]


def test_a_revoked_device_is_out_at_once(bob, bobs, phone):
    address = _address(_of(phone))
    tokens = {name: phone.cookies[name].value for name in (cookies.ACCESS, cookies.REFRESH)}
    assert bobs.delete(address).status_code == 204
    assert phone.get("/api/auth/me/").status_code == 401
    assert phone.refresh(refresh=tokens[cookies.REFRESH]).status_code == 401
    assert Browser().get("/api/auth/me/", HTTP_AUTHORIZATION=f"Bearer {tokens[cookies.ACCESS]}").status_code == 401
    assert bobs.delete(address).status_code == 404
    assert bobs.is_signed_in
    revoked = AuditEntry.objects.get(kind=AuditEntry.Kind.DEVICE_REVOKED)
    assert (revoked.user, revoked.actor, revoked.detail) == (bob, bob, "Chrome on Android")


def test_one_can_revoke_the_device_one_holds(bobs):
    assert bobs.delete(_address(_of(bobs))).status_code == 204
    assert not bobs.is_signed_in


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_other_peoples_devices_are_not_there(method, alices, bobs):
    answer = getattr(alices, method)(_address(_of(bobs)), {"name": "Mine now"})
    assert (answer.status_code, answer.json()) == (404, {"detail": "There is no such device."})
    assert answer.content == getattr(alices, method)(f"{DEVICES}{uuid4()}/", {"name": "x"}).content
    assert bobs.is_signed_in
    assert _of(bobs)["name"] == ""


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_a_child_changes_no_devices(method, bob, bobs, phone):
    address = _address(_of(phone))
    SignIn.objects.exclude(client__startswith="Chrome").update(profile=Profile.objects.create(user=bob, name="Kim", is_child=True))
    answer = getattr(bobs, method)(address, {"name": "Mine"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-for-children")
    assert phone.is_signed_in
    assert _of(phone)["name"] == ""


def test_no_other_website_revokes_devices(bobs):
    assert bobs.delete(_address(_of(bobs)), HTTP_ORIGIN="https://evil.example").status_code == 403
    assert bobs.is_signed_in


# When a device was last seen


def test_a_device_is_seen_when_it_asks_for_something(phone):
    phone.defaults["REMOTE_ADDR"] = "192.168.1.99"
    phone.get("/api/auth/me/")
    seen = SignIn.objects.get()
    assert timezone.now() - seen.last_seen_at < timedelta(minutes=5)
    assert (seen.address, seen.client) == ("192.168.1.99", "Chrome on Android")


def test_players_are_devices_too(phone):
    """With nothing but the media cookie; that they call themselves something else changes no client."""
    del phone.cookies[cookies.ACCESS], phone.cookies[cookies.REFRESH]
    phone.get("/api/video/1/index.m3u8", HTTP_USER_AGENT="VLC/3.0.21 LibVLC/3.0.21")
    seen = SignIn.objects.get()
    assert timezone.now() - seen.last_seen_at < timedelta(minutes=5)
    assert seen.client == "Chrome on Android"


def test_a_refresh_counts_and_renews_what_the_device_calls_itself(phone):
    phone.defaults |= {"REMOTE_ADDR": "fe80::7%eth0", "HTTP_USER_AGENT": PHONE.replace("Chrome/", "Firefox/")}
    assert phone.refresh().status_code == 200
    seen = SignIn.objects.get()
    assert timezone.now() - seen.last_seen_at < timedelta(minutes=5)
    assert (seen.address, seen.client) == ("fe80::7", "Firefox on Android")


def test_it_is_written_once_a_minute_at_most(phone, django_assert_num_queries):
    with django_assert_num_queries(3):  # who asks, when it was seen, who watches
        phone.get("/api/auth/me/")
    with django_assert_num_queries(6):
        for _ in range(3):
            phone.get("/api/auth/me/")


def test_another_process_has_written_it_already(phone):
    moment = timezone.now() - timedelta(seconds=30)
    SignIn.objects.update(last_seen_at=moment)
    phone.get("/api/auth/me/")
    assert SignIn.objects.get().last_seen_at == moment


def test_who_is_refused_is_not_seen(phone):
    services.end_sign_in(SignIn.objects.get().pk.hex)
    before = SignIn.objects.get().last_seen_at
    assert phone.get("/api/auth/me/").status_code == 401
    assert SignIn.objects.get().last_seen_at == before


# The admin's session is a device


def test_revoking_the_owners_device_closes_its_admin_too(alice, alices):
    other = Browser()
    other.sign_in(alice)
    assert other.sees_admin
    assert alices.delete(_address(_of(other))).status_code == 204
    assert not other.sees_admin
    assert alices.sees_admin


def test_the_admins_own_door_opens_a_device_that_can_be_revoked(alice, alices, client):
    form = {"username": alice.email, "password": PASSWORD}
    assert client.post("/admin/login/", form, HTTP_USER_AGENT=PHONE).status_code == 302
    assert client.get("/admin/", HTTP_USER_AGENT=PHONE).status_code == 200
    devices = alices.get(DEVICES).json()
    assert sorted(device["client"] for device in devices) == ["", "Chrome on Android"]
    alices.delete(_address(next(device for device in devices if device["client"])))
    assert client.get("/admin/").status_code == 302


def test_the_admin_stays_open_after_a_new_password_and_is_listed_anew(alice, client):
    client.force_login(alice)
    client.get("/admin/")
    form = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    client.post("/admin/password_change/", form)
    assert client.get("/admin/").status_code == 200
    assert SignIn.objects.alive().count() == 1
