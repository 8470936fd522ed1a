"""Who is watching: profiles, a PIN, a child, and a TV that a phone lets in; in Chromium, from the pages to the last segment."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.appliance import Appliance
from tests.e2e.conftest import OWNER
from tests.e2e.person import Person

pytestmark = pytest.mark.browser
PIN = "4711"
FILM = "The Flashing Film"
PARTS = {"", "index.m3u8", "original/index.m3u8", "original/media.m3u8", "original/init.mp4", "original/00000.m4s", "480p/00000.m4s"}


@pytest.fixture
def alice(browser: Any, appliance: Appliance) -> Iterator[Person]:
    person = Person(browser, appliance.url)
    yield person
    person.context.close()


@pytest.fixture
def tv(browser: Any, appliance: Appliance) -> Iterator[Person]:
    person = Person(browser, appliance.url)
    yield person
    person.context.close()


@pytest.fixture(scope="module")
def household(browser: Any, appliance: Appliance, owner_token: str) -> None:
    """Alice with a PIN, and Lena, who is six."""
    context = browser.new_context(base_url=appliance.url, extra_http_headers={"Authorization": f"Bearer {owner_token}"})
    [own] = context.request.get("/api/profiles/").json()
    assert context.request.patch(f"/api/profiles/{own['id']}/", data={"name": "Alice", "pin": PIN}).ok
    assert context.request.post("/api/profiles/", data={"name": "Lena", "avatar": "owl", "is_child": True, "highest_age": 6}).ok
    context.close()


def arrive(person: Person, name: str = "Alice", pin: str = PIN) -> None:
    """Sign in, and say who is watching."""
    person.sign_in(*OWNER)
    switch_to(person, name, pin)


def in_menu(person: Person, entry: str) -> None:
    person.page.goto("/")
    person.page.get_by_role("button", name="Account of").click()
    person.page.locator("header .menu").get_by_text(entry, exact=True).click()


def enter_pin(person: Person, pin: str) -> None:
    """Type it as a keyboard does; the focus then is on OK."""
    person.page.get_by_role("dialog").wait_for()
    person.page.keyboard.type(pin)
    person.page.keyboard.press("Enter")


def switch_to(person: Person, name: str, pin: str = "") -> None:
    person.page.goto("/profiles")
    person.page.get_by_role("button", name=name).click()
    if pin:
        enter_pin(person, pin)
    person.page.get_by_role("button", name=f"Account of {name}").wait_for()


def rate(person: Person, film: int, rating: str) -> None:
    """As the owner does it, in the admin."""
    person.page.goto(f"/admin/library/video/{film}/change/")
    person.page.get_by_label("Rating").fill(rating)
    person.page.get_by_role("button", name="Save", exact=True).click()
    person.page.wait_for_url(lambda url: "/change/" not in url)


def refused(person: Person, film: int) -> set[str]:
    """Which of the film's addresses do not exist for this browser."""
    return {part for part in PARTS if person.context.request.get(f"/api/video/{film}/{part}").status == 404}


def test_who_is_watching(alice: Person, household: None, film: int, evidence: Path | None) -> None:
    alice.sign_in(*OWNER)
    alice.page.get_by_role("heading", name="Who’s watching?").wait_for()
    if evidence:
        alice.page.screenshot(path=evidence / "who.png")
    alice.page.get_by_role("button", name="Lena").click()
    alice.page.get_by_text("No films yet").wait_for()  # the film has no rating
    alice.page.get_by_role("button", name="Account of Lena").click()
    assert alice.page.locator("header .menu .entry").all_inner_texts() == ["History", "Switch profile", "Sign out"]
    assert "/admin/login/" in alice.page.goto("/admin/").url, "the owner's admin is closed while a child watches"
    alice.page.goto("/devices")
    alice.page.get_by_role("heading", name="For grown-ups").wait_for()
    assert alice.errors == []

    alice.page.get_by_role("link", name="Switch profile").click()
    alice.page.get_by_role("button", name="Alice").click()
    enter_pin(alice, "0000")
    alice.page.get_by_text("This PIN is wrong.").wait_for()
    enter_pin(alice, PIN)
    alice.page.get_by_text(FILM).first.wait_for()


def test_a_profile_is_made_with_its_own_language_and_pin(alice: Person, household: None) -> None:
    arrive(alice)
    in_menu(alice, "Switch profile")
    alice.page.get_by_role("link", name="Manage profiles").click()
    alice.page.get_by_role("link", name="Add profile").click()
    alice.page.get_by_label("Name", exact=True).fill("Oma")
    alice.page.get_by_role("button", name="Whale").click()
    alice.page.get_by_role("button", name="Deutsch").click()
    alice.page.get_by_role("button", name="Choose a PIN").click()
    enter_pin(alice, "2468")
    enter_pin(alice, "2468")
    alice.page.get_by_role("button", name="Save").click()
    alice.page.get_by_role("link", name="Edit Oma").wait_for()
    alice.page.get_by_role("link", name="Done").click()
    in_menu(alice, "Switch profile")
    alice.page.get_by_role("button", name="Oma").click()
    enter_pin(alice, "2468")
    alice.page.get_by_role("button", name="Konto von Oma").wait_for()
    assert alice.errors == []


def test_a_child_gets_nothing_of_a_forbidden_film(alice: Person, household: None, film: int) -> None:
    arrive(alice)
    assert refused(alice, film) == set()
    for rating, allowed in (("FSK 16", False), ("FSK 6", True), ("PG-13", False)):
        rate(alice, film, rating)
        switch_to(alice, "Lena")
        if allowed:
            alice.page.get_by_text(FILM).first.wait_for()
            assert refused(alice, film) == set()
        else:
            alice.page.get_by_text("No films yet").wait_for()
            assert refused(alice, film) == PARTS
            alice.page.goto(f"/watch/{film}")
            alice.page.get_by_text("This film is not there any more.").wait_for()
        switch_to(alice, "Alice", PIN)


def test_a_phone_lets_a_tv_in(alice: Person, tv: Person, household: None, film: int, evidence: Path | None) -> None:
    tv.page.goto(f"/watch/{film}")
    tv.page.get_by_role("link", name="Sign in with your phone").click()
    code = tv.page.locator(".code").inner_text()
    if evidence:
        tv.page.screenshot(path=evidence / "pair.png")

    arrive(alice)
    in_menu(alice, "Devices")
    alice.page.get_by_role("link", name="Enter a code").click()
    alice.page.get_by_label("Code").fill(code.replace("-", " ").lower())
    alice.page.get_by_role("button", name="Next").click()
    alice.page.get_by_role("button", name="Alice").click()
    if evidence:
        alice.page.screenshot(path=evidence / "link.png")
    alice.page.get_by_role("button", name="Let it in").click()
    enter_pin(alice, PIN)
    alice.page.get_by_role("heading", name="It is in").wait_for()

    tv.page.wait_for_url(f"**/watch/{film}")  # where it was going, and nobody asks who is watching
    tv.wait_until_past(0.5)
    alice.page.goto("/devices")
    alice.page.get_by_text("Profile: Alice").first.wait_for()
    alice.page.get_by_role("button", name="Sign out:").first.click()
    alice.page.get_by_role("dialog").get_by_role("button", name="Sign out").click()
    alice.page.get_by_role("dialog").wait_for(state="detached")
    until = time.monotonic() + 30
    while tv.context.request.get("/api/auth/me/").status != 401:
        assert time.monotonic() < until, "the TV is still in"
        time.sleep(0.2)
    tv.page.goto("/")
    tv.page.get_by_role("heading", name="Welcome back").wait_for()


def test_a_tv_that_is_turned_away_says_so(alice: Person, tv: Person, household: None) -> None:
    tv.page.goto("/pair")
    code = tv.page.locator(".code").inner_text()
    arrive(alice)
    alice.page.goto(f"/link?code={code}")
    alice.page.get_by_role("button", name="Turn away").click()
    alice.page.get_by_role("heading", name="Turned away").wait_for()
    tv.page.get_by_role("heading", name="This device was turned away").wait_for()
