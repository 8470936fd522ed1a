"""What a film can be played as, and how many bits that takes at most."""

from dataclasses import replace
from fractions import Fraction

import pytest

from appliance.media import encode
from appliance.media.arguments import Run
from appliance.media.ladder import rungs
from appliance.media.remux import Demuxers, original_segment
from appliance.media.renditions import Rendition, bandwidth, renditions
from appliance.media.timeline import Timeline
from tests.appliance.media import films
from tests.appliance.media.test_encode import Watching

MINUTE = Timeline(Fraction(1, 10), (0, 10, 30, *range(70, 610, 40), 600), keyframes=True, peak_bit_rate=7)


@pytest.mark.parametrize(
    ("container", "keyframes", "expected"),
    [
        ("mov", True, ["original", "480p", "720p", "1080p", "audio-1", "audio-2", "audio-2-surround"]),
        ("mpegts", False, ["480p", "720p", "1080p", "audio-1", "audio-2", "audio-2-surround"]),
    ],
    ids=["an original that can be cut", "plain"],
)
def test_renditions(container, keyframes, expected):
    facts = films.facts(None, films.sound(), films.sound(codec="ac3", profile="", channels=6), container=container)
    timeline = Timeline(MINUTE.time_base, MINUTE.boundaries, keyframes)
    assert [rendition.name for rendition in renditions(facts, timeline)] == expected


def test_only_what_is_encoded_is_stored():
    facts = films.facts(None, films.sound(), films.sound(codec="ac3", profile=""))
    assert {rendition.name: (rendition.stored, rendition.is_video) for rendition in renditions(facts, MINUTE)} == {
        "original": (False, True), "480p": (True, True), "720p": (True, True), "1080p": (False, True),
        "audio-1": (False, False), "audio-2": (True, False),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("picture", "timeline", "copied"),
    [
        pytest.param({}, MINUTE, True, id="plain H.264"),
        pytest.param({"codec_string": "avc1.4D402A"}, MINUTE, True, id="Main"),
        pytest.param({"codec_string": "avc1.6E0028"}, MINUTE, False, id="10 bits"),
        pytest.param({"codec_string": "avc1.640033"}, MINUTE, False, id="too high a level"),
        pytest.param({"codec": "hevc", "codec_string": "hvc1.1.6.L120.90"}, MINUTE, False, id="HEVC"),
        pytest.param({"width": 1440, "display_width": 1920}, MINUTE, False, id="anamorphic"),
        pytest.param({"interlaced": True}, MINUTE, False, id="interlaced"),
        pytest.param({"transfer": "hlg"}, MINUTE, False, id="HDR"),
        pytest.param({}, replace(MINUTE, keyframes=False), False, id="without an index"),
        pytest.param({}, replace(MINUTE, peak_bit_rate=30_000_000), False, id="heavier than the rung"),
    ],
)
def test_a_rung_that_the_sources_own_picture_serves_as_is_not_encoded(picture, timeline, copied):
    found = {rendition.name: rendition for rendition in renditions(films.facts(films.video(**picture)), timeline)}
    assert (found["1080p"].is_copy, found["1080p"].stored) == (copied, not copied)
    assert found["480p"].stored
    assert found["720p"].stored


def test_the_lowest_rung_is_always_encoded():
    assert renditions(films.facts(films.video(854, 480)), MINUTE)[1].stored


def test_a_silent_film_in_an_odd_shape():
    assert [rendition.name for rendition in renditions(films.facts(films.video(100, 100)), MINUTE)] == ["original", "100p"]


def heaviest(segments, timeline):
    """The most bits/s over consecutive segments of 0.5 to 1.5 target durations (RFC 8216 4.3.4.2)."""
    target = max(timeline.duration(number) for number in range(timeline.count))
    rates = []
    for first in range(len(segments)):
        for stop in range(first + 1, len(segments) + 1):
            length = timeline.seconds(stop) - timeline.seconds(first)
            if target / 2 <= length <= target * 3 / 2:
                rates.append(sum(map(len, segments[first:stop])) * 8 / length)
    return float(max(rates))


@pytest.mark.parametrize("together", [True, False], ids=["one run", "a run for each segment"])
def test_no_stretch_of_noise_exceeds_its_bandwidth(together, imported, tmp_path):
    original = imported("noise.mp4")
    timeline = original.timeline
    [rung] = rungs(original.facts)
    for run in [Run(0, timeline.count)] if together else [Run(number, 1) for number in range(timeline.count)]:
        encode.encode_video(original.path, original.facts, timeline, [rung], run, tmp_path, 1, Watching())
    segments = [path.read_bytes() for path in sorted((tmp_path / rung.name).glob("*.m4s"))]
    assert heaviest(segments, timeline) <= bandwidth(Rendition(rung.name, rung=rung), timeline)


@pytest.mark.parametrize("name", ["noise.mp4", "h264.mp4", "h264-23976.mkv", "vfr.mp4"])
def test_no_stretch_of_an_original_exceeds_its_bandwidth(name, imported):
    original = imported(name)
    with Demuxers().use(original) as container:
        segments = [original_segment(container, original, number) for number in range(original.timeline.count)]
    assert heaviest(segments, original.timeline) <= bandwidth(Rendition("original"), original.timeline)
