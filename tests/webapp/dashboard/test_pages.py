"""Who may see the dashboard and press its buttons, and what a page costs."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from tests.laws.test_strangers import filled, routes
from tests.webapp.dashboard.conftest import Make
from webapp.accounts.models import OutboxMail, User
from webapp.library.models import Folder, FoundFile
from webapp.library.services import library_named
from webapp.streaming.models import MOST_ATTEMPTS, RunLease

pytestmark = pytest.mark.django_db

PAGES = ["/admin/", *(reverse(f"dashboard:{name}") for name in ("overview", "jobs", "logs"))]
ADDRESSES = {route: pattern for route, pattern in routes(get_resolver()) if route.startswith("admin/dashboard/")}
BUTTONS = [route for route, pattern in ADDRESSES.items() if pattern.name not in ("overview", "jobs", "logs", "log")]
QUERIES = 60  # of the dashboard; what matters is that they are not more with a larger house


@pytest.mark.parametrize("route", ADDRESSES)
def test_nobody_but_the_owner_comes_in(route: str, client: Client, bob: User) -> None:
    for _ in range(2):  # a stranger, then a member
        for method in (client.get, client.post):
            answer = method(filled(route))
            assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/")
        client.force_login(bob)


@pytest.mark.parametrize("address", PAGES)
def test_pages_answer_wholly_and_in_part(address: str, admin: Client) -> None:
    whole, part = admin.get(address), admin.get(f"{address}?part")
    assert (whole.status_code, part.status_code) == (200, 200)
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert b"refresh.js" in whole.content
    for script in re.findall(rb"<script[^>]*>[^<]", whole.content):  # our policy would not run it
        assert b'type="application/json"' in script


@pytest.mark.parametrize("route", BUTTONS)
def test_buttons_are_pressed_by_post_only(route: str, admin: Client) -> None:
    assert admin.get(filled(route)).status_code == 405


def test_buttons_are_pressed_from_our_own_pages_only(alice: User) -> None:
    elsewhere = Client(enforce_csrf_checks=True)
    elsewhere.force_login(alice)
    assert {elsewhere.post(filled(route)).status_code for route in BUTTONS} == {403}


def test_a_page_costs_the_same_however_large_the_house_is(
    admin: Client, make: Make, watch: Callable[..., Any], alice: User, tmp_path: Any
) -> None:
    def grow(count: int, start: int) -> None:
        for number in range(start, start + count):
            source = make(f"Film {number}", f"Library {number}")
            watch(source.video, rendition="480p-v2")
            folder = Folder.objects.create(library=library_named(None), path=f"/gone/{number}", state=Folder.State.MISSING, reason="Gone.")
            FoundFile.objects.create(
                folder=folder, path=f"/gone/{number}/x.mkv", size=1, modified_ns=1, state=FoundFile.State.REFUSED, reason="Torn."
            )
            User.objects.create_user(f"dora{number}@example.org")
            OutboxMail.objects.create(recipient="x@example.org", purpose="activation", subject="s", body="b", link="http://x/", error="No.")
            RunLease.objects.take(source.pk, ["480p"], range(2))
            RunLease.objects.take(make(f"Torn {number}").pk, ["480p"], range(2))
        RunLease.objects.filter(source__video__title__startswith="Torn").update(attempts=MOST_ATTEMPTS, expires_at=timezone.now())

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert admin.get(f"{PAGES[0]}?part").status_code == 200
        return len(queries)

    admin.get(PAGES[0])
    grow(2, 0)
    small = cost()
    grow(12, 2)
    assert cost() == small <= QUERIES
