"""Facts are plain values: what goes into the database comes out of it."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from appliance.media.probe import probe
from appliance.media.source import SourceFacts


@pytest.mark.parametrize("name", ["h264.mp4", "h264-23976.mkv", "vfr.mp4", "hevc-open-gop.mkv"])
def test_facts_come_back_from_a_json_column(clip: Callable[[str], Path], name: str) -> None:
    facts = probe(clip(name))
    assert SourceFacts.from_json(json.loads(json.dumps(facts.to_json()))) == facts


def test_times_are_exact_fractions(h264_mkv_23976: Path) -> None:
    facts = probe(h264_mkv_23976)
    assert facts.video.frame_rate == Fraction(24000, 1001)
    assert facts.video.time_base == Fraction(1, 1000)
    assert facts.duration == pytest.approx(13, abs=0.05)


def test_plain_aac_is_told_from_other_sound(h264_mp4: Path, h264_mkv_23976: Path) -> None:
    assert probe(h264_mp4).audio[0].is_plain_aac
    assert not probe(h264_mkv_23976).audio[0].is_plain_aac


def test_the_picture_is_measured_as_seen(h264_mp4: Path) -> None:
    assert probe(h264_mp4).picture_area == 640 * 360
