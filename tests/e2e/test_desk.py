"""The owner puts titles right, in Chromium: two become one, a picture is chosen on a telephone."""

from pathlib import Path
from typing import Any

import pytest

from tests import media_factory
from tests.e2e.appliance import Appliance
from tests.e2e.conftest import OWNER
from tests.e2e.person import Person

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def owner(browser: Any, appliance: Appliance) -> Any:
    person = Person(browser, appliance.url)
    person.page.goto("/admin/login/?next=/admin/library/video/")
    person.page.locator("[name=username]").fill(OWNER[0])
    person.page.locator("[name=password]").fill(OWNER[1])
    person.page.locator("[name=password]").press("Enter")
    person.page.wait_for_url("**/admin/library/video/")
    yield person
    person.context.close()


@pytest.fixture
def other(appliance: Appliance, film: int, tmp_path: Path) -> int:
    """The number of the same film under a wrong name."""
    path = tmp_path / "Flashhing Filmm (1926).mp4"
    media_factory.h264_mp4(path)
    imported = appliance.run("import", str(path))
    assert imported.returncode == 0, imported.stderr
    return int(imported.stdout.split("\t")[0])


def shoot(person: Person, evidence: Path | None, name: str) -> None:
    if evidence:
        person.page.screenshot(path=evidence / f"{name}.png")


def fits(person: Person) -> bool:
    """Whether nothing is wider than the screen."""
    return bool(person.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_two_titles_become_one(owner: Person, film: int, other: int, appliance: Appliance, owner_token: str, evidence: Path | None) -> None:
    page = owner.page
    page.reload()
    for number in (film, other):
        page.locator(f'[name="_selected_action"][value="{number}"]').check()
    page.locator('select[name="action"]').select_option("merge")
    page.locator('[name="index"]').first.click()
    page.get_by_text("Which one stays?").wait_for()
    shoot(owner, evidence, "merge")
    page.locator(f'[name="keep"][value="{film}"]').check()
    page.get_by_role("button", name="Merge").click()
    page.get_by_text("These are one title now: The Flashing Film.").wait_for()

    [listed] = appliance.get("/api/video/", owner_token)
    assert listed["id"] == film
    details = appliance.get(f"/api/video/{film}/", owner_token)
    assert any(rendition["name"].endswith("-v2") for rendition in details["renditions"])
    assert owner.errors == []


@pytest.mark.parametrize("width", [390, 1440])
def test_a_title_without_a_space_pushes_nothing_off_the_page(width: int, owner: Person, film: int, appliance: Appliance) -> None:
    owner.page.set_viewport_size({"width": width, "height": 844})
    owner.page.goto(f"/admin/library/video/{film}/change/")
    before = owner.page.locator("#id_title").input_value()
    for title in ("Whatever" * 35, before):
        owner.page.goto(f"/admin/library/video/{film}/change/")
        owner.page.locator("#id_title").fill(title)
        owner.page.locator('[name="_save"]').first.click()
        owner.page.wait_for_url("**/admin/library/video/")
        right = owner.page.locator("#result_list").evaluate("table => table.getBoundingClientRect().right")
        assert right <= width
    assert fits(owner)


def test_a_picture_is_chosen_on_a_telephone(
    owner: Person, film: int, appliance: Appliance, owner_token: str, evidence: Path | None
) -> None:
    page = owner.page
    page.set_viewport_size(PHONE)
    before = appliance.get("/api/video/", owner_token)[0]["thumbnail_url"]
    page.goto(f"/admin/library/video/{film}/pictures/")
    frame = page.get_by_role("img", name="The film at 0:00:06")
    frame.scroll_into_view_if_needed()
    page.wait_for_function("image => image.naturalWidth > 0", arg=frame.element_handle())
    frame.click()
    assert page.locator('[name="key"]:checked').input_value() == "frame:52"
    assert fits(owner)
    shoot(owner, evidence, "pictures-phone")
    page.get_by_role("button", name="Hang it").click()
    page.get_by_text("no scan changes it").first.wait_for()

    assert appliance.get("/api/video/", owner_token)[0]["thumbnail_url"] != before
    for name in ("identify", "split", "change"):
        page.goto(f"/admin/library/video/{film}/{name}/")
        assert fits(owner), name
    assert owner.errors == []
