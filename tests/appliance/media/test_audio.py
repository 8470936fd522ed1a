"""One grid of audio frames; which sound renditions a film has."""

import io
import math
from array import array
from fractions import Fraction
from itertools import pairwise

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.media import audio, encode
from appliance.media.arguments import Run
from appliance.media.audio import FRAME, Grid, sounds
from appliance.media.timeline import Timeline
from tests.appliance.media import films
from tests.appliance.media.test_encode import Watching

bases = st.sampled_from([Fraction(1, 1000), Fraction(1, 12_800), Fraction(1, 90_000), Fraction(1, 24_000), Fraction(1001, 24_000)])


@st.composite
def timelines(draw):
    base = draw(bases)
    lengths = draw(st.lists(st.fractions(Fraction(1, 10), 15), min_size=1, max_size=8))
    boundaries = [draw(st.integers(-1000, 100_000))]
    for length in lengths:
        boundaries.append(boundaries[-1] + max(1, round(length / base)))
    return Timeline(base, tuple(boundaries), keyframes=True)


@given(timelines(), st.sampled_from([48_000, 44_100]))
def test_every_frame_lies_in_exactly_one_segment(timeline, rate):
    spans = [Grid(timeline, rate).frames(segment) for segment in range(timeline.count)]
    assert spans[0][0] == 0
    assert all(before[1] == after[0] for before, after in pairwise(spans))
    assert spans[-1][1] * FRAME >= timeline.seconds(timeline.count) * rate, "the sound reaches the end of the picture"


@given(timelines())
def test_a_segment_takes_the_frames_that_begin_in_it(timeline):
    grid = Grid(timeline)
    for segment in range(timeline.count):
        begin, end = (timeline.seconds(edge) * grid.sample_rate for edge in (segment, segment + 1))
        first, stop = grid.frames(segment)
        assert begin <= first * FRAME < begin + FRAME
        assert stop == math.ceil(end / FRAME)


def test_samples_are_counted_from_the_containers_zero():
    timeline = Timeline(Fraction(1, 90_000), (126_000, 216_000), keyframes=False)
    assert Grid(timeline).sample(0) == 67_200
    assert Grid(timeline).sample(-60) == 67_200 - 60 * FRAME


def names(*tracks, container="mov"):
    return [
        (sound.name, sound.channels, "copied" if sound.copied else "encoded")
        for sound in sounds(films.facts(None, *tracks, container=container))
    ]


@pytest.mark.parametrize(
    ("track", "container", "expected"),
    [
        pytest.param(films.sound(), "mov", [("audio-1", 2, "copied")], id="AAC stereo"),
        pytest.param(films.sound(channels=1), "matroska", [("audio-1", 1, "copied")], id="AAC mono"),
        pytest.param(films.sound(), "mpegts", [("audio-1", 2, "encoded")], id="AAC framed for broadcast"),
        pytest.param(films.sound(profile="HE-AAC", frame_size=2048), "mov", [("audio-1", 2, "encoded")], id="HE-AAC"),
        pytest.param(films.sound(codec="ac3", profile=""), "mov", [("audio-1", 2, "encoded")], id="AC-3 stereo"),
        pytest.param(
            films.sound(codec="ac3", profile="", channels=6), "matroska",
            [("audio-1", 2, "encoded"), ("audio-1-surround", 6, "encoded")], id="AC-3 5.1: stereo beside it",
        ),
        pytest.param(
            films.sound(channels=6), "matroska",
            [("audio-1", 2, "encoded"), ("audio-1-surround", 6, "copied")], id="AAC 5.1: stereo beside it",
        ),
        pytest.param(
            films.sound(codec="truehd", profile="", channels=8), "matroska",
            [("audio-1", 2, "encoded"), ("audio-1-surround", 6, "encoded")], id="7.1 becomes 5.1",
        ),
    ],
)  # fmt: skip
def test_sounds(track, container, expected):
    assert names(track, container=container) == expected


def test_tracks_are_numbered_and_one_is_the_default():
    found = sounds(films.facts(None, films.sound(), films.sound(index=2, default=True), films.sound(index=3)))
    assert [(sound.name, sound.default) for sound in found] == [("audio-1", False), ("audio-2", True), ("audio-3", False)]


def test_the_first_track_is_the_default_where_none_says_so():
    assert [sound.default for sound in sounds(films.facts(None, films.sound(), films.sound(index=2)))] == [True, False]


def test_a_silent_film_has_no_sounds():
    assert sounds(films.facts()) == ()


def test_copied_sound_keeps_its_rate_and_encoded_sound_gets_ours():
    copied, encoded = films.sound(sample_rate=44_100), films.sound(sample_rate=44_100, codec="mp3", profile="")
    assert [sound.sample_rate for sound in sounds(films.facts(None, copied, encoded))] == [44_100, 48_000]


@pytest.mark.parametrize(
    ("rate", "channels", "expected"), [(48_000, 2, "1190"), (44_100, 1, "1208"), (48_000, 6, "11b0"), (96_000, 2, "1010")]
)
def test_specific_config(rate, channels, expected):
    assert audio.specific_config(rate, channels).hex() == expected


def test_seconds_of_frames():
    assert audio.seconds(375) == 8


def test_what_is_copied_is_promised_its_own_rate():
    [usual] = sounds(films.facts(None, films.sound(bit_rate=128_000)))
    [lavish] = sounds(films.facts(None, films.sound(bit_rate=512_000)))
    assert (usual.bit_rate, lavish.bit_rate) == (320_000, 768_000)


# How loud a mix is.

TONE = "0.25*sin(2*PI*1000*t)"  # -12 dB of full scale


def levels(tmp_path, layout, channels, rendition="audio-1"):
    """The peak of both channels of a rendition, 0 to 1, of FLAC whose channels sound as said."""
    encoded = films.encoded(
        *films.picture(3), "-f", "lavfi", "-i", f"aevalsrc='{'|'.join(channels)}':s=48000:d=3:c={layout}", *films.X264, "-c:a", "flac"
    )
    encoded(tmp_path / "x.mkv")
    original = films.imported(tmp_path / "x.mkv")
    [found] = [sound for sound in sounds(original.facts) if sound.name == rendition]
    run = Run(0, original.timeline.count)
    encode.encode_audio(original.path, original.facts, original.timeline, found, run, tmp_path, Watching())
    data = b"".join(path.read_bytes() for path in [tmp_path / rendition / "init.mp4", *sorted((tmp_path / rendition).glob("*.m4s"))])
    with av.open(io.BytesIO(data)) as container:
        planes = [array("f"), array("f")]
        for frame in container.decode(audio=0):
            for plane, heard in zip(frame.planes, planes, strict=True):
                heard.frombytes(bytes(plane)[: frame.samples * 4])
    return [max(map(abs, heard[24_000:120_000])) for heard in planes]


@pytest.mark.parametrize(
    ("layout", "channels", "left", "right"),
    [
        pytest.param("mono", [TONE], 0, 0, id="mono is as loud in stereo"),
        pytest.param("5.1", ["0", "0", TONE, "0", "0", "0"], -3, -3, id="dialogue in the centre, at -3 dB in both"),
        pytest.param("7.1", ["0", "0", TONE, "0", "0", "0", "0", "0"], -3, -3, id="the same of 7.1"),
        pytest.param("5.1", [TONE, "0", "0", "0", "0", "0"], 0, None, id="left"),
        pytest.param("5.1", ["0", "0", "0", "0", "0", TONE], None, -3, id="right surround, at -3 dB"),
        pytest.param("5.1", ["0", "0", "0", TONE, "0", "0"], None, None, id="no LFE"),
    ],
)
def test_downmixes_as_the_standard_says(layout, channels, left, right, tmp_path):
    for peak, expected in zip(levels(tmp_path, layout, channels), (left, right), strict=True):
        if expected is None:
            assert peak < 0.01
        else:
            assert 20 * math.log10(peak / 0.25) == pytest.approx(expected, abs=1)  # ITU-R BS.775


def test_a_loud_downmix_does_not_clip(tmp_path):
    loud = "0.9*sin(2*PI*1000*t)"
    peaks = levels(tmp_path, "5.1", [loud] * 6)
    assert all(0.8 < peak < 1 for peak in peaks)
