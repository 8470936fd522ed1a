"""The owner's dashboard in Chromium: it refreshes itself, and Stop reaches the player."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.appliance import Appliance
from tests.e2e.conftest import OWNER
from tests.e2e.person import Person

pytestmark = pytest.mark.browser
DASHBOARD = "/admin/dashboard/"
TOLD_MS = 20_000  # a player reports every ten seconds


@pytest.fixture
def people(browser: Any, appliance: Appliance) -> Iterator[tuple[Person, Person]]:
    """The owner twice: at the desk, and in front of the television."""
    both = Person(browser, appliance.url), Person(browser, appliance.url)
    for person in both:
        person.sign_in(*OWNER)
    yield both
    for person in both:
        person.context.close()


def test_stop_reaches_the_player(people: tuple[Person, Person], film: int, evidence: Path | None) -> None:
    desk, television = people
    desk.page.goto(DASHBOARD)
    desk.page.get_by_text("Nobody watches anything.").wait_for()
    television.watch(f"/watch/{film}")
    stop = desk.page.get_by_role("button", name="Stop The Flashing Film")
    stop.wait_for()  # the page refreshes itself
    stop.focus()
    desk.page.wait_for_timeout(6_000)
    assert desk.page.evaluate("document.activeElement.innerText") == "Stop"  # and leaves the focus where it was
    if evidence:
        desk.page.screenshot(path=evidence / "dashboard.png", full_page=True)
    stop.click()
    desk.page.get_by_text("was stopped there").wait_for()
    television.page.get_by_text("The owner of this Videoflix stopped this film here.").wait_for(timeout=TOLD_MS)
    assert television.page.evaluate("document.querySelector('video').paused")
    television.page.get_by_role("button", name="Try again").click()
    television.page.get_by_text("The owner of this Videoflix stopped this film here.").wait_for()
    desk.page.reload()
    desk.page.get_by_text("Nobody watches anything.").wait_for()
    assert desk.errors == []


def test_it_works_without_scripts(browser: Any, appliance: Appliance, people: tuple[Person, Person], evidence: Path | None) -> None:
    cookies = people[0].context.cookies()
    plain = browser.new_context(base_url=appliance.url, java_script_enabled=False)
    plain.add_cookies(cookies)
    page = plain.new_page()
    page.goto(DASHBOARD)
    if evidence:
        page.screenshot(path=evidence / "plain.png")
    page.get_by_role("button", name="Pause preparing").click()
    page.get_by_text("Preparing is paused;").wait_for()
    page.get_by_role("button", name="Resume preparing").click()
    page.get_by_text("Preparing goes on.").wait_for()
    plain.close()
