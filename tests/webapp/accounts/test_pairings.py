"""A device is let in by a code (RFC 8628): it offers itself, somebody decides, it collects its sign-in."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from tests.webapp.accounts.conftest import Browser
from webapp.accounts import cookies, pairing_codes, services, tasks, throttles
from webapp.accounts.callers import UNKNOWN
from webapp.accounts.models import AuditEntry, Pairing, Profile, SignIn, User

PAIRING = "/api/devices/pairing/"
TOKEN = "/api/devices/pairing/token/"
TV = "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.128 Safari/537.36"


@pytest.fixture
def tv(alice):
    """A television that nobody has let in, in a house that has an owner."""
    return Browser()


@pytest.fixture
def offer(tv):
    answer = tv.post(PAIRING, {"name": "Living room"}, HTTP_USER_AGENT=TV, REMOTE_ADDR="192.168.1.23")
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.fixture
def dora(bob):
    return Profile.objects.create(user=bob, name="Dora")


def _collect(tv, offer):
    return tv.post(TOKEN, {"device_code": offer["device_code"]}, HTTP_USER_AGENT=TV)


def _code(answer):
    return answer.status_code, answer.json().get("code")


def _approve(browser, offer, profile, **more):
    return browser.post(f"{PAIRING}{offer['user_code']}/approve/", {"profile": profile.pk, **more})


def _deny(browser, offer):
    return browser.post(f"{PAIRING}{offer['user_code']}/deny/")


def _later(seconds):
    """So much time goes by for every pairing."""
    by = timedelta(seconds=seconds)
    for pairing in Pairing.objects.all():
        pairing.expires_at -= by
        pairing.polled_at = pairing.polled_at and pairing.polled_at - by
        pairing.save()


# The device offers itself


@pytest.mark.parametrize("address", [PAIRING, PAIRING[:-1]])
def test_a_device_gets_two_codes(address, tv):
    answer = tv.post(address, {"name": "Living room"})
    offer = answer.json()
    assert answer.status_code == 201
    assert re.fullmatch("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}", offer["user_code"])
    assert len(offer["device_code"]) >= 43, "256 bits"
    assert (offer["expires_in"], offer["interval"]) == (600, 3)
    assert offer["verification_url"] == "http://testserver/link"
    assert parse_qs(urlsplit(offer["verification_url_complete"]).query) == {"code": [offer["user_code"]]}
    assert offer["qr_svg"].startswith("<svg ")
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_only_the_device_knows_is_stored_nowhere(offer):
    pairing = Pairing.objects.get()
    assert offer["device_code"] not in str(vars(pairing))
    assert (pairing.name, pairing.client, pairing.address) == ("Living room", "TV browser on LG TV", "192.168.1.23")


@pytest.mark.parametrize(
    ("host", "address", "page"),
    [
        ("127.0.0.1:8359", "http://192.168.1.5:8359", "http://192.168.1.5:8359/link"),
        ("localhost:8359", "http://192.168.1.5:8359", "http://192.168.1.5:8359/link"),
        ("[::1]:8359", "http://192.168.1.5:8359", "http://192.168.1.5:8359/link"),
        ("127.0.0.1:8359", None, "http://127.0.0.1:8359/link"),
        ("testserver", "http://192.168.1.5:8359", "http://testserver/link"),
    ],
)
def test_the_page_is_one_that_a_telephone_reaches(host, address, page, alice, charlie, monkeypatch):
    monkeypatch.setattr("webapp.server.house_address", lambda: address)
    assert charlie.post(PAIRING, {}, HTTP_HOST=host).json()["verification_url"] == page


@pytest.mark.parametrize(("header", "name"), [(TV, "TV browser on LG TV"), ("", "Device")])
def test_a_device_without_a_name_is_called_by_its_client(header, name, tv):
    tv.post(PAIRING, {"name": " "}, HTTP_USER_AGENT=header)
    assert Pairing.objects.get().name == name


@pytest.mark.parametrize(("said", "name"), [("Living\u202e room\n", "Living room"), ("\u200b\u202e", "TV browser on LG TV")])
def test_a_name_is_what_can_be_seen(said, name, tv, bobs):
    code = tv.post(PAIRING, {"name": said}, HTTP_USER_AGENT=TV).json()["user_code"]
    assert bobs.get(f"{PAIRING}{code}/").json()["name"] == name


@pytest.mark.parametrize("name", [None, "x" * 101, ["x"], {"a": 1}, "a\0b"])
def test_what_is_no_name_is_refused(name, tv):
    assert tv.post(PAIRING, {"name": name}).status_code == 400
    assert not Pairing.objects.exists()


def test_while_nobody_owns_the_house_nobody_could_approve(db, charlie):
    assert _code(charlie.post(PAIRING, {})) == (403, "being-set-up")


# It asks, and is told what to do


def test_until_somebody_has_decided_it_is_pending(tv, offer):
    assert _code(_collect(tv, offer)) == (400, "authorization-pending")
    assert not SignIn.objects.exists()


def test_who_asks_too_often_is_told_to_slow_down(tv, offer):
    _collect(tv, offer)
    assert _code(_collect(tv, offer)) == (400, "slow-down")
    _later(seconds=1)
    assert _code(_collect(tv, offer)) == (400, "slow-down")
    _later(seconds=2.5)
    assert _code(_collect(tv, offer)) == (400, "authorization-pending"), "a second early is in time"


@pytest.mark.parametrize("device_code", ["x", "BCDF-GHJK", "x" * 200])
def test_a_guess_is_as_good_as_an_old_code(device_code, tv, offer):
    assert _code(tv.post(TOKEN, {"device_code": device_code})) == (400, "pairing-expired")


@pytest.mark.parametrize("device_code", [None, "", 5.5e300, [], {}, "x" * 201, "a\0b"])
def test_what_is_no_code_at_all_is_refused(device_code, tv):
    assert tv.post(TOKEN, {"device_code": device_code}).status_code == 400


def test_the_user_code_collects_nothing(tv, offer, bobs, dora):
    _approve(bobs, offer, dora)
    assert _code(tv.post(TOKEN, {"device_code": offer["user_code"]})) == (400, "pairing-expired")


def test_ten_minutes_are_the_end(tv, offer, bobs, dora):
    _later(seconds=601)
    assert _code(_collect(tv, offer)) == (400, "pairing-expired")
    assert _approve(bobs, offer, dora).status_code == 404


def test_an_approval_that_nobody_collected_in_time_is_void(tv, offer, bobs, dora):
    _approve(bobs, offer, dora)
    _later(seconds=601)
    assert _code(_collect(tv, offer)) == (400, "pairing-expired")


# Somebody looks at it


@pytest.mark.parametrize("spelling", ["{}", "{} ", " {}"])
def test_who_shows_the_code(spelling, offer, bobs):
    for code in (offer["user_code"], offer["user_code"].lower(), offer["user_code"].replace("-", "")):
        answer = bobs.get(f"{PAIRING}{spelling.format(code)}/")
        assert answer.status_code == 200
        shown = answer.json()
        assert 590 <= shown.pop("expires_in") <= 600
        assert shown == {"name": "Living room", "client": "TV browser on LG TV", "address": "192.168.1.23"}


@pytest.mark.parametrize("code", ["BCDF-GHJK", "x", "token2", "BCDFGHJKL", "%F0%9F%94%A5", "A", "-", "%00", "ẞẞẞẞ"])
@pytest.mark.parametrize(("method", "end"), [("get", ""), ("post", "approve/"), ("post", "deny/")])
def test_a_code_that_nobody_shows(code, method, end, bobs, dora):
    answer = getattr(bobs, method)(f"{PAIRING}{code}/{end}", {"profile": dora.pk} if end else None)
    assert answer.status_code == 404


def test_a_code_is_looked_up_cheaply(offer, bobs, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        bobs.get(f"{PAIRING}{offer['user_code']}/")


# And decides


@pytest.mark.parametrize("slash", ["/", ""])
def test_an_approved_device_watches_as_the_profile_that_was_chosen(slash, tv, offer, bob, bobs, dora):
    approved = bobs.post(f"{PAIRING}{offer['user_code'].lower().replace('-', '')}/approve{slash}", {"profile": dora.pk})
    assert (approved.status_code, approved.content) == (204, b"")
    answer = _collect(tv, offer)
    assert answer.status_code == 200
    assert {"access", "refresh", "user", "detail"} <= set(answer.json())
    assert {cookies.ACCESS, cookies.REFRESH, cookies.MEDIA} <= set(answer.cookies)
    assert tv.get("/api/auth/me/").json()["email"] == bob.email
    device = SignIn.objects.get(name="Living room")
    assert (device.user, device.profile, device.client) == (bob, dora, "TV browser on LG TV")
    assert "Living room" in [device["name"] for device in bobs.get("/api/devices/").json()]


def test_it_is_collected_once(tv, offer, bobs, dora):
    _approve(bobs, offer, dora)
    assert _collect(tv, offer).status_code == 200
    thief = Browser()
    assert _code(_collect(thief, offer)) == (400, "pairing-expired")
    assert not thief.is_signed_in
    assert SignIn.objects.filter(name="Living room").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_collects(tv, offer, bob, at_once):
    services.approve_pairing(Pairing.objects.get(), Profile.objects.create(user=bob, name="Dora"), "", UNKNOWN)
    answers = at_once(*[lambda: _collect(Browser(), offer)] * 4)
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]
    assert SignIn.objects.filter(name="Living room").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_counts(offer, alice, bob, at_once):
    calls = []
    for user in (alice, bob):
        browser = Browser()
        browser.sign_in(user)
        profile = Profile.objects.create(user=user, name="Me")
        calls += [lambda browser=browser, profile=profile: _approve(browser, offer, profile), lambda browser=browser: _deny(browser, offer)]
    answers = at_once(*calls)
    assert sorted(answer.status_code for answer in answers) == [204, 404, 404, 404]


def test_a_denied_device_stays_out(tv, offer, bob, bobs, dora):
    assert _deny(bobs, offer).status_code == 204
    assert _code(_collect(tv, offer)) == (400, "pairing-denied")
    assert _approve(bobs, offer, dora).status_code == 404
    assert not tv.is_signed_in
    assert AuditEntry.objects.get(kind=AuditEntry.Kind.DEVICE_DENIED).actor == bob


def test_what_is_decided_stays_decided(tv, offer, alices, bobs, dora, alice):
    _approve(bobs, offer, dora)
    assert _deny(alices, offer).status_code == 404
    assert _approve(alices, offer, Profile.objects.create(user=alice, name="Mine")).status_code == 404
    assert bobs.get(f"{PAIRING}{offer['user_code']}/").status_code == 404
    assert _collect(tv, offer).json()["user"]["email"] == "bob@example.org"


def test_nobody_lets_a_device_in_as_somebody_else(tv, offer, alice, bobs):
    answer = _approve(bobs, offer, alice.profiles.get())
    assert (answer.status_code, answer.json()) == (404, {"detail": "There is no such profile."})
    assert answer.content == bobs.post(f"{PAIRING}{offer['user_code']}/approve/", {"profile": 10**9}).content
    assert _code(_collect(tv, offer)) == (400, "authorization-pending")


@pytest.mark.parametrize("profile", [None, "x", -1, 0, 2**63, 1e300, [], {}, True, ""])
def test_what_is_no_profile_is_refused(profile, tv, offer, bobs, dora):
    assert bobs.post(f"{PAIRING}{offer['user_code']}/approve/", {"profile": profile}).status_code in (400, 404)
    assert _code(_collect(tv, offer)) == (400, "authorization-pending")


@pytest.mark.parametrize("pin", [{}, {"pin": ""}, {"pin": "1111"}, {"pin": " 2468"[:4]}])
def test_a_profile_with_a_pin_wants_it(pin, tv, offer, bobs, dora):
    dora.set_pin("2468")
    dora.save()
    assert _code(_approve(bobs, offer, dora, **pin)) == (403, "pin-refused")
    assert _code(_collect(tv, offer)) == (400, "authorization-pending")
    refused = AuditEntry.objects.get(kind=AuditEntry.Kind.PIN_REFUSED)
    assert (refused.email, refused.detail) == ("bob@example.org", "Dora")
    assert _approve(bobs, offer, dora, pin="2468").status_code == 204
    _later(seconds=3)
    assert _collect(tv, offer).status_code == 200


@pytest.mark.parametrize("decide", [_approve, lambda browser, offer, _: _deny(browser, offer)], ids=["approve", "deny"])
def test_a_child_decides_nothing(decide, tv, offer, bob, bobs, dora):
    SignIn.objects.update(profile=Profile.objects.create(user=bob, name="Kim", is_child=True))
    assert _code(decide(bobs, offer, dora)) == (403, "not-for-children")
    assert _code(_collect(tv, offer)) == (400, "authorization-pending")


def test_a_child_may_be_who_watches(tv, offer, bob, bobs):
    kim = Profile.objects.create(user=bob, name="Kim", is_child=True)
    assert _approve(bobs, offer, kim).status_code == 204
    assert _collect(tv, offer).status_code == 200
    assert SignIn.objects.get(name="Living room").profile == kim


@pytest.mark.parametrize("end", ["blocked", "signed out everywhere", "deleted", "profile deleted"])
def test_an_approval_ends_with_who_gave_it(end, tv, offer, bob, bobs, dora):
    _approve(bobs, offer, dora)
    ends = {
        "blocked": lambda: User.objects.filter(pk=bob.pk).update(is_active=False),
        "signed out everywhere": lambda: services.sign_out_everywhere(bob),
        "deleted": bob.delete,
        "profile deleted": dora.delete,
    }
    ends[end]()
    assert _code(_collect(tv, offer)) == (400, "pairing-expired")
    assert not tv.is_signed_in


def test_the_owner_may_let_a_device_into_the_admin(tv, offer, alice, alices):
    _approve(alices, offer, alice.profiles.get())
    _collect(tv, offer)
    assert tv.sees_admin


@pytest.mark.parametrize("end", ["approve/", "deny/"])
def test_no_other_website_lets_devices_in(end, tv, offer, bobs, dora):
    answer = bobs.post(f"{PAIRING}{offer['user_code']}/{end}", {"profile": dora.pk}, HTTP_ORIGIN="https://evil.example")
    assert answer.status_code == 403
    assert _code(_collect(tv, offer)) == (400, "authorization-pending")


@pytest.mark.parametrize("address", [PAIRING, TOKEN])
def test_no_other_website_offers_a_device(address, alice, browser):
    assert _code(browser.post(address, {"device_code": "x"}, HTTP_ORIGIN="https://evil.example")) == (403, "from-elsewhere")


def test_all_of_it_is_in_the_audit_log(tv, offer, bob, bobs, dora):
    _approve(bobs, offer, dora)
    _collect(tv, offer)
    paired, signed_in = AuditEntry.objects.order_by("-id")[1], AuditEntry.objects.order_by("-id")[0]
    assert (paired.kind, paired.user, paired.actor, paired.detail) == ("device-paired", bob, bob, "Living room, to watch as Dora")
    assert (signed_in.kind, signed_in.client, signed_in.detail) == ("signed-in", "TV browser on LG TV", "Living room")


# Brakes


@pytest.mark.parametrize(
    ("throttle", "method", "address", "body"),
    [
        (throttles.PairingsPerAddress, "post", PAIRING, {}),
        (throttles.PollsPerAddress, "post", TOKEN, {"device_code": "x"}),
        (throttles.CodesPerUser, "get", f"{PAIRING}BCDFGHJK/", None),
        (throttles.CodesPerUser, "post", f"{PAIRING}BCDFGHJK/approve", {"profile": 1}),
        (throttles.CodesPerUser, "post", f"{PAIRING}BCDFGHJK/deny", {}),
    ],
)
def test_floods_are_stopped(throttle, method, address, body, alice, bobs, monkeypatch):
    monkeypatch.setattr(throttle, "rate", "3/min")
    assert 429 not in [getattr(bobs, method)(address, body).status_code for _ in range(3)]
    answer = getattr(bobs, method)(address, body)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_codes_are_guessed_by_nobody(alice, bobs, alices):
    """Looking, approving and denying count together, for one account whatever device it uses."""
    for number in range(30):
        bobs.post(f"{PAIRING}BCDFGHJK/{('approve', 'deny')[number % 2]}/", {"profile": 1})
    assert bobs.get(f"{PAIRING}BCDFGHJK/").status_code == 429
    assert alices.get(f"{PAIRING}BCDFGHJK/").status_code == 404


def test_codes_that_have_expired_are_swept(tv, offer):
    fresh = tv.post(PAIRING, {}).json()
    Pairing.objects.filter(user_code=pairing_codes.normal(offer["user_code"])).update(expires_at=timezone.now() - timedelta(seconds=1))
    tasks.sweep()
    assert [pairing_codes.spelled(pairing.user_code) for pairing in Pairing.objects.all()] == [fresh["user_code"]]
    assert _code(_collect(tv, offer)) == (400, "pairing-expired")


def test_codes_are_not_made_of_words():
    codes = {pairing_codes.new_user_code() for _ in range(200)}
    assert len(codes) == 200
    assert not set("".join(codes)) & set("AEIOUY01")
