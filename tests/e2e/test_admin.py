"""Every page of the admin in Chromium, on a telephone and on a large screen: found as people find them, by following links."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.appliance import Appliance
from tests.e2e.conftest import OWNER
from tests.e2e.house import Film, Show, shelve
from tests.e2e.person import Person
from tests.e2e.watching import wait_for

pytestmark = pytest.mark.browser
LARGE, PHONE = {"width": 1920, "height": 1080}, {"width": 390, "height": 844}
MEMBER = ("bob@example.org", "seven green bottles")
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
FILMS = [
    Film("The Tide", 2011, "Drama", collection="The Sea", tags=("for rainy days",)),
    Film("Low Water", 2013, "Drama", collection="The Sea"),
    Film(LONG, 1999, "Documentary", plot=LONG * 5, collection=LONG, tags=(LONG,), actors=("Ann Bell", LONG)),
]
ACTIONS = {"video": ["change_many", "merge", "delete_selected", "delete_with_originals"], "library": ["delete_selected"]}
# What links lead to besides pages: pictures, log files, the way out, and the pages of fonts and licences that are none of ours.
NO_PAGES = re.compile(r"\.jpg$|/logs/.|/logout/|/jsi18n/|/r/|/autocomplete/|/add/\?_|/dashboard/$")
PAGES = {  # what is to be among them; more are welcome
    *("", "dashboard/jobs/", "dashboard/logs/", "streaming/playback/", "streaming/preparedvideo/", "streaming/runlease/"),
    *("streaming/segmentstore/*/change/", "library/onlinelookup/*/change/", "accounts/household/*/change/", "password_change/"),
    *(
        f"library/{rows}/{page}"
        for rows in ("category", "collection", "tag", "library", "folder")
        for page in ("", "add/", "*/change/", "*/delete/")
    ),
    *(f"library/video/*/{page}/" for page in ("change", "pictures", "identify", "split", "history", "delete")),
    *(f"library/series/*/{page}/" for page in ("change", "pictures", "identify")),
    *(f"library/person/{page}" for page in ("", "add/", "*/change/", "*/delete/")),
    *("library/video/", "library/series/", "library/season/*/pictures/", "library/source/*/change/", "library/foundfile/*/change/"),
    *(
        "library/folder/*/scan/",
        "library/library/*/scan/",
        "uploads/upload/",
        "accounts/outboxmail/*/change/",
        "accounts/auditentry/*/change/",
    ),
    *(f"accounts/{rows}/*/change/" for rows in ("user", "profile", "signin", "invitation")),
    *("accounts/user/add/", "accounts/invitation/add/", "accounts/user/*/password/"),
}


@pytest.fixture(scope="module")
def desk(browser: Any, appliance: Appliance) -> Iterator[Person]:
    """The owner, signed in once for all pages."""
    person = Person(browser, appliance.url)
    person.sign_in(*OWNER)
    yield person
    person.context.close()


def test_the_way_there_is_the_owners(desk: Person, browser: Any, appliance: Appliance) -> None:
    added = appliance.run("user", "add", MEMBER[0], "--password-stdin", input=MEMBER[1])
    assert added.returncode == 0, added.stderr
    member = Person(browser, appliance.url)
    member.sign_in(*MEMBER)
    for person in (desk, member):
        person.page.goto("/")
        person.page.get_by_role("button", name="Account of").click()
        person.page.get_by_role("button", name="Sign out").wait_for()
    assert member.page.get_by_role("link", name="Manage library").count() == 0
    member.page.goto("/admin/")
    assert "/admin/login/" in member.page.url
    member.context.close()

    desk.page.locator("header .menu").get_by_role("link", name="Manage library").click()
    desk.page.get_by_role("heading", name="Plays now").wait_for()
    assert kind_of(desk.page.evaluate("location.pathname")) == ""
    assert desk.errors == []


@pytest.fixture(scope="module")
def house(desk: Person, appliance: Appliance, owner_token: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder with films, a series and what is none; an invitation; and Charlie, who waits to be let in."""
    folder = tmp_path_factory.mktemp("films") / "shelf"
    shelve(folder, FILMS, [Show("The Harbour", 2020, (2, 1))])
    (folder / f"{LONG} (2001).mp4").write_bytes(b"no film at all" * 1000)
    desk.page.goto("/admin/library/library/add/")
    desk.page.get_by_label("Name").fill("Films")
    desk.page.get_by_role("button", name="Save", exact=True).click()
    desk.page.goto("/admin/library/folder/add/")
    desk.page.get_by_label("Library").select_option("Films")
    desk.page.get_by_label("Path").fill(str(folder))
    desk.page.get_by_role("button", name="Save", exact=True).click()
    desk.page.goto("/admin/accounts/invitation/add/")
    desk.page.get_by_role("button", name="Save", exact=True).click()
    appliance.post(
        "/api/auth/register/", {"email": "charlie@example.org", **dict.fromkeys(("password", "confirmed_password"), "seven bottles")}
    )
    wait_for(desk, lambda: len(appliance.get("/api/video/", owner_token)) == 6, "the films were not taken in")


def check(person: Person, name: str, evidence: Path | None) -> None:
    """What holds for every page: one heading, nothing to the right of the screen, and no table of a form that scrolls sideways."""
    person.page.get_by_role("heading", level=1).first.wait_for()  # the page of uploads makes its own
    for size in (PHONE, LARGE):
        person.page.set_viewport_size(size)
        if evidence:
            person.page.screenshot(path=evidence / f"{name}-{size['width']}.png")
        out = person.page.evaluate(STICKS_OUT)
        assert out == [], f"{name} is wider than {size['width']}"
        assert person.page.evaluate(SCROLLS) == [], f"a table of {name} at {size['width']}"
    headings = [each for each in person.page.get_by_role("heading", level=1).all_inner_texts() if each.strip()]
    assert len(headings) == 1, f"{name}: {headings}"
    assert not re.match(r"Select |\w+ object", headings[0]), f"{name}: {headings}"
    assert person.errors == [], name


STICKS_OUT = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('body *')].filter(each => each.getBoundingClientRect().right > innerWidth + 1)
    .map(each => each.outerHTML.slice(0, 120)).slice(0, 5)"""


SCROLLS = """() => [...document.querySelectorAll('.formset-wrapper table')]
  .filter(each => each.offsetWidth > each.closest('.formset-wrapper').clientWidth).map(each => each.id)"""


def kind_of(address: str) -> str:
    """Addresses of one kind differ in numbers only."""
    return re.sub(r"/([0-9a-f-]{36}|\d+)(?=/)", "/*", address).removeprefix("/admin/")


def test_every_page_fits(desk: Person, house: None, evidence: Path | None) -> None:
    left, seen = ["/admin/"], {""}
    while left:
        address = left.pop(0)
        answer = desk.page.goto(address)
        assert answer.status == 200, address
        if not desk.page.url.split("?")[0].endswith(address):  # led on to another page
            seen.add(kind_of(desk.page.evaluate("location.pathname")))
        check(desk, re.sub(r"\W+", "-", kind_of(address)).strip("-") or "overview", evidence)
        for link in desk.page.evaluate("[...document.querySelectorAll('a[href]')].map(each => each.pathname)"):
            if link.startswith("/admin/") and not NO_PAGES.search(link) and kind_of(link) not in seen:
                seen.add(kind_of(link))
                left.append(link)
    assert seen >= PAGES, PAGES - seen


def test_the_cast_of_a_film_fits(desk: Person, house: None, appliance: Appliance, owner_token: str, evidence: Path | None) -> None:
    film = next(video["id"] for video in appliance.get("/api/video/", owner_token) if video["title"] == LONG)
    desk.page.goto(f"/admin/library/video/{film}/change/")
    assert desk.page.locator("#credits-data .select2-selection").count() >= 2
    check(desk, "cast", evidence)


@pytest.mark.parametrize(("rows", "action"), [(rows, action) for rows, actions in ACTIONS.items() for action in actions])
def test_what_actions_ask_fits(rows: str, action: str, desk: Person, house: None, evidence: Path | None) -> None:
    desk.page.goto(f"/admin/library/{rows}/")
    desk.page.set_viewport_size(LARGE)
    for box in desk.page.locator('[name="_selected_action"]').all():
        box.check()
    desk.page.locator('select[name="action"]').select_option(action)
    desk.page.locator('[name="index"]').first.click()
    desk.page.locator("#content-main, #content").first.wait_for()
    assert desk.page.locator("#result_list").count() == 0, "it asked nothing"
    check(desk, f"{rows}-{action}", evidence)
