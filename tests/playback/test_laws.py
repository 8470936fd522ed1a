"""The laws of the timeline, on every kind of source, after runs of random lengths in a random order."""

import random
import struct
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from appliance.media.audio import FRAME
from appliance.media.hls.playlist import MediaSegment, media
from appliance.media.packager import ORIGIN_SECONDS
from tests import measure
from tests.playback import fragments
from tests.playback.prepared import Prepared, digest, frame_hashes, prepare

IDR_H264 = 5
RANDOM_ACCESS_HEVC = {19, 20, 21}  # IDR_W_RADL, IDR_N_LP, CRA
SOURCES = ["h264.mp4", "h264-23976.mkv", "vfr.mp4", "hevc-open-gop.mkv"]
SEEKS = 6


@pytest.fixture(scope="module", params=SOURCES)
def prepared(request: pytest.FixtureRequest, clip: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(clip(request.param), tmp_path_factory.mktemp("segments"), seed=SOURCES.index(request.param))


def test_original_is_offered(prepared: Prepared) -> None:
    assert "original" in prepared.pictures
    assert prepared.timeline.count >= 4


def test_every_segment_begins_where_a_player_may_begin(prepared: Prepared) -> None:
    for name in prepared.pictures:
        codec = prepared.facts.video.codec if name == "original" else "h264"
        allowed = {IDR_H264} if codec == "h264" else RANDOM_ACCESS_HEVC
        for segment in prepared.samples(name):
            assert segment[0].sync
            assert allowed & set(fragments.nal_types(segment[0].data, codec))


def test_no_segment_is_longer_than_the_target_duration(prepared: Prepared) -> None:
    lengths = [prepared.timeline.duration(n) for n in range(prepared.timeline.count)]
    lines = media([MediaSegment(f"{n}.m4s", length) for n, length in enumerate(lengths)], "init.mp4").splitlines()
    target = int(next(line for line in lines if line.startswith("#EXT-X-TARGETDURATION:")).split(":")[1])
    written = [float(line.removeprefix("#EXTINF:").rstrip(",")) for line in lines if line.startswith("#EXTINF:")]
    assert len(written) == prepared.timeline.count
    assert max(round(length) for length in written) <= target
    assert sum(written) == pytest.approx(prepared.facts.duration, abs=1e-4)


def test_all_pictures_cut_at_the_same_places(prepared: Prepared) -> None:
    boundaries = [prepared.timeline.seconds(n) + ORIGIN_SECONDS for n in range(prepared.timeline.count)]
    for name in prepared.pictures:
        scale = fragments.timescale(prepared.init(name))
        assert [Fraction(segment[0].presented, scale) for segment in prepared.samples(name)] == boundaries


def test_decode_times_are_continuous(prepared: Prepared) -> None:
    for name in (*prepared.pictures, *prepared.sounds):
        expected = None
        for segment in prepared.samples(name):
            assert expected in (None, segment[0].decoded)
            assert all(sample.duration > 0 for sample in segment)
            assert all(sample.presented >= sample.decoded >= 0 for sample in segment)
            expected = segment[-1].decoded + segment[-1].duration


def test_no_frame_is_lost_or_doubled(prepared: Prepared) -> None:
    source = frame_hashes(prepared.path)
    original = frame_hashes(prepared.joined("original"))
    assert len(original) == len(source)
    assert digest(original) == digest(source)
    for name in prepared.pictures:
        assert len(frame_hashes(prepared.joined(name))) == len(source)
        assert sum(map(len, prepared.samples(name))) == len(source)


def test_pictures_keep_their_times(prepared: Prepared) -> None:
    """Every rung shows every frame when the original does."""

    def times(name: str) -> list[Fraction]:
        scale = fragments.timescale(prepared.init(name))
        return sorted(Fraction(sample.presented, scale) for segment in prepared.samples(name) for sample in segment)

    expected = times("original")
    for name in prepared.pictures:
        assert times(name) == expected


def test_sound_frames_lie_on_one_grid(prepared: Prepared) -> None:
    for name in prepared.sounds:
        decoded = [sample.decoded for segment in prepared.samples(name) for sample in segment]
        assert {after - before for before, after in pairwise(decoded)} == {FRAME}


def test_sound_and_picture_are_together_after_any_seek(prepared: Prepared) -> None:
    chance = random.Random(7)
    period = 24 * Fraction(1001, 24000) if prepared.path.suffix == ".mkv" and "23976" in prepared.path.name else Fraction(1)
    for name in prepared.pictures:
        for first in chance.sample(range(prepared.timeline.count), min(SEEKS, prepared.timeline.count)):
            seen = measure.flashes(prepared.joined(name, first))
            heard = measure.beeps(prepared.joined("audio-1", first))
            for flash in seen:
                place = (flash - ORIGIN_SECONDS) / float(period)
                assert abs(place - round(place)) * float(period) < 0.02, f"{name} from {first}: a flash at {flash}"
                near = [beep for beep in heard if abs(beep - flash) < float(period) / 2]
                # A seek into the middle of a beep hears its rest.
                if flash > float(prepared.timeline.seconds(first)) + ORIGIN_SECONDS + 0.1 and flash < heard[-1]:
                    assert near, f"{name} from {first}: no beep near the flash at {flash}"
                    assert abs(near[0] - flash) < 0.02


def test_joins_of_sound_are_inaudible(prepared: Prepared) -> None:
    """Nothing is loud where the source is silent: no click at a join."""
    heard = measure.beeps(prepared.joined("audio-1"))
    source = measure.beeps(prepared.path)
    assert len(heard) == len(source)


def test_one_init_segment_serves_all_runs(prepared: Prepared) -> None:
    for name in prepared.pictures:
        init = prepared.init(name)
        assert struct.unpack_from(">I", init)[0] + len(init[struct.unpack_from(">I", init)[0] :]) == len(init)
        assert list(dict(fragments.boxes(init))) == [b"ftyp", b"moov"]
