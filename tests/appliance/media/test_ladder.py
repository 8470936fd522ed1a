"""The ladder: never upscaled, aspect ratio kept, even sizes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.media.ladder import rungs
from tests.appliance.media import films


def ladder(width, height):
    return rungs(films.facts(films.video(width, height)))


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param((1920, 1080), "480p 854x480, 720p 1280x720, 1080p 1920x1080", id="16:9"),
        pytest.param((1440, 1080), "480p 640x480, 720p 960x720, 1080p 1440x1080", id="4:3"),
        pytest.param((1920, 804), "480p 854x358, 720p 1280x536, 1080p 1920x804", id="2.39:1 letterbox"),
        pytest.param((1918, 802), "480p 854x358, 720p 1280x536, 1080p 1918x802", id="1918x802"),
        pytest.param((1080, 1920), "480p 480x854, 720p 720x1280, 1080p 1080x1920", id="portrait phone"),
        pytest.param((3840, 2160), "480p 854x480, 720p 1280x720, 1080p 1920x1080", id="4K"),
        pytest.param((7680, 4320), "480p 854x480, 720p 1280x720, 1080p 1920x1080", id="8K"),
        pytest.param((1280, 720), "480p 854x480, 720p 1280x720", id="720p"),
        pytest.param((1024, 576), "480p 854x480", id="anamorphic PAL DVD, 16:9"),
        pytest.param((768, 576), "480p 640x480", id="anamorphic PAL DVD, 4:3"),
        pytest.param((640, 360), "360p 640x360", id="below the usual steps"),
        pytest.param((320, 240), "240p 320x240", id="320x240"),
        pytest.param((100, 100), "100p 100x100", id="100x100"),
    ],
)
def test_ladder(seen, expected):
    assert ", ".join(f"{rung.name} {rung.width}x{rung.height}" for rung in ladder(*seen)) == expected


def test_a_turned_picture_is_measured_as_it_is_seen():
    turned = films.video(1920, 1080, rotation=90, display_width=1080, display_height=1920)
    assert [(rung.width, rung.height) for rung in rungs(films.facts(turned))][-1] == (1080, 1920)


def test_an_anamorphic_picture_is_measured_as_it_is_seen():
    stretched = films.video(720, 576, display_width=1024)
    assert [(rung.width, rung.height) for rung in rungs(films.facts(stretched))] == [(854, 480)]


sizes = st.integers(90, 4320).map(lambda half: 2 * half)


@given(sizes, sizes)
def test_rungs_are_even_no_larger_than_the_picture_and_keep_its_shape(width, height):
    found = ladder(width, height)
    assert found
    for rung in found:
        assert rung.width % 2 == rung.height % 2 == 0
        assert rung.width <= width
        assert rung.height <= height
        # One pixel of rounding on either side is all that may change the shape.
        assert abs(rung.width * height - rung.height * width) <= width + height


@given(st.integers(640, 7680), st.sampled_from([(16, 9), (4, 3), (239, 100), (9, 16), (1, 1), (21, 9)]))
def test_the_aspect_ratio_of_films_is_kept_within_one_percent(width, shape):
    width, height = width // 2 * 2, round(width * shape[1] / shape[0] / 2) * 2
    for rung in ladder(width, height):
        assert rung.width / rung.height == pytest.approx(width / height, rel=0.01)


@given(sizes, sizes)
def test_each_rung_is_larger_and_richer_than_the_one_before(width, height):
    found = ladder(width, height)
    for lower, higher in pairwise(found):
        assert (lower.width, lower.height, lower.max_bit_rate) < (higher.width, higher.height, higher.max_bit_rate)
        assert lower.name != higher.name
