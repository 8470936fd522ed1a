"""Players that nobody here wrote play what the appliance serves: GStreamer, mpv, and hls.js that changes quality as it goes."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import media_factory
from tests.e2e.appliance import Appliance
from tests.playback.matrix import MATRIX

HLS_JS = Path(__file__).parents[2] / "bundled_frontend" / "node_modules" / "hls.js" / "dist" / "hls.min.js"
SECONDS = 90.0

# A page of our own: what hls.js says, and what the film looks like from outside.
PLAY = """
(address) => {
  document.body.innerHTML = '<video muted></video>';
  const video = document.querySelector('video');
  const hls = new Hls({ startLevel: 0, maxBufferLength: 4, maxMaxBufferLength: 4 });
  window.told = { errors: [], levels: [], stalls: 0 };
  window.hls = hls;
  const calledOff = Hls.ErrorDetails.INTERNAL_ABORTED; // a load that hls.js itself ended, to load another quality instead
  hls.on(Hls.Events.ERROR, (_, data) => { if (data.details !== calledOff) told.errors.push(data.details); });
  hls.on(Hls.Events.LEVEL_SWITCHED, (_, data) => told.levels.push(hls.levels[data.level].height));
  video.addEventListener('waiting', () => { if (video.currentTime > 0.5 && !video.seeking) told.stalls += 1; });
  hls.loadSource(address);
  hls.attachMedia(video);
  video.play();
}
"""
STATE = """
() => {
  const video = document.querySelector('video');
  const quality = video.getVideoPlaybackQuality();
  return { ...told, time: video.currentTime, height: video.videoHeight, error: video.error && video.error.message,
           ranges: video.buffered.length, frames: quality.totalVideoFrames, dropped: quality.droppedVideoFrames };
}
"""


@pytest.fixture(scope="module")
def address(appliance: Appliance, owner_token: str, film: int) -> str:
    """The signed address of the whole film, for players that cannot send headers."""
    return appliance.url + appliance.get(f"/api/video/{film}/", owner_token)["signed_playlist_url"]


@pytest.fixture
def page(browser: Any, appliance: Appliance) -> Iterator[Any]:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{appliance.url}/api/health/")
    page.add_script_tag(path=HLS_JS)
    yield page
    context.close()


def imported(appliance: Appliance, owner_token: str, path: Path) -> str:
    """Take a film in; its signed address."""
    video = int(appliance.run("import", str(path)).stdout.split("\t")[0])
    return appliance.url + str(appliance.get(f"/api/video/{video}/", owner_token)["signed_playlist_url"])


def wait(page: Any, ready: Any) -> dict[str, Any]:
    """What the page says once `ready` says yes to it."""
    until = time.monotonic() + SECONDS
    while not ready(state := page.evaluate(STATE)):
        assert time.monotonic() < until, state
        page.wait_for_timeout(100)
    return dict(state)


@pytest.mark.browser
def test_hls_js_changes_quality_both_ways(page: Any, appliance: Appliance, owner_token: str, tmp_path: Path) -> None:
    """In a film that does not end before a slow machine has changed three times."""
    path = tmp_path / "Long (2026).mkv"
    media_factory.h264_mkv_720p(path, seconds=90)
    page.evaluate(PLAY, imported(appliance, owner_token, path))
    wait(page, lambda state: state["time"] > 1)
    heights = page.evaluate("hls.levels.map((level) => level.height)")
    assert sorted(set(heights)) == [480, 720]
    for height in (720, 480, 720):
        before = page.evaluate(STATE)["time"]
        page.evaluate("(height) => { hls.nextLevel = hls.levels.findIndex((level) => level.height === height) }", height)
        state = wait(page, lambda state, height=height, before=before: state["height"] == height and state["time"] > before + 1)
    assert state["errors"] == []
    assert state["error"] is None
    assert state["ranges"] == 1, "no gap between what came in different qualities"


@pytest.mark.browser
def test_hls_js_jumps_about(page: Any, address: str) -> None:
    page.evaluate(PLAY, address)
    wait(page, lambda state: state["time"] > 0.5)
    for place in (9, 3, 11, 6):
        page.evaluate("(place) => { document.querySelector('video').currentTime = place }", place)
        state = wait(page, lambda state, place=place: state["time"] > place + 0.5)
    assert state["errors"] == []


@pytest.mark.browser
def test_hls_js_takes_what_the_browser_decodes(page: Any, appliance: Appliance, owner_token: str, tmp_path: Path) -> None:
    """HDR in HEVC is offered by its CODECS; a Chromium without HEVC plays the tone-mapped step, and says no word."""
    path = tmp_path / "Bright (2026).mkv"
    MATRIX["hdr10.mkv"].make(path)
    page.evaluate(PLAY, imported(appliance, owner_token, path))
    state = wait(page, lambda state: state["time"] > 1)
    can_hevc = page.evaluate("MediaSource.isTypeSupported('video/mp4; codecs=\"hvc1.2.4.L60.90\"')")
    assert page.evaluate("hls.levels.map((level) => level.videoCodec.slice(0, 4))") == (["hvc1", "avc1"] if can_hevc else ["avc1"])
    assert state["errors"] == []


def play(*command: str) -> str:
    """Let a player play to the end; gives everything it said."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.player("gst-launch-1.0")
def test_gstreamer_plays_to_the_end(address: str) -> None:
    said = play("gst-launch-1.0", "playbin3", f"uri={address}", "video-sink=fakesink sync=false", "audio-sink=fakesink sync=false")
    assert "ERROR" not in said
    assert "Got EOS" in said


@pytest.mark.player("mpv")
def test_mpv_plays_to_the_end(address: str) -> None:
    """From the beginning only: the FFmpeg 5.1 that Debian 12 gives mpv loses its place in any fragmented MP4 when it seeks in HLS."""
    quick = ["--no-config", "--vo=null", "--ao=null", "--ao-null-untimed=yes", "--untimed", "--no-resume-playback"]
    said = play("mpv", *quick, "--msg-level=all=error,cplayer=info,statusline=no", address)
    assert "1280x720" in said
    assert "rror" not in said
    assert "End of file" in said
