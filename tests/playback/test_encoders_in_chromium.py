"""A rendition that one encoder began and x264 went on with, as Chromium plays it: without a stall, whatever the order."""

import base64
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.media import encode
from appliance.media.arguments import Run
from appliance.media.encoders import OPENH264, X264
from appliance.media.ladder import Rung
from tests.appliance.media import films
from tests.appliance.media.test_encode import Watching
from tests.e2e.conftest import CHROMIUM_FLAGS

pytestmark = pytest.mark.browser

RUNG = Rung("360p", 640, 360, 1_000_000, 1_000_000)
PLAY = """async ([codecs, parts, from, until]) => {
  const bytes = part => Uint8Array.from(atob(part), letter => letter.charCodeAt(0));
  const video = document.createElement('video');
  const source = new MediaSource();
  video.muted = true;
  video.src = URL.createObjectURL(source);
  document.body.append(video);
  await new Promise(done => source.addEventListener('sourceopen', done, {once: true}));
  const buffer = source.addSourceBuffer(codecs);
  for (const part of parts) {
    buffer.appendBuffer(bytes(part));
    await new Promise(done => buffer.addEventListener('updateend', done, {once: true}));
  }
  source.endOfStream();
  video.currentTime = from;
  await video.play();
  const begun = performance.now();
  while (video.currentTime < until && performance.now() - begun < 30000 && !video.error)
    await new Promise(done => setTimeout(done, 50));
  const quality = video.getVideoPlaybackQuality();
  return {time: video.currentTime, error: video.error && video.error.message, shown: quality.totalVideoFrames - quality.droppedVideoFrames};
}"""


def test_chromium_notices_no_change_of_encoder(clip: Callable[[str], Path], tmp_path: Path) -> None:
    playwright_api = pytest.importorskip("playwright.sync_api")
    original = films.imported(clip("h264.mp4"))
    count = original.timeline.count
    for number in [1, 0, *range(2, count)]:
        encoder = OPENH264 if number in (1, 3) else X264
        encode.encode_video(original.path, original.facts, original.timeline, [RUNG], Run(number, 1), tmp_path, 1, Watching(), encoder)
    folder = tmp_path / RUNG.name
    parts = [base64.b64encode(path.read_bytes()).decode() for path in (folder / "init.mp4", *sorted(folder.glob("*.m4s")))]
    end = 10 + float(original.timeline.seconds(count))
    with playwright_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        page = chromium.new_page()
        seen = page.evaluate(PLAY, ['video/mp4; codecs="avc1.640028"', parts, 10, end - 0.3])
        chromium.close()
    assert seen["error"] is None
    assert seen["time"] >= end - 0.3
    assert seen["shown"] > 0
