"""Films over lines that break: our own page in Chromium (tus-js-client), and tuspy, a client that others wrote."""

import http.client
import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tusclient.client import TusClient

from tests import media_factory
from tests.e2e.appliance import Appliance
from tests.e2e.broken_line import BrokenLine, broken_line
from tests.e2e.conftest import OWNER
from tests.e2e.person import Person

MEBIBYTE = 1024 * 1024
SECONDS = 120.0  # generous: one worker adds a film on a busy machine
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the sender has."""
    return tmp_path_factory.mktemp("sender")


@pytest.fixture(scope="module")
def make_film(folder: Path) -> Callable[[str], Path]:
    """Make a film of some 20 MiB, other bytes for each name: a small one, and a box that players skip (ISO/IEC 14496-12 8.1.2)."""

    def make(name: str) -> Path:
        small, path = folder / "small.mp4", folder / name
        media_factory.once(small, media_factory.h264_mp4)
        padding = random.Random(name).randbytes(20 * MEBIBYTE)
        path.write_bytes(small.read_bytes() + (len(padding) + 8).to_bytes(4) + b"free" + padding)
        return path

    return make


@pytest.fixture
def line(appliance: Appliance) -> Iterator[BrokenLine]:
    with broken_line(appliance.port) as line:
        yield line


@pytest.fixture
def person(browser: Any, line: BrokenLine) -> Iterator[Person]:
    """The owner, on the page of uploads, behind that line."""
    person = Person(browser, line.url)
    yield person
    person.context.close()


def on_the_page(person: Person) -> None:
    person.sign_in(*OWNER)
    person.page.goto("/upload")
    person.page.get_by_role("button", name="Choose films").wait_for()


def choose(person: Person, *films: Path) -> None:
    person.page.locator("input[type=file]").set_input_files(films)


def item(person: Person, film: Path) -> Any:
    return person.page.locator("li").filter(has_text=film.name)


def wait_until_added(person: Person, film: Path) -> None:
    item(person, film).get_by_text("In the library").wait_for(timeout=SECONDS * 1000)


def stored(appliance: Appliance, film: Path) -> bytes:
    [path] = (appliance.data_dir / "uploads").glob(f"[0-9]*/{film.name}")
    return path.read_bytes()


def known(appliance: Appliance, token: str, film: Path) -> dict[str, Any]:
    """What the server knows of the upload of this film."""
    uploads = appliance.get("/api/uploads/", token)["uploads"]
    return next((upload for upload in uploads if upload["file_name"] == film.name), {"offset": 0, "state": "unknown"})


def wait_for(what: Callable[[], bool], reason: str) -> None:
    until = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < until, reason
        time.sleep(0.2)


@pytest.mark.browser
def test_a_line_that_breaks_costs_no_byte(
    person: Person, line: BrokenLine, appliance: Appliance, make_film: Callable[[str], Path], evidence: Path | None
) -> None:
    film, second = make_film("Cut Off (2020).mp4"), make_film("Side by Side.mp4")
    on_the_page(person)
    line.cut_after, line.cuts = 3 * MEBIBYTE, 3
    choose(person, film, second)
    for each in (film, second):
        wait_until_added(person, each)
        assert stored(appliance, each) == each.read_bytes()
    assert line.cut == 3
    if evidence:
        person.page.screenshot(path=evidence / "uploads.png")
    item(person, film).get_by_role("link", name="Play").click()
    person.wait_until_past(1)


@pytest.mark.browser
def test_another_browser_goes_on(
    browser: Any, person: Person, line: BrokenLine, appliance: Appliance, owner_token: str, make_film: Callable[[str], Path]
) -> None:
    film = make_film("New Browser.mp4")
    on_the_page(person)
    line.open_until = line.carried + 12 * MEBIBYTE  # one part of 8 MiB, and half of the next
    choose(person, film)
    wait_for(lambda: known(appliance, owner_token, film)["offset"] > 0, "no part has arrived")
    person.context.close()
    line.release()

    again = Person(browser, line.url)
    on_the_page(again)
    item(again, film).get_by_text("Not finished").wait_for()
    before = known(appliance, owner_token, film)["offset"]
    carried = line.carried
    choose(again, film)
    wait_until_added(again, film)
    assert stored(appliance, film) == film.read_bytes()
    assert before >= 8 * MEBIBYTE
    assert line.carried - carried < film.stat().st_size - before + 4 * MEBIBYTE, "what had arrived was sent again"
    again.context.close()


@pytest.mark.browser
def test_the_server_starts_anew_meanwhile(
    person: Person, line: BrokenLine, appliance: Appliance, owner_token: str, make_film: Callable[[str], Path]
) -> None:
    film = make_film("New Server.mp4")
    on_the_page(person)
    line.open_until = line.carried + 12 * MEBIBYTE
    choose(person, film)
    wait_for(lambda: known(appliance, owner_token, film)["offset"] > 0, "no part has arrived")
    assert appliance.stop() == 0
    line.release()
    appliance.start()
    wait_until_added(person, film)
    assert stored(appliance, film) == film.read_bytes()


@pytest.mark.browser
def test_the_sign_in_is_renewed_meanwhile(
    person: Person, line: BrokenLine, appliance: Appliance, owner_token: str, make_film: Callable[[str], Path]
) -> None:
    """Access ends after a quarter of an hour, long films take longer."""
    film = make_film("A Long Film.mp4")
    on_the_page(person)
    line.open_until = line.carried + 12 * MEBIBYTE
    choose(person, film)
    wait_for(lambda: known(appliance, owner_token, film)["offset"] > 0, "no part has arrived")
    person.context.clear_cookies(name="videoflix_access")
    line.release()
    wait_until_added(person, film)
    assert stored(appliance, film) == film.read_bytes()


@pytest.mark.browser
def test_films_are_dropped(person: Person, appliance: Appliance, make_film: Callable[[str], Path]) -> None:
    film = make_film("Dropped.mp4")
    on_the_page(person)
    # A browser lets no program drag a file in from outside, so the page's own chooser reads it, and a drop hands it over.
    person.page.evaluate("document.body.append(Object.assign(document.createElement('input'), {type: 'file', id: 'hand'}))")
    person.page.locator("#hand").set_input_files(film)
    person.page.evaluate(
        """() => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(document.querySelector('#hand').files[0]);
          document.querySelector('main').dispatchEvent(new DragEvent('drop', {dataTransfer, bubbles: true, cancelable: true}));
        }"""
    )
    wait_until_added(person, film)
    assert stored(appliance, film) == film.read_bytes()
    assert person.errors == []


@pytest.mark.browser
def test_it_says_how_fast_it_goes(person: Person, make_film: Callable[[str], Path], evidence: Path | None) -> None:
    film = make_film("A Slow Line.mp4")
    on_the_page(person)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 4 * MEBIBYTE}
    person.context.new_cdp_session(person.page).send("Network.emulateNetworkConditions", slow)
    choose(person, film)
    item(person, film).get_by_text(re.compile(r"\d+\sMB of 2\d\sMB · \d\sMB/s · \d\ss left")).wait_for()
    if evidence:
        person.page.screenshot(path=evidence / "upload-slow.png")
    wait_until_added(person, film)


@pytest.mark.browser
def test_pause_and_cancel(
    person: Person, line: BrokenLine, appliance: Appliance, owner_token: str, make_film: Callable[[str], Path], evidence: Path | None
) -> None:
    film = make_film("Second Thoughts.mp4")
    on_the_page(person)
    line.open_until = line.carried + 12 * MEBIBYTE
    choose(person, film)
    wait_for(lambda: known(appliance, owner_token, film)["offset"] > 0, "no part has arrived")
    if evidence:
        person.page.set_viewport_size({"width": 390, "height": 800})
        person.page.screenshot(path=evidence / "upload-phone.png")
    item(person, film).get_by_role("button", name="Pause").click()
    item(person, film).get_by_text("Paused").wait_for()
    line.release()
    item(person, film).get_by_role("button", name="Cancel").click()
    item(person, film).wait_for(state="detached")
    assert known(appliance, owner_token, film)["state"] == "unknown"


@pytest.mark.browser
def test_what_is_no_film_is_told(person: Person, folder: Path, evidence: Path | None) -> None:
    photo, broken, empty = folder / "photo.jpg", folder / "broken.mp4", folder / "empty.mp4"
    empty.touch()
    photo.write_bytes(b"\xff\xd8\xff")
    broken.write_bytes(b"no film at all" * 1000)
    on_the_page(person)
    choose(person, photo, broken, empty)
    item(person, empty).get_by_text("This file is empty: there is no film in it.").wait_for()
    item(person, photo).get_by_text("This is no film that Videoflix knows.").wait_for()
    item(person, broken).get_by_text("The file is damaged or is no video.").wait_for(timeout=SECONDS * 1000)
    if evidence:
        person.page.screenshot(path=evidence / "upload-refused.png")
    for each in (photo, broken, empty):
        item(person, each).get_by_role("button", name="Remove").click()
        item(person, each).wait_for(state="detached")


@pytest.mark.browser
def test_why_it_is_not_taken_is_said_in_german(person: Person, folder: Path, evidence: Path | None) -> None:
    """What the browser heard when it sent it, and what the server found out later."""
    photo, broken = folder / "Foto.jpg", folder / "kaputt.mp4"
    photo.write_bytes(b"\xff\xd8\xff")
    broken.write_bytes(b"no film at all" * 1000)
    on_the_page(person)
    person.page.evaluate("localStorage.setItem('videoflix.language', 'de')")
    person.page.reload()
    person.page.get_by_role("button", name="Filme auswählen").wait_for()
    choose(person, photo, broken)
    item(person, photo).get_by_text("Das ist kein Film, den Videoflix kennt.").wait_for()
    item(person, broken).get_by_text("Die Datei ist beschädigt oder kein Video.").wait_for(timeout=SECONDS * 1000)
    if evidence:
        person.page.screenshot(path=evidence / "upload-refused-german.png")


# tuspy


def test_tuspy_over_a_line_that_breaks(line: BrokenLine, appliance: Appliance, owner_token: str, make_film: Callable[[str], Path]) -> None:
    film = make_film("By Tuspy.mp4")
    client = TusClient(f"{line.url}/api/uploads/", headers={"Authorization": f"Bearer {owner_token}"})
    line.cut_after, line.cuts = MEBIBYTE, 3
    told = {"filename": film.name}
    uploader = client.uploader(str(film), chunk_size=2 * MEBIBYTE, metadata=told, retries=20, retry_delay=1, upload_checksum=True)
    uploader.upload()
    wait_for(lambda: known(appliance, owner_token, film)["state"] == "added", "the film was not added")
    assert stored(appliance, film) == film.read_bytes()
    assert line.cut == 3


def test_tuspy_goes_on_after_a_restart_of_both(appliance: Appliance, owner_token: str, make_film: Callable[[str], Path]) -> None:
    film = make_film("By Tuspy Later.mp4")
    endpoint, told = f"{appliance.url}/api/uploads/", {"Authorization": f"Bearer {owner_token}"}
    first = TusClient(endpoint, headers=told).uploader(str(film), chunk_size=5 * MEBIBYTE, metadata={"filename": film.name})
    first.upload_chunk()
    assert appliance.stop() == 0
    appliance.start()
    second = TusClient(endpoint, headers=told).uploader(str(film), chunk_size=16 * MEBIBYTE, url=first.url)
    assert second.offset == 5 * MEBIBYTE
    second.upload()
    wait_for(lambda: known(appliance, owner_token, film)["state"] == "added", "the film was not added")
    assert stored(appliance, film) == film.read_bytes()


@pytest.mark.parametrize("size", [16 * MEBIBYTE + 1, 30 * MEBIBYTE])
def test_larger_parts_are_refused_by_the_real_server(size: int, appliance: Appliance, owner_token: str) -> None:
    """The larger one by Waitress, before its body has come."""
    told = {**TUS, "Authorization": f"Bearer {owner_token}"}
    connection = http.client.HTTPConnection("127.0.0.1", appliance.port, timeout=60)
    connection.request(
        "POST", "/api/uploads/", headers={**told, "Upload-Length": str(40 * MEBIBYTE), "Upload-Metadata": "filename YS5ta3Y="}
    )
    created = connection.getresponse()
    created.read()
    assert created.status == 201, created.headers
    connection.close()
    part = {**told, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream", "Content-Length": str(size)}
    connection.request("PATCH", created.headers["Location"], headers=part)
    if size < 20 * MEBIBYTE:
        connection.send(bytes(size))
    answer = connection.getresponse()
    assert answer.status == 413
    assert answer.read()
    connection.close()
