"""Take the pictures of docs/admin.md anew: `python -m tests.e2e.pictures [NAME...]`, from the root of the project.

A household of invented films is set up in a folder of its own, somebody watches one of them, and Chromium looks at the owner's pages.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests import media_factory
from tests.e2e.appliance import Appliance
from tests.e2e.conftest import CHROMIUM_FLAGS, OWNER
from tests.e2e.house import Film, Show, shelve
from tests.e2e.person import Person

IMAGES = Path(__file__).parents[2] / "docs/images"
HOUSEHOLD = Path(tempfile.gettempdir()) / "Videos"  # pages show it: called as people call theirs, the same each time
MOST_BYTES = 120_000
SCREEN, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
SECONDS = 300.0
SEA, NIGHT = "The Sea", "Night Trains"
FILMS = [
    Film("The Tide", 2011, "Drama", collection=SEA, tags=("for rainy days",)),
    Film("Low Water", 2013, "Drama", collection=SEA),
    Film("The Lighthouse Keeper's Cat", 2016, "Family", rating="FSK 0", collection=SEA, tags=("for rainy days", "with grandma")),
    Film("Sleeper to Lisbon", 2004, "Thriller", collection=NIGHT),
    Film("The Last Dining Car", 2007, "Thriller", rating="FSK 16", collection=NIGHT),
    Film("A Year in the Orchard", 2019, "Documentary", rating="FSK 0"),
    Film("Seven Green Bottles", 1998, "Comedy", rating="FSK 6", tags=("with grandma",)),
    Film("The Clockmaker of Ulm", 2021, "Drama"),
    Film("North of the Harbour", 2017, "Adventure"),
    Film("Paper Kites", 2015, "Family", rating="FSK 0", tags=("for rainy days",)),
    Film("The Understudy", 2012, "Comedy"),
    Film("Red Dust Road", 2009, "Adventure", rating="FSK 16"),
    Film("What the Beekeeper Saw", 2022, "Thriller"),
    Film("Winter Quarters", 2002, "Drama"),
    Film("The Tyde", 2011, "Drama"),
]
SHOWS = [Show("The Harbour", 2020, (3, 3), "Five families and one quay."), Show("Above the Bakery", 2018, (4,))]


@contextmanager
def household() -> Iterator[Path]:
    """The folder of all that is made here, for as long as that takes; one that is there is somebody's, and stays as it is."""
    try:
        HOUSEHOLD.mkdir()
    except FileExistsError:
        sys.exit(f"{HOUSEHOLD} is there already: the pictures want a folder of that name for themselves.")
    try:
        yield HOUSEHOLD
    finally:
        shutil.rmtree(HOUSEHOLD)


def dusk(path: Path) -> None:
    """A minute of slow colours: enough to be watched, and kind to the eye where its frames are shown."""
    colours = "gradients=s=1280x720:r=24:d=60:speed=0.004:n=4:c0=#16213e:c1=#e94560:c2=#f9a03f:c3=#0f3460"
    sound = ("-f", "lavfi", "-i", "sine=frequency=220:duration=60", *media_factory.aac())
    media_factory.ffmpeg("-f", "lavfi", "-i", colours, *sound, *media_factory.X264, "-g", "48", path)


def furnish(appliance: Appliance, folder: Path) -> str:
    """Films from a folder, one file that is none, and somebody who waits to be let in; gives the owner's token."""
    shelve(folder, FILMS, SHOWS, dusk)
    drive = folder.with_name("Travelling drive")
    drive.mkdir()
    (folder / "Holiday 2003.avi").write_bytes(b"no film at all" * 1000)
    owner = ("user", "add", OWNER[0], "--owner", "--password-stdin")
    for words in (owner, ("folder", "add", str(folder), "--library", "Films"), ("folder", "add", str(drive), "--library", "Home videos")):
        done = appliance.run(*words, **({"input": OWNER[1]} if words == owner else {}))
        assert done.returncode == 0, done.stderr
    drive.rmdir()  # it is not connected
    appliance.start()
    appliance.post(
        "/api/auth/register/", {"email": "charlie@example.org", **dict.fromkeys(("password", "confirmed_password"), "seven bottles")}
    )
    token = str(appliance.post("/api/auth/login/", {"email": OWNER[0], "password": OWNER[1]})["access"])
    until = time.monotonic() + SECONDS
    while len(appliance.get("/api/video/", token)) < len(FILMS) + sum(sum(show.seasons) for show in SHOWS):
        assert time.monotonic() < until, "the films were not taken in"
        time.sleep(0.5)
    return token


def ask(page: Page, action: str, *titles: str) -> None:
    """Tick these titles in the list of videos, and begin an action with them."""
    page.goto("/admin/library/video/")
    for title in titles:
        page.locator("#result_list tr", has=page.get_by_role("link", name=title, exact=True)).locator('[name="_selected_action"]').check()
    page.locator('select[name="action"]').select_option(action)
    page.locator('[name="index"]').first.click()
    page.locator(".desk").wait_for()


def pages(number: Callable[[str], int]) -> dict[str, Callable[[Page], Any]]:
    """The way to each page, by the picture's name; `number` of a title."""
    tide = f"/admin/library/video/{number('The Tide')}"
    return {
        "overview": lambda page: (page.goto("/admin/"), page.get_by_role("button", name="Stop").wait_for()),
        "phone": lambda page: (page.goto("/admin/"), page.get_by_role("button", name="Stop").wait_for()),
        "jobs": lambda page: page.goto("/admin/dashboard/jobs/"),
        "logs": lambda page: page.goto("/admin/dashboard/logs/?file=work-prepare.log"),
        "videos": lambda page: page.goto("/admin/library/video/"),
        "many": lambda page: ask(page, "change_many", "The Tide", "Low Water", "Paper Kites"),
        "merge": lambda page: ask(page, "merge", "The Tide", "The Tyde"),
        "pictures": lambda page: page.goto(f"{tide}/pictures/"),
        "identify": lambda page: page.goto(f"{tide}/identify/"),
        "collections": lambda page: page.goto("/admin/library/collection/"),
        "folders": lambda page: page.goto("/admin/library/folder/"),
        "scan": lambda page: (page.goto("/admin/library/folder/1/scan/"), page.get_by_role("button", name="Scan now").click()),
    }


def take(page: Page, name: str) -> None:
    """Keep what the page shows, as small as it has to be."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function("[...document.images].every(each => each.loading === 'lazy' || each.complete)")
    page.wait_for_timeout(1500)
    for quality in range(85, 20, -5):
        picture = page.screenshot(type="jpeg", quality=quality)
        if len(picture) <= MOST_BYTES:
            break
    (IMAGES / f"admin-{name}.jpg").write_bytes(picture)


def main(*wanted: str) -> None:
    """Take them all, or those that are named."""
    with household() as folder, sync_playwright() as playwright:
        appliance = Appliance(folder / "data")
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        try:
            token = furnish(appliance, folder / "Films")
            numbers = {video["title"]: int(video["id"]) for video in appliance.get("/api/video/", token)}
            desk, television = Person(chromium, appliance.url), Person(chromium, appliance.url)
            for person in (desk, television):
                person.sign_in(*OWNER)
            television.watch(f"/watch/{numbers['Sleeper to Lisbon']}?start=0", seconds=20)
            for name, go in pages(lambda title: numbers[title]).items():
                if not wanted or name in wanted:
                    desk.page.set_viewport_size(PHONE if name == "phone" else SCREEN)
                    go(desk.page)
                    take(desk.page, name)
        finally:
            chromium.close()
            appliance.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
