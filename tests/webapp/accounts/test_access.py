"""Who may fetch playlists, segments and posters."""

import time

import pytest
from django.test import RequestFactory
from rest_framework.request import Request

from tests.webapp.accounts.conftest import NEW_PASSWORD
from webapp.accounts import cookies, services, tokens
from webapp.accounts.access import media_token, media_viewer
from webapp.accounts.models import SignIn, User

VIDEO = 7


def media_user(request, video_id):
    """Whom the door recognises; that somebody watches is part of it."""
    found = media_viewer(request, video_id)
    assert found is None or found[1].user_id == found[0].pk
    return None if found is None else found[0]


def _request(method="get", query="", header="", **jar):
    headers = {"HTTP_AUTHORIZATION": f"Bearer {header}"} if header else {}
    request = getattr(RequestFactory(), method)(f"/api/video/{VIDEO}/480p/00000.m4s{query}", **headers)
    request.COOKIES.update(jar)
    return request


@pytest.fixture
def signed_in(bob):
    return services.begin_sign_in(bob)


@pytest.fixture
def ways(bob, signed_in):
    """Every way to say who one is, as requests."""
    token = media_token(bob, VIDEO, bob.profiles.get().pk)
    return {
        "header": lambda method="get": _request(method, header=signed_in.access),
        "access cookie": lambda method="get": _request(method, **{cookies.ACCESS: signed_in.access}),
        "media cookie": lambda method="get": _request(method, **{cookies.MEDIA: tokens.media_cookie(signed_in.identity)}),
        "token": lambda method="get": _request(method, f"?token={token}"),
    }


WAYS = ["header", "access cookie", "media cookie", "token"]


@pytest.mark.parametrize("way", WAYS)
def test_each_way_is_enough_for_reading_and_for_nothing_else(way, ways, bob):
    assert media_user(ways[way](), VIDEO) == bob
    assert media_user(ways[way]("head"), VIDEO) == bob
    assert [media_user(ways[way](method), VIDEO) for method in ("post", "put", "patch", "delete", "options")] == [None] * 5


def test_a_stranger_is_nobody(db):
    assert media_user(_request(), VIDEO) is None
    assert media_user(_request(query="?token=forged", header="forged", **{cookies.MEDIA: "a:b:c", cookies.ACCESS: "x"}), VIDEO) is None


def test_a_token_opens_one_video(bob):
    assert media_user(_request(query=f"?token={media_token(bob, VIDEO + 1)}"), VIDEO) is None


def test_a_token_is_no_cookie_and_a_cookie_no_token(bob, signed_in):
    cookie, token = tokens.media_cookie(signed_in.identity), media_token(bob, VIDEO)
    assert media_user(_request(query=f"?token={cookie}"), VIDEO) is None
    assert media_user(_request(**{cookies.MEDIA: token}), VIDEO) is None
    assert media_user(_request(**{cookies.ACCESS: signed_in.refresh}), VIDEO) is None


def test_a_good_cookie_helps_where_the_access_token_is_stale(bob, signed_in):
    request = _request(header="stale", **{cookies.ACCESS: "stale", cookies.MEDIA: tokens.media_cookie(signed_in.identity)})
    assert media_user(request, VIDEO) == bob


@pytest.mark.parametrize("way", ["media cookie", "token"])
def test_they_outlive_a_film_and_not_the_next_day(way, ways, bob, monkeypatch):
    request, now = ways[way](), time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 23.9 * 3600)
    assert media_user(request, VIDEO) == bob
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 24.1 * 3600)
    assert media_user(request, VIDEO) is None


@pytest.mark.parametrize("way", WAYS)
def test_watching_costs_no_queries(way, ways, bob, django_assert_num_queries):
    with django_assert_num_queries(1):
        media_user(ways[way](), VIDEO)
    with django_assert_num_queries(0):
        assert [media_user(ways[way](), VIDEO) for _ in range(3)] == [bob] * 3


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("end", ["blocked", "signed out everywhere", "deleted", "new password"])
def test_who_may_not_watch_any_more_is_out_at_once(way, end, ways, bob):
    request = ways[way]()
    assert media_user(request, VIDEO) is not None
    ends = {
        "blocked": lambda: _block(bob),
        "signed out everywhere": lambda: services.sign_out_everywhere(bob),
        "deleted": bob.delete,
        "new password": lambda: services.set_password(bob.email, NEW_PASSWORD),
    }
    ends[end]()
    assert media_user(request, VIDEO) is None


def _block(user):
    user.is_active = False
    user.save(update_fields=["is_active"])


@pytest.mark.parametrize(("seconds", "may"), [(29, True), (31, False)])
def test_what_another_process_changes_is_noticed_after_30_seconds(seconds, may, ways, monkeypatch):
    request, now = ways["token"](), time.monotonic()
    monkeypatch.setattr("webapp.accounts.remembered.time.monotonic", lambda: now)
    media_user(request, VIDEO)
    User.objects.update(is_active=False)  # says nothing to this process
    monkeypatch.setattr("webapp.accounts.remembered.time.monotonic", lambda: now + seconds)
    assert (media_user(request, VIDEO) is not None) is may


@pytest.mark.parametrize("way", ["header", "access cookie", "media cookie"])
def test_a_sign_out_closes_what_belonged_to_it(way, ways):
    assert media_user(ways[way](), VIDEO) is not None
    services.end_sign_in(SignIn.objects.get().pk.hex)
    assert media_user(ways[way](), VIDEO) is None


def test_the_cookie_is_renewed_with_the_sign_in(bobs, monkeypatch):
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 20 * 3600)
    renewed = bobs.refresh().cookies[cookies.MEDIA].value
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 40 * 3600)
    assert media_user(_request(**{cookies.MEDIA: renewed}), VIDEO) is not None


def test_drf_requests_are_understood_too(ways, bob):
    assert media_user(Request(ways["token"]()), VIDEO) == bob
