"""Subtitles and the seek bar's pictures, in Chromium."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import media_factory
from tests.e2e.appliance import Appliance
from tests.e2e.conftest import OWNER
from tests.e2e.person import Person

pytestmark = pytest.mark.browser
PREPARED_SECONDS = 120.0


@pytest.fixture(scope="module")
def subtitled(appliance: Appliance, owner_token: str, tmp_path_factory: pytest.TempPathFactory) -> int:
    """The number of a film with German and forced English subtitles inside and French ones beside it, once its pictures are made."""
    path = tmp_path_factory.mktemp("subtitled") / "Film.mkv"
    media_factory.subtitled_mkv(path)
    path.with_name("Film.fr.srt").write_text("1\n00:00:05,000 --> 00:00:09,000\nC'est <i>l'été</i>\n", encoding="cp1252")
    imported = appliance.run("import", str(path))
    assert imported.returncode == 0, imported.stderr
    number, until = int(imported.stdout.split("\t")[0]), time.monotonic() + PREPARED_SECONDS
    while not appliance.get(f"/api/video/{number}/", owner_token)["thumbnails_url"]:
        assert time.monotonic() < until, "no pictures for the seek bar"
        time.sleep(0.5)
    return number


@pytest.fixture
def alice(browser: Any, appliance: Appliance) -> Iterator[Person]:
    person = Person(browser, appliance.url)
    yield person
    person.context.close()


def shown(alice: Person) -> list[str]:
    """What subtitles say now."""
    return alice.page.evaluate(
        """() => [...document.querySelector('video').textTracks]
          .filter((track) => track.kind !== 'metadata' && track.mode === 'showing')
          .flatMap((track) => [...track.activeCues]).map((cue) => cue.text)"""
    )


def go_to(alice: Person, seconds: float) -> None:
    alice.page.evaluate(f"(() => {{ const video = document.querySelector('video'); video.pause(); video.currentTime = {seconds}; }})()")
    until = time.monotonic() + 20
    while alice.page.evaluate("document.querySelector('video').seeking") or not alice.page.evaluate(
        f"Math.abs(document.querySelector('video').currentTime - {seconds}) < 0.01"
    ):
        assert time.monotonic() < until, "the film does not seek"
        alice.page.wait_for_timeout(50)


def choose(alice: Person, label: str) -> None:
    alice.page.mouse.move(400, 300)
    alice.page.get_by_role("button", name="Subtitles").click()
    alice.page.get_by_role("menuitemradio", name=label, exact=True).click()


def wait_for(alice: Person, words: list[str]) -> None:
    until = time.monotonic() + 20
    while shown(alice) != words:
        assert time.monotonic() < until, f"{shown(alice)} instead of {words}"
        alice.page.wait_for_timeout(50)


def test_subtitles_show_their_words_at_their_times(alice: Person, subtitled: int, evidence: Path | None) -> None:
    alice.sign_in(*OWNER)
    alice.watch(f"/watch/{subtitled}", 0.5)
    assert shown(alice) == [], "off, unless somebody wants them"
    choose(alice, "Deutsch")
    first = alice.page.evaluate("document.querySelector('video').buffered.start(0)")  # when the film's first picture shows
    for second in (7, 3, 11):
        go_to(alice, first + second + 0.05)
        wait_for(alice, [f"Sekunde <i>{second}</i>"])
        go_to(alice, first + second - 0.05)
        wait_for(alice, [])
    for label, words in (("English (foreign parts only)", "Second <i>7</i>"), ("Français", "C'est <i>l'été</i>")):
        choose(alice, label)
        go_to(alice, 7.3)
        wait_for(alice, [words])
    if evidence:
        alice.page.get_by_role("button", name="Subtitles").click()
        alice.page.screenshot(path=evidence / "subtitles.png")
        alice.page.keyboard.press("Escape")
    choose(alice, "Off")
    wait_for(alice, [])
    assert alice.errors == []


def test_the_language_of_subtitles_is_remembered(alice: Person, subtitled: int) -> None:
    alice.sign_in(*OWNER)
    alice.watch(f"/watch/{subtitled}", 0.5)
    with alice.page.expect_response(lambda response: response.request.method == "PATCH"):
        choose(alice, "Français")
    alice.watch(f"/watch/{subtitled}", 0.5)
    go_to(alice, 6)
    wait_for(alice, ["C'est <i>l'été</i>"])
    assert alice.errors == []


def test_the_seek_bar_shows_a_picture(alice: Person, subtitled: int, evidence: Path | None) -> None:
    alice.sign_in(*OWNER)
    alice.watch(f"/watch/{subtitled}", 0.5)
    bar = alice.page.locator("media-time-range").bounding_box()
    alice.page.mouse.move(400, 300)
    alice.page.mouse.move(bar["x"] + bar["width"] * 0.6, bar["y"] + bar["height"] / 2, steps=4)
    picture = alice.page.locator("media-time-range media-preview-thumbnail img")
    picture.wait_for(state="visible")
    until = time.monotonic() + 10
    while not picture.evaluate("image => image.complete && image.naturalWidth"):
        assert time.monotonic() < until, "the picture does not load"
        alice.page.wait_for_timeout(50)
    assert "/trickplay/00000.jpg" in picture.get_attribute("src")
    if evidence:
        alice.page.screenshot(path=evidence / "thumbnail.png")
    assert alice.errors == []
