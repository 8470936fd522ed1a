"""The player as people use it, in Chromium: where it begins, and what follows."""

import time
from pathlib import Path

import pytest

from tests import media_factory
from tests.e2e.appliance import Appliance
from tests.e2e.person import Person
from tests.e2e.watching import HEIGHT, SECONDS, clock, imported, jump, look, plays_from, wait_for

pytestmark = pytest.mark.browser


# Where it begins


def test_a_film_goes_on_where_it_was_left(alice: Person, film: int, evidence: Path | None) -> None:
    alice.watch(f"/watch/{film}?start=0")
    assert "start" not in alice.page.url
    with alice.page.expect_response(
        lambda response: response.url.endswith("/playback/") and '"paused":true' in (response.request.post_data or "")
    ):
        jump(alice, 7)
        alice.wait_until_past(7)
        alice.page.evaluate("document.querySelector('video').pause()")
    alice.page.reload()
    alice.wait_until_past(7.2)
    assert plays_from(alice, 4, 7.2)
    look(alice, evidence, "resumed")
    alice.page.get_by_role("button", name="From the beginning").click()
    wait_for(alice, lambda: plays_from(alice, 0, 4), "it did not begin anew")
    assert alice.errors == []


def test_an_address_may_say_where_to_begin(alice: Person, film: int) -> None:
    alice.watch(f"/watch/{film}?start=9", 9.2)
    alice.page.goto(f"/watch/{film}?start=0")
    wait_for(alice, lambda: plays_from(alice, 0, 4), "it did not begin at the beginning")
    assert alice.page.get_by_role("button", name="From the beginning").count() == 0
    assert alice.errors == []


# What follows


def test_episodes_follow_each_other_until_nobody_seems_to_be_there(
    alice: Person, appliance: Appliance, tmp_path: Path, evidence: Path | None
) -> None:
    folder = tmp_path / "The Walk"
    folder.mkdir()
    media_factory.once(tmp_path / "made.mp4", media_factory.h264_mp4)
    paths = [folder / f"The Walk S01E0{number}.mp4" for number in range(1, 5)]
    for number, path in enumerate(paths):
        media_factory.ffmpeg("-i", tmp_path / "made.mp4", "-c", "copy", "-metadata", f"comment={number}", path)
    episodes = imported(appliance, *paths)
    reports: list[str] = []
    alice.page.on("request", lambda request: reports.append(request.url) if request.url.endswith("/playback/") else None)

    alice.page.goto("/")
    alice.watch(f"/watch/{episodes[0]}?start=0", 0.5)
    alice.page.evaluate("document.querySelector('video').dataset.mine = 'first'")
    jump(alice, 10.5)
    alice.page.get_by_text("Next episode in").wait_for()
    look(alice, evidence, "next")
    for following in episodes[1:3]:
        alice.page.wait_for_url(f"**/watch/{following}")
        alice.wait_until_past(0.5)
        jump(alice, 11.5)
    assert alice.page.evaluate("document.querySelector('video').dataset.mine") == "first", "full screen would have ended"
    alice.page.get_by_role("heading", name="Are you still watching?").wait_for()
    look(alice, evidence, "still-watching")
    alice.page.wait_for_timeout(1500)
    reports.clear()
    alice.page.wait_for_timeout(12_000)
    assert reports == [], "the server goes on working for nobody"
    assert alice.page.url.endswith(f"/watch/{episodes[2]}")

    alice.page.get_by_role("button", name="Go on watching").click()
    alice.page.wait_for_url(f"**/watch/{episodes[3]}")
    alice.wait_until_past(0.5)
    jump(alice, 12)
    wait_for(alice, lambda: alice.page.evaluate("document.querySelector('video').ended"), "the last one did not end")
    assert alice.page.url.endswith(f"/watch/{episodes[3]}")
    alice.page.keyboard.press("Escape")
    alice.page.wait_for_url(appliance.url + "/")
    assert alice.errors == []


def test_an_episode_ends_quietly_for_who_wants_that(alice: Person, appliance: Appliance, tmp_path: Path, evidence: Path | None) -> None:
    folder = tmp_path / "The Run"
    folder.mkdir()
    for number in (1, 2):
        media_factory.h264_mkv_720p(folder / f"The Run S01E0{number}.mkv", seconds=8 + number)
    first, second = imported(appliance, *sorted(folder.iterdir()))
    alice.watch(f"/watch/{first}?start=0", 0.5)
    jump(alice, 7.2)
    alice.page.get_by_role("switch", name="Go on by itself").click()
    alice.page.get_by_text("Next episode", exact=True).wait_for()
    wait_for(alice, lambda: alice.page.evaluate("document.querySelector('video').ended"), "it did not end")
    look(alice, evidence, "next-by-hand")
    alice.page.wait_for_timeout(1000)
    assert alice.page.url.endswith(f"/watch/{first}")
    autoplay = alice.page.get_by_role("switch", name="Go on by itself")
    assert autoplay.get_attribute("aria-checked") == "false"
    assert "Play" in alice.page.evaluate("document.activeElement.textContent"), "a remote control's OK button has to go on"
    autoplay.click()
    assert autoplay.get_attribute("aria-checked") == "true"
    alice.page.get_by_role("region", name="Next episode").get_by_role("button", name="Play").click()
    alice.page.wait_for_url(f"**/watch/{second}")
    alice.wait_until_past(0.5)
    assert alice.errors == []


@pytest.fixture(scope="module")
def two_part_film(appliance: Appliance, owner_token: str, tmp_path_factory: pytest.TempPathFactory) -> int:
    """The number of a film in files of 40 s and 20 s, once its pictures are made."""
    folder = tmp_path_factory.mktemp("films") / "Long Film (2026)"
    folder.mkdir()
    for number, seconds in ((1, 40), (2, 20)):
        media_factory.h264_mkv_720p(folder / f"Long Film (2026) - cd{number}.mkv", seconds=seconds)
    [video] = set(imported(appliance, *sorted(folder.iterdir())))
    until = time.monotonic() + SECONDS
    while not appliance.get(f"/api/video/{video}/", owner_token)["thumbnails_url"]:
        assert time.monotonic() < until, "no pictures for the seek bar"
        time.sleep(0.5)
    return video


def shown(person: Person, attribute: str = "mediacurrenttime") -> float:
    """What the seek bar says, in seconds."""
    return float(person.page.locator("media-time-range").get_attribute(attribute) or -1)


def file_length(person: Person) -> float:
    return round(float(person.page.evaluate("document.querySelector('video').duration || -1")))


def point_at(person: Person, part: float) -> tuple[float, float]:
    """Rest the mouse on the seek bar, at this part of it; where that is."""
    bar = person.page.locator("media-time-range").bounding_box()
    assert bar is not None
    place = bar["x"] + bar["width"] * part, bar["y"] + bar["height"] / 2
    person.page.mouse.move(600, 300)
    person.page.mouse.move(*place, steps=4)
    return place


def test_a_film_in_two_files_is_one_film(alice: Person, two_part_film: int, evidence: Path | None) -> None:
    alice.watch(f"/watch/{two_part_film}?start=37", 37.2)
    assert shown(alice, "mediaduration") == pytest.approx(60, abs=0.5)
    wait_for(alice, lambda: shown(alice) > 41, "it did not go on with the second file")
    assert file_length(alice) == 20
    look(alice, evidence, "second-file")
    alice.page.set_viewport_size({"width": 1280, "height": 800})

    alice.page.keyboard.press("ArrowLeft")
    wait_for(alice, lambda: file_length(alice) == 40 and plays_from(alice, 30, 39), "ten seconds back are in the first file")
    alice.page.keyboard.press("ArrowRight")
    wait_for(alice, lambda: file_length(alice) == 20 and plays_from(alice, 0, 12), "ten seconds on are in the second file")
    assert not alice.page.evaluate("document.querySelector('video').paused")

    alice.page.mouse.click(*point_at(alice, 0.25))
    wait_for(alice, lambda: file_length(alice) == 40 and plays_from(alice, 14, 20), "the seek bar does not lead into the first file")
    assert shown(alice) == pytest.approx(clock(alice), abs=3)

    for part, version in ((0.3, 0), (0.9, 1)):
        point_at(alice, part)
        picture = alice.page.locator("media-time-range media-preview-thumbnail img")
        picture.wait_for(state="visible")
        versions = alice.page.evaluate("new URL(document.querySelector('track').src).searchParams.getAll('v')")
        assert (picture.get_attribute("src") or "").partition("#")[0].endswith(f"?v={versions[version]}")
        if evidence:
            alice.page.wait_for_timeout(500)
            alice.page.screenshot(path=evidence / f"thumbnail-of-file-{version + 1}.png")
    assert alice.errors == []


def test_a_film_in_two_files_goes_on_where_it_was_left(alice: Person, two_part_film: int) -> None:
    alice.watch(f"/watch/{two_part_film}?start=50", 10.5)
    with alice.page.expect_response(lambda each: each.url.endswith("/playback/") and '"paused":true' in (each.request.post_data or "")):
        alice.page.keyboard.press(" ")
    alice.page.mouse.click(*point_at(alice, 0.25))
    wait_for(alice, lambda: file_length(alice) == 40 and clock(alice) == pytest.approx(15, abs=0.5), "it did not seek")
    alice.page.wait_for_timeout(1500)
    assert clock(alice) == pytest.approx(15, abs=0.5), "what was paused stays so"
    alice.page.mouse.click(*point_at(alice, 0.75))
    wait_for(alice, lambda: file_length(alice) == 20 and clock(alice) == pytest.approx(5, abs=0.5), "it did not seek back")
    alice.page.wait_for_timeout(1500)

    alice.page.reload()
    alice.wait_until_past(5.2)
    assert file_length(alice) == 20
    assert shown(alice) == pytest.approx(40 + clock(alice), abs=3)
    alice.page.get_by_role("button", name="From the beginning").click()
    wait_for(alice, lambda: file_length(alice) == 40 and plays_from(alice, 0, 4), "it did not begin anew")
    assert alice.errors == []


@pytest.mark.parametrize("by", ["key", "button"])
def test_a_film_in_two_files_that_is_over_begins_anew(by: str, alice: Person, two_part_film: int) -> None:
    alice.watch(f"/watch/{two_part_film}?start=50", 10.2)
    jump(alice, 18.5)
    wait_for(alice, lambda: bool(alice.page.evaluate("document.querySelector('video').ended")), "it did not end")
    if by == "key":
        alice.page.keyboard.press(" ")
    else:
        alice.page.locator("media-play-button").click()
    wait_for(alice, lambda: file_length(alice) == 40 and 0.5 < clock(alice) < 15, "it did not begin anew")
    assert shown(alice) < 15
    assert alice.errors == []


def test_the_server_starts_anew_between_two_files_of_a_film(alice: Person, appliance: Appliance, two_part_film: int) -> None:
    alice.watch(f"/watch/{two_part_film}?start=35", 35.2)
    appliance.kill()
    alice.page.get_by_text("Your Videoflix cannot be reached right now").wait_for(timeout=SECONDS * 1000)
    assert shown(alice) == pytest.approx(40, abs=0.5)
    appliance.start()
    wait_for(alice, lambda: file_length(alice) == 20 and clock(alice) > 1, "it did not go on with the second file")


def test_an_edition_can_be_chosen(alice: Person, appliance: Appliance, tmp_path: Path, evidence: Path | None) -> None:
    folder = tmp_path / "Choice (2026)"
    folder.mkdir()
    media_factory.h264_mkv_720p(folder / "Choice (2026).mkv", seconds=14)
    media_factory.h264_mp4(folder / "Choice (2026) {edition-Director's Cut}.mp4")
    [video] = set(imported(appliance, *sorted(folder.iterdir())))
    alice.watch(f"/watch/{video}?start=5", 5.2)
    assert alice.page.evaluate(HEIGHT) == 720
    alice.page.get_by_role("button", name="Version").click()
    look(alice, evidence, "versions")
    alice.page.set_viewport_size({"width": 390, "height": 844})
    menu = alice.page.get_by_role("menu").bounding_box()
    assert menu is not None
    assert 0 <= menu["x"] <= 390 - menu["width"], "it leaves a telephone"
    alice.page.get_by_role("menuitemradio", name="Director").click()
    wait_for(alice, lambda: alice.page.evaluate(HEIGHT) == 360, "the other edition did not come")
    wait_for(alice, lambda: clock(alice) > 6, "it did not go on from there")
    alice.page.reload()
    wait_for(alice, lambda: alice.page.evaluate(HEIGHT) == 360, "the address did not keep it")
    assert alice.errors == []
