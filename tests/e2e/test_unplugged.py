"""A drive that is pulled out while somebody watches a film from it, in Chromium: a file system that is really gone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import drives, media_factory
from tests.drives import Drive
from tests.e2e.appliance import Appliance
from tests.e2e.person import Person
from tests.e2e.watching import HEIGHT, SECONDS, clock, jump, wait_for

pytestmark = pytest.mark.browser
AWAY = "The drive with this film is not connected right now."
GREY = re.compile(r"\bdim\b")


@pytest.fixture
def drive(tmp_path: Path) -> Iterator[Drive]:
    folder = tmp_path / "drive"
    folder.mkdir()
    with drives.drive(folder) as drive:
        yield drive


def add(appliance: Appliance, drive: Drive, alice: Person, title: str, seconds: float) -> int:
    """Have the drive with one film on it watched; the film's number."""
    media_factory.h264_mkv_720p(drive.place / f"{title} (2026).mkv", seconds=seconds)
    added = appliance.run("folder", "add", str(drive.place), "--library", title)
    assert added.returncode == 0, added.stderr

    def found() -> list[dict[str, Any]]:
        return [video for video in videos(alice) if video["title"] == title]

    wait_for(alice, lambda: bool(found()), "the film was not taken in")
    return int(found()[0]["id"])


def videos(alice: Person) -> list[dict[str, Any]]:
    return list(alice.context.request.get("/api/video/").json())


def details(alice: Person, film: int) -> dict[str, Any]:
    return dict(alice.context.request.get(f"/api/video/{film}/").json())


def card(person: Person, film: int) -> Any:
    return person.page.locator(f'a.card[data-title="video-{film}"]').first


def test_a_film_waits_for_its_drive(alice: Person, drive: Drive, appliance: Appliance, evidence: Path | None) -> None:
    alice.page.goto("/admin/dashboard/")
    alice.page.get_by_role("button", name="Pause preparing").click()
    film = add(appliance, drive, alice, "Far Away", 120)
    alice.watch(f"/watch/{film}?start=20", 21)
    drive.unplug()
    alice.wait_until_past(24)
    assert alice.page.get_by_text(AWAY).count() == 0, "what is in the buffer plays on"
    jump(alice, 100)
    alice.page.get_by_text(AWAY).wait_for(timeout=SECONDS * 1000)
    if evidence:
        alice.page.screenshot(path=evidence / "unplugged.png")
    alice.page.wait_for_timeout(3000)
    assert clock(alice) == pytest.approx(100, abs=0.5)

    elsewhere = alice.context.new_page()
    wait_for(alice, lambda: details(alice, film)["state"] == "missing", "nobody noticed that the drive was pulled out")
    elsewhere.goto("/")
    grey = elsewhere.locator(f'a.card[data-title="video-{film}"]').first
    grey.get_by_text("Not available now").wait_for()
    assert GREY.search(grey.get_attribute("class") or "")
    assert "grayscale" in grey.locator(".poster").evaluate("poster => getComputedStyle(poster).filter")
    assert details(alice, film)["progress"]["position"] >= 20, "how far somebody was is kept"
    if evidence:
        elsewhere.screenshot(path=evidence / "unplugged-home.png")

    drive.plug()
    alice.wait_until_past(101)
    assert alice.page.get_by_text(AWAY).count() == 0
    assert alice.page.evaluate("document.querySelector('video').error") is None
    wait_for(alice, lambda: details(alice, film)["state"] == "ready", "nobody noticed that the drive is back")
    elsewhere.reload()
    wait_for(alice, lambda: not GREY.search(grey.get_attribute("class") or "dim"), "the title stayed grey")

    with alice.page.expect_response(lambda each: each.url.endswith("/playback/") and '"paused":true' in (each.request.post_data or "")):
        alice.page.keyboard.press(" ")
    assert details(alice, film)["progress"]["position"] == pytest.approx(clock(alice), abs=1.5)
    alice.page.goto(f"/watch/{film}")
    alice.wait_until_past(101)


def test_what_is_prepared_plays_on(alice: Person, drive: Drive, appliance: Appliance) -> None:
    alice.page.goto("/admin/dashboard/")
    if alice.page.get_by_role("button", name="Resume preparing").count():
        alice.page.get_by_role("button", name="Resume preparing").click()
    film = add(appliance, drive, alice, "At Hand", 100)
    alice.watch(f"/watch/{film}?start=0&rendition=480p", 1)
    done = appliance.run("import", str(drive.place / "At Hand (2026).mkv"), "--library", "At Hand", "--wait", timeout=400)
    assert done.returncode == 0, done.stderr
    drive.unplug()
    jump(alice, 92)
    alice.wait_until_past(94)
    assert alice.page.evaluate(HEIGHT) == 480
    assert alice.page.get_by_text(AWAY).count() == 0
    wait_for(alice, lambda: bool(alice.page.evaluate("document.querySelector('video').ended")), "it did not play to its end")
    assert alice.errors == []
