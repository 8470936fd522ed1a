"""Who sends a request, and from which page."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView
from rest_framework_simplejwt.tokens import AccessToken

from tests.conftest import PASSWORD
from tests.webapp.accounts.conftest import Browser
from webapp.accounts import cookies, services
from webapp.accounts.models import SignIn, User
from webapp.accounts.tokens import RefreshToken

OWN = "http://testserver"
ELSEWHERE = [
    pytest.param("https://evil.example", id="another host"),
    pytest.param("https://testserver", id="another scheme"),
    pytest.param("http://testserver:81", id="another port"),
    pytest.param("http://testserver.evil.example", id="a longer host"),
    pytest.param("null", id="null"),
    pytest.param("", id="empty"),
]


class Writing(APIView):
    """Stands for any address of other rooms that writes."""

    def get(self, request: Request) -> Response:
        return Response({"user": request.user.pk})

    post = put = patch = delete = get


def _ask(method: str, access: str, **headers: str) -> Response:
    request = getattr(APIRequestFactory(), method)("/api/anything/", **headers)
    request.COOKIES[cookies.ACCESS] = access
    return Writing.as_view()(request)


@pytest.fixture
def access(bob: User) -> str:
    return services.begin_sign_in(bob).access


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("origin", ELSEWHERE)
def test_cookies_write_from_our_own_pages_only(method, origin, access):
    assert _ask(method, access, HTTP_ORIGIN=OWN).status_code == 200
    assert _ask(method, access, HTTP_ORIGIN=origin).status_code == 403
    assert _ask(method, access, HTTP_ORIGIN=origin, HTTP_REFERER=f"{OWN}/page").status_code == (403 if origin else 200)


def test_a_cookie_from_nowhere_writes_nothing(access):
    assert _ask("post", access).status_code == 403


def test_the_referer_speaks_where_there_is_no_origin(access):
    assert _ask("post", access, HTTP_REFERER=f"{OWN}/watch/3?x=1").status_code == 200
    assert _ask("post", access, HTTP_REFERER="https://evil.example/http://testserver/").status_code == 403
    assert _ask("post", access, HTTP_REFERER="http://[").status_code == 403


def test_reading_by_cookie_needs_no_origin(access):
    assert _ask("get", access, HTTP_ORIGIN="https://evil.example").status_code == 200


def test_configured_origins_may_write(access, settings):
    settings.CONFIG = settings.CONFIG.model_copy(update={"trusted_origins": ["https://films.example"]})
    assert _ask("post", access, HTTP_ORIGIN="https://films.example").status_code == 200
    assert _ask("post", access, HTTP_ORIGIN="https://evil.example").status_code == 403


def test_a_bearer_writes_from_anywhere(access):
    request = APIRequestFactory().post("/", HTTP_AUTHORIZATION=f"Bearer {access}", HTTP_ORIGIN="https://evil.example")
    assert Writing.as_view()(request).status_code == 200


def test_a_stale_cookie_is_nobody(db):
    answer = _ask("post", "stale", HTTP_ORIGIN=OWN)
    assert answer.status_code == 401
    assert "WWW-Authenticate" in answer.headers


def _expired(user: User) -> str:
    token = RefreshToken.fresh(user, SignIn.objects.get().pk).access_token
    token.set_exp(from_time=timezone.now() - timedelta(minutes=16))
    return str(token)


@pytest.mark.parametrize("kind", ["expired", "forged", "refresh", "foreign", "empty", "no text"])
def test_what_is_no_access_token(kind, bob, charlie):
    tokens = Browser().sign_in(bob)
    raw = {
        "expired": _expired(bob),
        "forged": tokens["access"][:-4] + "AAAA",
        "refresh": tokens["refresh"],
        "foreign": str(AccessToken.for_user(bob)),
        "empty": "",
        "no text": "\xff\xfe",
    }[kind]
    assert charlie.get("/api/auth/me/", HTTP_AUTHORIZATION=f"Bearer {raw}").status_code == 401


@pytest.mark.parametrize("header", ["Basic Ym9iOmJvYg==", "Token x", "Bearer", "bearer  ", "x"])
def test_other_headers_sign_nobody_in(header, db, charlie):
    assert charlie.get("/api/auth/me/", HTTP_AUTHORIZATION=header).status_code == 401


@pytest.mark.parametrize("end", ["blocked", "signed out everywhere", "deleted"])
def test_an_access_token_ends_with_its_user(end, bob, client_of):
    client = client_of(bob)
    ends = {
        "blocked": lambda: User.objects.filter(pk=bob.pk).update(is_active=False),
        "signed out everywhere": lambda: services.sign_out_everywhere(bob),
        "deleted": bob.delete,
    }
    ends[end]()
    assert client.get("/api/auth/me/").status_code == 401


def test_the_media_cookie_opens_no_other_address(bobs):
    media = bobs.cookies[cookies.MEDIA].value
    stranger = Browser()
    stranger.cookies[cookies.MEDIA] = stranger.cookies[cookies.ACCESS] = stranger.cookies[cookies.REFRESH] = media
    assert not stranger.is_signed_in
    assert stranger.refresh().status_code == 401


def test_knowing_who_asks_and_who_watches_takes_one_query(access, django_assert_num_queries):
    with django_assert_num_queries(1):
        _ask("get", access)


def test_while_nobody_has_been_chosen_it_takes_two(bob, access, django_assert_num_queries):
    SignIn.objects.update(profile=None)
    with django_assert_num_queries(2):
        _ask("get", access)


# Addresses that set cookies


COOKIE_SETTERS = [
    ("/api/auth/login/", {"email": "bob@example.org", "password": PASSWORD}),
    ("/api/login", {"email": "bob@example.org", "password": PASSWORD}),
    ("/api/auth/token/refresh/", {}),
    ("/api/auth/logout/", {}),
    ("/api/setup/", {}),
    ("/api/auth/presence/", {"secret": "x"}),
]


@pytest.mark.parametrize(("address", "body"), COOKIE_SETTERS)
@pytest.mark.parametrize("origin", ELSEWHERE)
def test_no_other_website_signs_anyone_in_or_out(address, body, origin, bobs):
    answer = bobs.post(address, body, HTTP_ORIGIN=origin)
    assert answer.status_code == 403
    assert not answer.cookies
    assert bobs.is_signed_in


def test_programs_that_are_no_browsers_sign_in_without_an_origin(bob, charlie):
    assert charlie.post("/api/auth/login/", {"email": bob.email, "password": PASSWORD}).status_code == 200


def test_a_foreign_host_is_refused(bob, charlie):
    answer = charlie.post("/api/password_reset/", {"email": bob.email}, HTTP_HOST="evil.example")
    assert answer.status_code == 400
