"""The clips that other tests rely on are what they are said to be."""

from itertools import pairwise

import av
import pytest

from tests.measure import beeps, flashes, worst_distance
from tests.media_factory import BAD, GOOD


@pytest.mark.parametrize("name", GOOD)
def test_flashes_and_beeps_meet_each_second(name, clip):
    path = clip(name)
    assert len(flashes(path)) == len(beeps(path)) == 13
    assert worst_distance(path) < 0.01


@pytest.mark.parametrize("name", GOOD)
def test_good_clips_have_b_frames_and_several_keyframes(name, clip):
    with av.open(str(clip(name))) as container:
        packets = [packet for packet in container.demux(video=0) if packet.pts is not None]
    assert any(packet.dts is not None and packet.pts > packet.dts for packet in packets)
    assert sum(packet.is_keyframe for packet in packets) >= 5


def test_variable_frame_rate_varies(vfr_mp4):
    with av.open(str(vfr_mp4)) as container:
        times = sorted(packet.pts for packet in container.demux(video=0) if packet.pts is not None)
    assert len({later - earlier for earlier, later in pairwise(times)}) > 3


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_made(name, clip):
    assert clip(name).is_file()


def test_a_clip_is_made_once(clip):
    first = clip("text.mp4").stat().st_ino
    assert clip("text.mp4").stat().st_ino == first
