"""Where segments begin: at keyframes where an index names them often enough, else every 4 s."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.media.errors import MediaRefused
from appliance.media.timeline import LONGEST_SECONDS, Timeline, decide
from tests.appliance.media import films

EVEN = Timeline(Fraction(1, 90_000), (126_000, 216_000, 396_000, 756_000, 1_116_000), keyframes=False, peak_bit_rate=9)


@st.composite
def timelines(draw):
    base = draw(st.sampled_from([Fraction(1, 1000), Fraction(1, 12_800), Fraction(1, 90_000), Fraction(1001, 24_000)]))
    gaps = draw(st.lists(st.integers(1, 1_000_000), min_size=1, max_size=30))
    first = draw(st.integers(-100_000, 10_000_000))
    return Timeline(
        base, tuple(first + sum(gaps[:count]) for count in range(len(gaps) + 1)), draw(st.booleans()), draw(st.integers(0, 10**8))
    )


def seconds(timeline):
    return [float(timeline.seconds(boundary)) for boundary in range(timeline.count + 1)]


@pytest.mark.parametrize(
    ("at", "expected"),
    [(-5, 0), (0, 0), (0.999, 0), (1, 1), (2.999, 1), (3, 2), (10.999, 3), (11, 3), (1e9, 3)],
    ids=lambda value: str(value),
)
def test_segment_at(at, expected):
    assert EVEN.segment_at(at) == expected


@given(timelines())
def test_a_segment_shows_the_moment_it_begins(timeline):
    for segment in range(timeline.count):
        middle = float(timeline.seconds(segment) + timeline.duration(segment) / 2)
        assert timeline.segment_at(middle) == segment


@given(timelines())
def test_segments_fill_the_film(timeline):
    assert timeline.seconds(0) == 0
    assert sum(timeline.duration(segment) for segment in range(timeline.count)) == timeline.seconds(timeline.count)
    assert all(timeline.duration(segment) > 0 for segment in range(timeline.count))


@given(timelines())
def test_it_survives_a_json_column(timeline):
    assert Timeline.from_json(json.loads(json.dumps(timeline.to_json()))) == timeline


def test_time_zero_is_the_first_frame():
    assert (EVEN.zero, EVEN.seconds(1), EVEN.duration(3)) == (126_000, 1, 4)


@pytest.mark.parametrize(
    ("name", "keyframes", "expected"),
    [
        pytest.param("h264.mp4", True, [0, 2, 4, 8, 12, 13], id="MP4: its index is in decode time"),
        pytest.param("h264-23976.mkv", True, [0, 2.503, 5.005, 10.01, 13.012], id="Matroska: its index is in presentation time"),
        pytest.param("vfr.mp4", True, [0, 2.325, 4.57, 9.045, 13.015], id="variable frame rate"),
        pytest.param("hevc-open-gop.mkv", True, [0, 2, 4, 8, 12, 12.999], id="open groups of HEVC"),
        pytest.param("open-groups.mp4", False, [0, 1, 3, 6], id="open groups of H.264, where browsers cannot begin: plain"),
        pytest.param("every-10-s.mp4", True, [0, 10.427, 20.854, 31.281, 32.032], id="keyframes 10.4 s apart: the usual encoder default"),
        pytest.param("every-20-s.mkv", False, [0, 1, 3, 7, 11, 15, 19, 23, 27, 31, 35, 39, 42], id="keyframes 20 s apart: plain"),
        pytest.param("all-intra.mp4", True, [0, 0.76, 2.28, 5.28, 7], id="every frame is a keyframe"),
        pytest.param("small.ts", False, [0, 1, 3, 6], id="MPEG-TS has no index: plain"),
        pytest.param("divx.avi", False, [0, 1, 3, 6], id="no browser plays DivX: plain"),
        pytest.param("ntsc.avi", False, [0, 1.001, 3.003, 4.004], id="a time base of 1001/24000"),
        pytest.param("vp9.webm", True, [0, 1, 3, 4], id="VP9 in WebM"),
        pytest.param("av1.mp4", True, [0, 1, 3, 4], id="AV1 in MP4"),
    ],
)
def test_timelines_of_real_films(name, keyframes, expected, imported):
    timeline = imported(name).timeline
    assert timeline.keyframes == keyframes
    assert seconds(timeline) == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize("name", ["h264.mp4", "h264-23976.mkv", "vfr.mp4", "hevc-open-gop.mkv", "every-10-s.mp4", "all-intra.mp4"])
def test_every_boundary_is_a_keyframe_of_the_source(name, imported):
    original = imported(name)
    with av.open(str(original.path)) as container:
        keyframes = {packet.pts for packet in container.demux(video=0) if packet.is_keyframe}
    assert set(original.timeline.boundaries[:-1]) <= keyframes


@pytest.mark.parametrize("name", ["h264.mp4", "h264-23976.mkv", "vfr.mp4", "every-20-s.mkv", "small.ts", "all-intra.mp4"])
def test_the_first_picture_comes_soon_and_no_crumb_is_left(name, imported):
    timeline = imported(name).timeline
    assert timeline.duration(0) <= 3
    assert timeline.duration(timeline.count - 1) >= Fraction(1, 2)
    assert max(timeline.duration(segment) for segment in range(timeline.count)) <= LONGEST_SECONDS


def test_a_film_shorter_than_a_segment_is_one_segment(imported):
    facts = imported("small.ts").facts
    short = replace(facts, video=replace(facts.video, end=facts.video.first + 900))
    assert decide(imported("small.ts").path, short).boundaries == (facts.video.first, facts.video.first + 900)


def test_plain_boundaries_lie_on_whole_seconds(imported):
    timeline = imported("small.ts").timeline
    assert [later - earlier for earlier, later in pairwise(timeline.boundaries)] == [90_000, 180_000, 270_000]


def test_a_film_without_a_codec_string_has_no_original(imported):
    facts = imported("every-2-s.mp4").facts
    unknown = replace(facts, video=replace(facts.video, codec_string=""))
    assert not decide(imported("every-2-s.mp4").path, unknown).keyframes


@pytest.mark.parametrize("name", ["every-2-s.mp4", "every-2-s.mkv", "with-cover.mkv", "two-sizes.mp4"])
def test_the_peak_is_no_less_than_the_mean(name, imported):
    original = imported(name)
    assert original.timeline.peak_bit_rate >= original.facts.bit_rate * 0.9


def test_a_film_that_went_away_is_refused(tmp_path, imported):
    with pytest.raises(MediaRefused, match=r"^There is no such file\.$"):
        decide(tmp_path / "gone.mp4", imported("every-2-s.mp4").facts)


def test_a_segment_begins_with_a_picture(tmp_path):
    """A screen recording stands still for 20 s, and MP4's index says so; so far apart, its keyframes make no segments."""
    still = "setts=ts='if(gte(N,100),TS+20/TB,TS)'"
    films.encoded(*films.picture(8), *films.X264, "-bf", "0", "-g", "25", "-bsf:v", still)(tmp_path / "x.mp4")
    original = films.imported(tmp_path / "x.mp4")
    timeline = original.timeline
    assert not timeline.keyframes
    assert [float(timeline.seconds(number)) for number in range(timeline.count + 1)] == [0, 1, 3, 24, 27, 28]
