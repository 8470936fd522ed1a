"""Who asks: addresses, and what User-Agent headers say in a few words."""

import pytest
from django.test import RequestFactory

from webapp.accounts import clients
from webapp.accounts.callers import Caller, caller_of
from webapp.accounts.models import SignIn

ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36"
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
CHROMIUM = "AppleWebKit/537.36 (KHTML, like Gecko)"
HEADERS = [
    (ANDROID, "Chrome on Android"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
    (
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROMIUM} Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0",
        "Edge on Windows",
    ),
    (
        f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {APPLE} Version/26.0 Mobile/15E148 Safari/604.1",
        "Safari on iPhone",
    ),
    (
        f"Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) {APPLE} CriOS/143.0 Mobile/15E148 Safari/604.1",
        "Chrome on iPad",
    ),
    (
        f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/26.0 Safari/605.1.15",
        "Safari on Mac",
    ),
    (f"Mozilla/5.0 (X11; Linux x86_64) {APPLE} Version/16.0 Safari/605.1.15", "WebKit on Linux"),
    (
        f"Mozilla/5.0 (Web0S; Linux/SmartTV) {CHROMIUM} Chrome/94.0.4606.128 Safari/537.36 DMOST/2.0.0",
        "TV browser on LG TV",
    ),
    (
        f"Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) {CHROMIUM} 94.0.4606.31/7.0 TV Safari/537.36",
        "TV browser on Samsung TV",
    ),
    (
        f"Mozilla/5.0 (Linux; Android 9; AFTKA Build/PS7285) {CHROMIUM} Silk/130.3 like Chrome/130.0 Safari/537.36",
        "Silk on Fire TV",
    ),
    ("AppleCoreMedia/1.0.0.22G86 (iPhone; U; CPU OS 18_6 like Mac OS X; de_de)", "Apple player on iPhone"),
    ("VLC/3.0.21 LibVLC/3.0.21", "VLC"),
    ("python-requests/2.32", "python-requests/2.32"),
    ("", ""),
    ("   \x07\u202e ", ""),
    ("A" * 50_000, "A" * 200),
]


@pytest.mark.parametrize(("header", "said"), HEADERS, ids=[said[:30] or "nothing" for _, said in HEADERS])
def test_a_header_in_a_few_words(header, said):
    assert clients.describe(header) == said


@pytest.mark.parametrize(
    ("address", "kept"),
    [("192.168.1.7", "192.168.1.7"), ("fe80::1%eth0", "fe80::1"), ("::1", "::1"), ("", None), ("unix:", None)],
)
def test_an_address_is_one_or_none(address, kept):
    assert caller_of(RequestFactory().get("/", REMOTE_ADDR=address, HTTP_USER_AGENT=ANDROID)) == Caller(kept, "Chrome on Android")


def test_what_a_proxy_header_says_is_not_believed():
    request = RequestFactory().get("/", REMOTE_ADDR="192.168.1.7", HTTP_X_FORWARDED_FOR="10.0.0.1", HTTP_FORWARDED="for=10.0.0.1")
    assert caller_of(request).address == "192.168.1.7"


def test_no_client_is_longer_than_its_column():
    assert SignIn._meta.get_field("client").max_length == clients.MAX_LENGTH
