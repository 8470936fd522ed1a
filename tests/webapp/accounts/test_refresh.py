"""Refresh tokens: rotated, kind to two tabs, merciless to thieves."""

from datetime import timedelta

import jwt
import pytest
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import RefreshToken as ForeignToken

from tests.webapp.accounts.conftest import Browser
from webapp.accounts import cookies, services
from webapp.accounts.models import RotatedToken, SignIn, User
from webapp.accounts.tokens import RefreshToken, read_refresh

ADDRESSES = ["/api/auth/token/refresh/", "/api/token/refresh/", "/api/auth/token/refresh", "/api/token/refresh"]


def _later(**by: float) -> None:
    """Let time pass for tokens that were rotated."""
    for row in RotatedToken.objects.all():
        row.rotated_at -= timedelta(**by)
        row.save()


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_cookie_is_enough(address, bobs):
    old = bobs.cookies[cookies.REFRESH].value
    answer = bobs.post(address)
    assert answer.status_code == 200
    assert answer.json()["refresh"] != old
    assert {cookies.ACCESS, cookies.REFRESH, cookies.MEDIA} <= set(answer.cookies)
    assert bobs.is_signed_in


def test_so_is_the_body(bob, charlie):
    tokens = Browser().sign_in(bob)
    answer = charlie.post("/api/auth/token/refresh/", {"refresh": tokens["refresh"]})
    assert answer.status_code == 200
    assert charlie.get("/api/auth/me/", HTTP_AUTHORIZATION=f"Bearer {answer.json()['access']}").status_code == 200


def test_two_tabs_get_the_same_successor(bobs):
    old = bobs.cookies[cookies.REFRESH].value
    first, second = bobs.refresh(refresh=old), bobs.refresh(refresh=old)
    assert first.json()["refresh"] == second.json()["refresh"]
    assert bobs.refresh(refresh=second.json()["refresh"]).status_code == 200


def test_a_lost_answer_is_found_again_even_when_others_went_on(bobs):
    old = bobs.cookies[cookies.REFRESH].value
    first = bobs.refresh(refresh=old).json()["refresh"]
    bobs.refresh(refresh=first)
    assert bobs.refresh(refresh=old).json()["refresh"] == first


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_the_same_successor(bob, at_once):
    old = Browser().sign_in(bob)["refresh"]
    answers = at_once(*[lambda: Browser().refresh(refresh=old)] * 4)
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.json()["refresh"] for answer in answers}) == 1


def test_reuse_after_the_grace_ends_the_whole_family(bobs):
    old = bobs.cookies[cookies.REFRESH].value
    newest = bobs.refresh().json()
    _later(seconds=61)
    assert bobs.refresh(refresh=old).status_code == 401
    assert bobs.refresh(refresh=newest["refresh"]).status_code == 401
    assert not bobs.is_signed_in
    assert SignIn.objects.get().ended_at is not None


def test_one_second_before_the_end_of_the_grace_is_in_time(bobs):
    old = bobs.cookies[cookies.REFRESH].value
    bobs.refresh()
    _later(seconds=55)
    assert bobs.refresh(refresh=old).status_code == 200


def test_using_it_again_does_not_renew_the_grace(bobs):
    old = bobs.cookies[cookies.REFRESH].value
    bobs.refresh()
    _later(seconds=40)
    assert bobs.refresh(refresh=old).status_code == 200
    _later(seconds=40)
    assert bobs.refresh(refresh=old).status_code == 401
    assert not bobs.is_signed_in


@pytest.mark.parametrize("first", ["thief", "victim"])
def test_a_stolen_token_helps_the_thief_until_the_other_one_uses_it(first, bobs):
    """Neither can tell who is who, and so both are out; whoever knows the password comes back."""
    thief, stolen = Browser(), bobs.cookies[cookies.REFRESH].value
    if first == "thief":
        gained = thief.refresh(refresh=stolen).json()
        _later(minutes=15)
        assert bobs.refresh().status_code == 401
    else:
        gained = bobs.refresh().json()
        _later(minutes=15)
        assert thief.refresh(refresh=stolen).status_code == 401
    assert Browser().refresh(refresh=gained["refresh"]).status_code == 401
    assert Browser().get("/api/auth/me/", HTTP_AUTHORIZATION=f"Bearer {gained['access']}").status_code == 401


def test_within_the_grace_a_thief_gets_no_token_of_their_own(bobs):
    """And so the next one to come later gives both away."""
    thief, stolen = Browser(), bobs.cookies[cookies.REFRESH].value
    mine, theirs = bobs.refresh().json()["refresh"], thief.refresh(refresh=stolen).json()["refresh"]
    assert mine == theirs
    thief.refresh(refresh=theirs)
    _later(minutes=15)
    assert bobs.refresh(refresh=mine).status_code == 401
    assert not thief.is_signed_in


@pytest.mark.django_db(transaction=True)
def test_a_thief_and_a_victim_at_once_are_both_out(bob, at_once):
    browser = Browser()
    old = browser.sign_in(bob)["refresh"]
    newest = browser.refresh(refresh=old).json()["refresh"]
    _later(seconds=61)
    answers = at_once(*[lambda token=token: Browser().refresh(refresh=token) for token in (old, newest, old, newest)])
    assert {answers[0].status_code, answers[2].status_code} == {401}
    assert SignIn.objects.get().ended_at is not None
    for gained in {answer.json()["refresh"] for answer in answers if answer.status_code == 200} | {newest}:
        assert Browser().refresh(refresh=gained).status_code == 401


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", ["sign out", "sign out everywhere", "new password"])
def test_whoever_ends_it_at_the_same_moment_ends_it(end, bob, at_once):
    browser = Browser()
    token = browser.sign_in(bob)["refresh"]
    ends = {
        "sign out": lambda: browser.post("/api/auth/logout/"),
        "sign out everywhere": lambda: services.sign_out_everywhere(bob),
        "new password": lambda: services.set_password(bob.email, "a quite different sentence"),
    }
    *answers, _ = at_once(*[lambda: Browser().refresh(refresh=token)] * 3, ends[end])
    for answer in answers:
        assert answer.status_code in (200, 401)
        if answer.status_code == 200:
            assert Browser().refresh(refresh=answer.json()["refresh"]).status_code == 401
            assert Browser().get("/api/auth/me/", HTTP_AUTHORIZATION=f"Bearer {answer.json()['access']}").status_code == 401


def test_a_stolen_sign_in_ends_alone(bob, bobs, browser):
    browser.sign_in(bob)
    old = bobs.cookies[cookies.REFRESH].value
    bobs.refresh()
    _later(seconds=61)
    bobs.refresh(refresh=old)
    assert browser.is_signed_in


def test_a_used_token_is_on_the_blacklist_and_no_token_is_in_the_database(bobs):
    old = read_refresh(bobs.cookies[cookies.REFRESH].value)
    bobs.refresh()
    assert BlacklistedToken.objects.get().token.jti == old["jti"]
    assert not OutstandingToken.objects.exclude(token="").exists()


def test_a_blacklisted_token_is_refused(bobs):
    read_refresh(bobs.cookies[cookies.REFRESH].value).blacklist()
    assert bobs.refresh().status_code == 401


def _expired(user: User, sign_in: SignIn) -> str:
    token = RefreshToken.fresh(user, sign_in.pk)
    token.set_exp(from_time=timezone.now() - timedelta(days=31))
    return str(token)


@pytest.mark.parametrize(
    "kind", ["none", "forged", "access", "expired", "foreign", "of an unknown sign-in", "empty", "unsigned", "of another key"]
)
def test_what_is_no_refresh_token(kind, bob, charlie):
    tokens = Browser().sign_in(bob)
    sign_in = SignIn.objects.get()
    raw = {
        "none": None,
        "empty": "",
        "unsigned": jwt.encode(read_refresh(tokens["refresh"]).payload, "", algorithm="none"),
        "of another key": jwt.encode(read_refresh(tokens["refresh"]).payload, "x" * 50, algorithm="HS256"),
        "forged": tokens["refresh"][:-4] + "AAAA",
        "access": tokens["access"],
        "expired": _expired(bob, sign_in),
        "foreign": str(ForeignToken.for_user(bob)),
        "of an unknown sign-in": str(RefreshToken.fresh(bob, SignIn().pk)),
    }[kind]
    answer = charlie.post("/api/auth/token/refresh/", {} if raw is None else {"refresh": raw})
    assert answer.status_code == 401
    assert set(answer.json()) == {"detail", "code"}
    assert answer.json()["code"] == "sign-in-ended"
    assert not answer.cookies


@pytest.mark.parametrize("end", ["blocked", "signed out everywhere", "deleted", "new password"])
def test_a_refresh_token_ends_with_its_user(end, bob, bobs):
    ends = {
        "blocked": lambda: User.objects.filter(pk=bob.pk).update(is_active=False),
        "signed out everywhere": lambda: services.sign_out_everywhere(bob),
        "deleted": bob.delete,
        "new password": lambda: services.set_password(bob.email, "a quite different sentence"),
    }
    ends[end]()
    assert bobs.refresh().status_code == 401
    assert not bobs.is_signed_in


def test_a_refresh_has_a_query_budget(bobs, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        assert bobs.refresh().status_code == 200


def test_a_sign_in_lasts_as_long_as_its_newest_token(bobs):
    SignIn.objects.update(expires_at=timezone.now())
    bobs.refresh()
    assert SignIn.objects.get().expires_at > timezone.now() + timedelta(days=29)
