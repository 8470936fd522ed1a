"""What a household finds on its shelves: films, a series, a collection; by mouse, by remote, and on a telephone."""

import struct
import time
from pathlib import Path
from typing import Any

import pytest

from tests import media_factory
from tests.e2e.appliance import Appliance
from tests.e2e.person import Person

pytestmark = pytest.mark.browser
SECONDS = 90.0  # until a folder is taken in
EPISODES = ("The Switch", "Low Tide", "Fog")


@pytest.fixture(scope="module")
def shelves(appliance: Appliance, owner_token: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """Two films of a collection, and a series; the numbers of its videos by title."""
    folder = tmp_path_factory.mktemp("shelves")
    clip = media_factory.once(folder / "made.mp4", media_factory.h264_mp4).read_bytes()
    films, series = folder / "Films", folder / "Series"
    for year, title in ((2011, "River"), (2014, "Ocean")):
        told = f"<genre>Drama</genre><set><name>Waters</name></set><actor><name>Clara Stein</name><role>Captain {title}</role></actor>"
        add(films / title / f"{title} ({year}).mp4", clip, f"<movie><title>{title}</title><year>{year}</year>{told}</movie>")
    for number, title in enumerate(EPISODES, start=1):
        told = f"<episodedetails><title>{title}</title><season>1</season><episode>{number}</episode></episodedetails>"
        add(series / "Street" / "Season 01" / f"Street - S01E{number:02}.mp4", clip, told)
    for path, kind in ((films, "films"), (series, "series")):
        added = appliance.run("folder", "add", str(path), "--library", kind, "--kind", kind)
        assert added.returncode == 0, added.stderr
    until = time.monotonic() + SECONDS
    while len(listed := appliance.get("/api/video/", owner_token)) < len(EPISODES) + 2:  # type: ignore[arg-type]
        assert time.monotonic() < until, f"only {listed} came in"
        time.sleep(0.5)
    return {video["title"]: video["id"] for video in listed}  # type: ignore[index]


def add(path: Path, clip: bytes, nfo: str) -> None:
    """A film of its own content, by an empty box at its end, with what is written about it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    extra = path.name.encode()
    path.write_bytes(clip + struct.pack(">I4s", 8 + len(extra), b"free") + extra)
    path.with_suffix(".nfo").write_text(nfo)


def at(person: Person, video: int, **progress: Any) -> None:
    """Somebody is so far in a film."""
    assert person.context.request.put(f"/api/video/{video}/progress/", data=progress, headers={"Origin": origin(person)}).ok


def origin(person: Person) -> str:
    return person.page.url.partition("://")[0] + "://" + person.page.url.split("/")[2]


def focused(person: Person) -> str:
    return str(person.page.evaluate("document.activeElement.getAttribute('href') ?? document.activeElement.tagName"))


def test_a_film_is_found_judged_and_resumed(alice: Person, shelves: dict[str, int], evidence: Path | None) -> None:
    page, river = alice.page, shelves["River"]
    at(alice, river, position=6)
    page.get_by_role("link", name="Search").click()
    page.get_by_label("Titles, people, tags, descriptions").fill("captain")
    page.get_by_text("Nothing found for “captain”.").wait_for()  # whom somebody plays is nobody's name
    page.get_by_label("Titles, people, tags, descriptions").fill("clara")
    page.get_by_role("link", name="River").click()
    page.get_by_role("heading", name="River").wait_for()
    if evidence:
        page.screenshot(path=evidence / "title.png")
    for name in ("On my list", "I like it"):
        page.get_by_role("button", name=name).click()
    page.reload()
    for name in ("On my list", "I like it"):
        page.get_by_role("button", name=name, pressed=True).wait_for()
    assert page.get_by_role("link", name="From the beginning").get_attribute("href") == f"/watch/{river}?start=0"
    page.get_by_role("link", name="Resume at 0:06").click()
    alice.wait_until_past(0.5)
    page.go_back()
    page.go_back()
    page.get_by_role("link", name="River").wait_for()  # what was looked for is still there
    assert page.url.endswith("/search?q=clara")

    page.get_by_role("link", name="My list").click()
    page.get_by_role("heading", name="My list").wait_for()
    page.get_by_role("link", name="River").wait_for()
    page.get_by_role("link", name="Collections").click()
    page.get_by_role("link", name="Waters").click()
    page.get_by_role("heading", name="Waters").wait_for()
    page.get_by_role("link", name="Ocean").wait_for()
    assert alice.errors == []


def test_a_remote_goes_through_the_shelves_and_back(alice: Person, shelves: dict[str, int]) -> None:
    page, keyboard = alice.page, alice.page.keyboard
    page.set_viewport_size({"width": 1920, "height": 1080})
    at(alice, shelves["Ocean"], position=5)
    at(alice, shelves["River"], position=6)
    page.goto("/")
    page.get_by_role("heading", name="Continue watching").wait_for()
    page.locator(".hero a").first.focus()
    keyboard.press("ArrowDown")
    assert focused(alice) == f"/watch/{shelves['River']}"
    keyboard.press("ArrowRight")
    assert focused(alice) == f"/watch/{shelves['Ocean']}"
    keyboard.press("ArrowDown")
    keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Remove from this row: Ocean"
    keyboard.press("Enter")
    page.get_by_role("button", name="Remove from this row: Ocean").wait_for(state="detached")
    assert focused(alice) == f"/watch/{shelves['River']}"

    genre = page.get_by_role("region", name="Drama").locator("[data-title]").last
    genre.focus()
    opened = focused(alice)
    keyboard.press("Enter")
    page.wait_for_url(f"**{opened}")
    until = time.monotonic() + 10
    while not focused(alice).startswith("/watch/"):
        assert time.monotonic() < until, "OK does not play at once"
        page.wait_for_timeout(50)
    keyboard.press("Escape")
    page.wait_for_url(lambda url: url.endswith("/"))
    while focused(alice) != opened:
        assert time.monotonic() < until, "the place is lost"
        page.wait_for_timeout(50)
    assert alice.errors == []


def test_a_series_goes_on_with_the_next_episode(alice: Person, shelves: dict[str, int], evidence: Path | None) -> None:
    page = alice.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/search?q=street")
    page.get_by_role("link", name="Street").first.click()
    page.get_by_role("link", name="Play S1 E1").wait_for()
    page.get_by_role("button", name="Watched: The Switch").click()
    page.get_by_role("link", name="Next episode: S1 E2").wait_for()
    if evidence:
        page.screenshot(path=evidence / "series-phone.png")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.goto("/")
    goes_on = page.get_by_role("region", name="Continue watching")
    goes_on.get_by_text("S1 E2 · Low Tide").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.goto(f"/title/{shelves['Low Tide']}")
    page.get_by_role("link", name="Street", exact=True).click()
    page.get_by_role("button", name="The whole series watched").click()
    page.get_by_text("You have watched all of it.").wait_for()
    assert alice.errors == []


def test_whose_profile_is_gone_chooses_and_comes_back(alice: Person, shelves: dict[str, int]) -> None:
    page = alice.page
    headers = {"Origin": origin(alice)}
    made = alice.context.request.post("/api/profiles/", data={"name": "Guest"}, headers=headers).json()
    assert alice.context.request.post(f"/api/profiles/{made['id']}/choose/", data={}, headers=headers).ok
    page.goto(f"/title/{shelves['River']}")
    page.get_by_role("button", name="On my list").wait_for()
    assert alice.context.request.delete(f"/api/profiles/{made['id']}/", data={}, headers=headers).ok
    page.get_by_role("button", name="On my list").click()
    page.get_by_role("heading", name="Who’s watching?").wait_for()
    page.locator("main button").first.click()
    page.get_by_role("heading", name="River").wait_for()
    assert page.url.endswith(f"/title/{shelves['River']}")


def test_whose_profile_is_gone_while_they_watch_goes_on_as_somebody_else(alice: Person, shelves: dict[str, int]) -> None:
    page = alice.page
    headers = {"Origin": origin(alice)}
    made = alice.context.request.post("/api/profiles/", data={"name": "Guest"}, headers=headers).json()
    assert alice.context.request.post(f"/api/profiles/{made['id']}/choose/", data={}, headers=headers).ok
    alice.watch(f"/watch/{shelves['Ocean']}?start=0", 0.5)
    assert alice.context.request.delete(f"/api/profiles/{made['id']}/", data={}, headers=headers).ok
    page.evaluate("document.querySelector('video').pause()")
    page.get_by_role("heading", name="Who’s watching?").wait_for()
    page.locator("main button").first.click()
    page.wait_for_url(f"**/watch/{shelves['Ocean']}")
    alice.wait_until_past(0.5)
