"""From a stranger at the door to a film that plays, in Chromium."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest

from tests.e2e.appliance import Appliance
from tests.e2e.conftest import OWNER
from tests.e2e.person import Person
from tests.playback.prepared import digest, frame_hashes

pytestmark = pytest.mark.browser
BOB = ("bob@example.org", "seven green bottles")


@pytest.fixture
def alice(browser: Any, appliance: Appliance) -> Iterator[Person]:
    person = Person(browser, appliance.url)
    yield person
    person.context.close()


@pytest.fixture
def bob(browser: Any, appliance: Appliance) -> Iterator[Person]:
    person = Person(browser, appliance.url)
    yield person
    person.context.close()


def test_a_stranger_registers_is_let_in_and_watches(alice: Person, bob: Person, film: int, evidence: Path | None) -> None:
    bob.page.goto("/register")
    bob.page.get_by_label("Email address").fill(BOB[0])
    bob.page.get_by_label("Password", exact=True).fill(BOB[1])
    bob.page.get_by_label("Repeat the password").fill(BOB[1])
    bob.page.get_by_role("button", name="Create account").click()
    bob.page.get_by_text("ask the owner").wait_for()

    alice.sign_in(*OWNER)
    alice.page.goto("/admin/accounts/outboxmail/")
    if evidence:
        alice.page.screenshot(path=evidence / "outbox.png")
    link = alice.page.locator("a[href*='/activate/']").first.get_attribute("href")
    assert link is not None

    bob.page.goto(link)
    bob.page.get_by_text("Your account is active").wait_for()
    bob.sign_in(*BOB)
    bob.page.get_by_text("The Flashing Film").first.wait_for()
    if evidence:
        bob.page.screenshot(path=evidence / "browse.png")

    for rendition, size in (("original", (1280, 720)), ("480p", (854, 480))):
        seen = bob.watch(f"/watch/{film}?rendition={rendition}")
        assert (seen["width"], seen["height"]) == size
        assert seen["error"] is None
        assert not seen["paused"]
        assert seen["duration"] == pytest.approx(13, abs=0.2)
        if evidence:
            bob.page.screenshot(path=evidence / f"{rendition}.png")
    assert bob.errors == []
    assert alice.errors == []


def test_the_adaptive_film_plays_and_seeks(alice: Person, film: int) -> None:
    alice.sign_in(*OWNER)
    alice.watch(f"/watch/{film}")
    alice.page.evaluate("document.querySelector('video').currentTime = 9")
    alice.wait_until_past(10)
    assert alice.errors == []


def test_the_shelves_fit_a_small_window(alice: Person, film: int) -> None:
    alice.sign_in(*OWNER)
    alice.page.set_viewport_size({"width": 375, "height": 740})
    alice.page.goto("/")
    alice.page.get_by_text("The Flashing Film").first.wait_for()
    assert alice.page.evaluate("document.documentElement.scrollWidth") == 375


def test_the_owner_gets_into_the_admin_and_out_again(alice: Person) -> None:
    alice.sign_in(*OWNER)
    alice.page.goto("/admin/library/video/")
    assert "The Flashing Film" in alice.page.content() or "0 videos" in alice.page.content()
    assert alice.errors == []


@pytest.mark.parametrize("rendition", ["original", "480p", "720p"])
def test_ffmpeg_reads_every_frame_with_the_token(appliance: Appliance, owner_token: str, film: int, rendition: str) -> None:
    details = appliance.get(f"/api/video/{film}/", owner_token)
    address = details["signed_playlist_url"].replace("/index.m3u8", f"/{rendition}/index.m3u8")
    path = appliance.data_dir.parent.parent
    source = next(path.glob("films*/*.mkv"))
    frames = frame_hashes(appliance.url + address)
    expected = frame_hashes(source)
    assert len(frames) == len(expected)
    if rendition == "original":
        assert digest(frames) == digest(expected)


def test_ffmpeg_is_refused_without_a_token(appliance: Appliance, film: int) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", f"{appliance.url}/api/video/{film}/original/index.m3u8"]
    done = subprocess.run([*command, "-f", "null", "-"], capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert "401" in done.stderr
