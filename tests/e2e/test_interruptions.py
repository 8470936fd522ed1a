"""What is in the player's way, in Chromium: a drive that is away, a server that is killed, an original that does not decode."""

import shutil
from pathlib import Path

import pytest

from tests import media_factory
from tests.e2e.appliance import Appliance
from tests.e2e.person import Person
from tests.e2e.watching import HEIGHT, SECONDS, imported, look, plays_from, plays_on_and_stands, wait_for

pytestmark = pytest.mark.browser


def test_an_original_that_does_not_decode_gives_way_to_an_encoded_one(
    alice: Person, appliance: Appliance, tmp_path: Path, evidence: Path | None
) -> None:
    """Its CODECS are of plain H.264, which Chromium says it plays."""
    path = tmp_path / "Torn (2026).mp4"
    media_factory.torn_mp4(path, seconds=30)
    [video] = imported(appliance, path)
    asked: list[str] = []
    alice.page.on("request", lambda request: asked.append(request.url) if "/original/" in request.url and ".m4s" in request.url else None)
    says = alice.page.get_by_text("This browser cannot show the original")  # for some seconds
    alice.page.goto(f"/watch/{video}?start=8")
    says.wait_for()
    assert asked, "the original was never tried"
    look(alice, evidence, "fell-back")
    alice.wait_until_past(12)
    assert alice.page.evaluate("document.querySelector('video').error") is None

    asked.clear()
    alice.watch(f"/watch/{video}?start=3", 4)
    assert says.count() == 0
    alice.page.goto(f"/watch/{video}?start=3&rendition=original")
    says.wait_for()  # somebody wanted it, and should know
    alice.wait_until_past(4)
    assert asked == [], "this device knows by now that it cannot"


def test_a_drive_is_pulled_and_comes_back(alice: Person, appliance: Appliance, tmp_path: Path, evidence: Path | None) -> None:
    path = tmp_path / "Away (2026).mkv"
    media_factory.h264_mkv_720p(path, seconds=120)
    [video] = imported(appliance, path)
    alice.watch(f"/watch/{video}?start=0", 1)
    away = path.rename(tmp_path / "pulled.mkv")
    for segment in (appliance.data_dir / "segments").glob("*/480p/000[12]*.m4s"):
        segment.unlink()  # as if nothing was prepared from there on

    plays_on_and_stands(alice, 100, "The drive with this film is not connected right now.", evidence, "pulled")

    shutil.move(away, path)
    alice.wait_until_past(101)
    assert alice.page.get_by_text("is not connected").count() == 0


def test_the_server_is_killed_and_comes_back(alice: Person, appliance: Appliance, tmp_path: Path, evidence: Path | None) -> None:
    path = tmp_path / "Outage (2026).mkv"
    media_factory.h264_mkv_720p(path, seconds=180)
    [video] = imported(appliance, path)
    alice.watch(f"/watch/{video}?start=0", 1)
    appliance.kill()
    plays_on_and_stands(alice, 150, "Your Videoflix cannot be reached right now", evidence, "killed")

    with alice.page.expect_response(lambda each: each.url.endswith("/playback/") and each.ok, timeout=SECONDS * 1000):
        appliance.start()
        alice.wait_until_past(151)
    assert alice.page.get_by_text("cannot be reached").count() == 0
    assert alice.page.evaluate(HEIGHT) == 720, "it goes on in the quality that it had"


@pytest.fixture
def pulled(appliance: Appliance, tmp_path: Path) -> int:
    """The number of a film that is prepared, and whose drive is away."""
    path = tmp_path / "Prepared (2026).mkv"
    media_factory.h264_mkv_720p(path, seconds=12)
    done = appliance.run("import", str(path), "--wait")
    assert done.returncode == 0, done.stderr
    path.rename(tmp_path / "pulled.mkv")
    return int(done.stdout.split("\t")[0])


def test_what_is_prepared_plays_without_its_drive(alice: Person, pulled: int) -> None:
    alice.watch(f"/watch/{pulled}?start=0", 4)
    assert alice.page.evaluate(HEIGHT) == 480
    alice.page.goto(f"/title/{pulled}")
    alice.page.get_by_text("What is prepared of it plays all the same.").wait_for()
    alice.page.get_by_role("link", name="From the beginning").click()
    wait_for(alice, lambda: plays_from(alice, 0, 4), "its page does not lead on")
    assert alice.page.evaluate(HEIGHT) == 480
    assert "rendition" not in alice.page.url, "the next film is to be seen as well as it can be"


def test_what_is_prepared_plays_although_something_of_the_original_does_not_come(alice: Person, pulled: int) -> None:
    """It is given up for another rendition while a part of it is still on its way."""
    alice.page.route("**/original/init.mp4*", lambda route: None)
    alice.watch(f"/watch/{pulled}?start=0", 4)
    assert alice.page.evaluate(HEIGHT) == 480
