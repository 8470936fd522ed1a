"""The laws of the timeline, on every kind of source, after runs of random lengths in a random order.

A sample of the matrix by default, all of it with `--matrix`.
"""

import math
import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations_with_replacement, pairwise
from pathlib import Path

import av
import pytest

from appliance.media.audio import FRAME
from appliance.media.hls.playlist import MediaSegment, media
from appliance.media.packager import ORIGIN_SECONDS
from appliance.media.renditions import bandwidth
from tests import measure
from tests.playback import fragments
from tests.playback.matrix import MATRIX, SAMPLE, Kind
from tests.playback.prepared import Prepared, digest, frame_hashes, prepare, source_hashes

IDR_H264 = {5}
RANDOM_ACCESS_HEVC = {19, 20, 21}  # IDR_W_RADL, IDR_N_LP, CRA
SEEKS = 50
TOGETHER_SECONDS = 0.02


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "prepared" in metafunc.fixturenames:
        names = list(MATRIX if metafunc.config.getoption("--matrix") else SAMPLE)
        if metafunc.function in WITH_SOUND:
            names = [name for name in names if MATRIX[name].sounds]
        metafunc.parametrize("prepared", names, indirect=True, scope="module")


@pytest.fixture(scope="module")
def prepared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    folder = tmp_path_factory.mktemp("prepared")
    path = folder / request.param
    MATRIX[request.param].make(path)
    yield prepare(path, folder / "segments", seed=list(MATRIX).index(request.param))
    for left in sorted(folder.rglob("*"), reverse=True):
        left.rmdir() if left.is_dir() else left.unlink()


@pytest.fixture
def kind(prepared: Prepared) -> Kind:
    return MATRIX[prepared.path.name]


@pytest.fixture(scope="module")
def shown(prepared: Prepared) -> list[Fraction]:
    """When the source shows each frame, in seconds from the first."""
    with av.open(str(prepared.path)) as container:
        stream = container.streams[prepared.facts.video.index]
        times = [frame.pts * frame.time_base for frame in container.decode(stream)]
    return [time - times[0] for time in times]


def test_what_is_offered(prepared: Prepared, kind: Kind) -> None:
    assert ("original" in prepared.pictures) == kind.original
    assert len(prepared.sounds) == kind.sounds
    largest = [rendition.rung for rendition in prepared.renditions if rendition.rung][-1]
    assert (largest.width, largest.height) == kind.seen
    assert prepared.timeline.count >= 3


def test_every_segment_begins_where_a_player_may_begin(prepared: Prepared) -> None:
    for name in prepared.pictures:
        codec = prepared.facts.video.codec if name == "original" else "h264"
        for segment in prepared.samples(name):
            assert segment[0].sync
            if codec in ("h264", "hevc"):
                allowed = IDR_H264 if codec == "h264" else RANDOM_ACCESS_HEVC
                assert allowed & set(fragments.nal_types(segment[0].data, codec))


def test_a_player_that_begins_anywhere_shows_that_place_first(prepared: Prepared, tmp_path: Path) -> None:
    for name in prepared.pictures:
        for number in range(prepared.timeline.count):
            alone = tmp_path / "alone.mp4"
            alone.write_bytes(prepared.init(name) + prepared.segment(name, number))
            with av.open(str(alone)) as container:
                first = min(frame.time for frame, _ in zip(container.decode(video=0), range(4), strict=False) if not frame.is_corrupt)
            late = first - float(prepared.timeline.seconds(number)) - ORIGIN_SECONDS
            frame = 0 if prepared.timeline.keyframes else float(1 / prepared.facts.video.frame_rate)
            early = 0.11 if number == 0 else 0.0001  # what an edit list hides takes a tick each
            assert -early <= late <= frame + 0.0001, f"{name}, segment {number}"


def test_no_segment_is_longer_than_the_target_duration(prepared: Prepared) -> None:
    lengths = [prepared.timeline.duration(n) for n in range(prepared.timeline.count)]
    lines = media([MediaSegment(f"{n}.m4s", length) for n, length in enumerate(lengths)], "init.mp4").splitlines()
    target = int(next(line for line in lines if line.startswith("#EXT-X-TARGETDURATION:")).split(":")[1])
    written = [float(line.removeprefix("#EXTINF:").rstrip(",")) for line in lines if line.startswith("#EXTINF:")]
    assert len(written) == prepared.timeline.count
    assert max(round(length) for length in written) <= target
    assert sum(written) == pytest.approx(prepared.facts.duration, abs=1e-4)


def test_no_stretch_exceeds_its_bandwidth(prepared: Prepared) -> None:
    """The peak over 0.5 to 1.5 target durations (RFC 8216 4.3.4.2) is at most what was promised before anything was made."""
    lengths = [float(prepared.timeline.duration(number)) for number in range(prepared.timeline.count)]
    target = max(1, round(max(lengths)))
    for rendition in prepared.renditions:
        sizes = [len(prepared.segment(rendition.name, number)) for number in range(prepared.timeline.count)]
        for first, last in combinations_with_replacement(range(prepared.timeline.count), 2):
            length = sum(lengths[first : last + 1])
            if target / 2 <= length <= target * 3 / 2:
                rate = sum(sizes[first : last + 1]) * 8 / length
                assert rate <= bandwidth(rendition, prepared.timeline), f"{rendition.name}, segments {first} to {last}"


def test_all_pictures_cut_at_the_same_places(prepared: Prepared) -> None:
    boundaries = [prepared.timeline.seconds(n) + ORIGIN_SECONDS for n in range(prepared.timeline.count)]
    frame = 0 if prepared.timeline.keyframes else 1 / prepared.facts.video.frame_rate
    for name in prepared.pictures:
        scale = fragments.timescale(prepared.init(name))
        begun = [Fraction(segment[0].presented, scale) for segment in prepared.samples(name)]
        assert all(0 <= at - boundary <= frame for at, boundary in list(zip(begun, boundaries, strict=True))[1:])


def test_decode_times_are_continuous(prepared: Prepared) -> None:
    for name in (*prepared.pictures, *prepared.sounds):
        expected = None
        for segment in prepared.samples(name):
            assert expected in (None, segment[0].decoded)
            assert all(sample.duration > 0 for sample in segment)
            assert all(sample.presented >= sample.decoded >= 0 for sample in segment)
            expected = segment[-1].decoded + segment[-1].duration


def test_players_that_go_by_decode_times_begin_at_the_first_picture(prepared: Prepared, kind: Kind) -> None:
    for name in prepared.pictures:
        scale = fragments.timescale(prepared.init(name))
        first = prepared.samples(name)[0][0]
        if prepared.timeline.time_base <= Fraction(1, 1000) and not (name == "original" and kind.hidden):
            assert first.decoded == first.presented == ORIGIN_SECONDS * scale


def test_no_frame_is_lost_or_doubled(prepared: Prepared, kind: Kind) -> None:
    source = source_hashes(prepared.path, prepared.facts.video.index)
    for name in prepared.pictures:
        frames = frame_hashes(prepared.joined(name))
        assert sum(map(len, prepared.samples(name))) == len(frames)
        if name == "original":
            hidden = len(frames) - len(source)
            assert hidden > 0 if kind.hidden else hidden == 0
            assert digest(frames[hidden:]) == digest(source)
        else:
            assert len(frames) == len(source)


def test_pictures_keep_their_times(prepared: Prepared, shown: list[Fraction]) -> None:
    """Every rendition shows every frame when the source does."""
    for name in prepared.pictures:
        scale = fragments.timescale(prepared.init(name))
        times = sorted(Fraction(sample.presented, scale) - ORIGIN_SECONDS for segment in prepared.samples(name) for sample in segment)
        tick = Fraction(1, scale)
        late = [abs(found - expected) for found, expected in zip(times[-len(shown) :], shown, strict=True)]
        assert max(late) <= tick, name


def test_sound_frames_lie_on_one_grid(prepared: Prepared) -> None:
    for name in prepared.sounds:
        decoded = [sample.decoded for segment in prepared.samples(name) for sample in segment]
        assert {after - before for before, after in pairwise(decoded)} == {FRAME}


def test_sound_and_picture_are_as_far_apart_as_in_the_source(prepared: Prepared) -> None:
    """Over the whole film: every flash and every beep is where the source has it."""
    zero = float(prepared.timeline.zero * prepared.timeline.time_base)
    for name in prepared.pictures:
        seen = [flash - ORIGIN_SECONDS for flash in measure.flashes(prepared.joined(name))]
        expected = [flash - zero for flash in measure.flashes(prepared.path, prepared.facts.video.index)]
        assert seen[-len(expected) :] == pytest.approx(expected, abs=TOGETHER_SECONDS)
    for name in prepared.sounds:
        expected = [beep - zero for beep in measure.beeps(prepared.path) if beep - zero < prepared.facts.duration]
        heard = [beep - ORIGIN_SECONDS for beep in measure.beeps(prepared.joined(name))]
        expected = [beep for beep in expected if beep > 0.05]
        heard = [beep for beep in heard if beep > 0.05]  # a beep at the very beginning may be cut into
        assert heard == pytest.approx(expected, abs=TOGETHER_SECONDS), "a click at a join would be one more"


def test_sound_and_picture_are_together_after_any_seek(prepared: Prepared, kind: Kind) -> None:
    """A player that jumps to a place decodes from the segment with that place on: the next flash and its beep are as far apart as made."""
    chance = random.Random(7)
    places = [chance.uniform(0, prepared.facts.duration - 1.5) for _ in range(SEEKS)]
    sound = prepared.sounds[0]
    beeps = measure.beeps(prepared.joined(sound))
    for picture in prepared.pictures:
        flashes = measure.flashes(prepared.joined(picture))
        met = 0
        for number in sorted({prepared.timeline.segment_at(place) for place in places}):
            seen = measure.flashes(prepared.joined(picture, number, number + 2))
            heard = measure.beeps(prepared.joined(sound, number, number + 2))
            start, stop = (prepared.timeline.seconds(n) + ORIGIN_SECONDS for n in (number, min(number + 2, prepared.timeline.count)))
            for place in (place + ORIGIN_SECONDS for place in places if prepared.timeline.segment_at(place) == number):
                flash = next(flash for flash in [*flashes, math.inf] if flash > max(start + 0.1, place))
                beep = min(beeps, key=lambda beep, flash=flash: abs(beep - flash - kind.apart))
                if abs(beep - flash - kind.apart) < 0.4 and start + 0.1 < beep < stop - 0.1 and flash < stop:
                    apart = nearest(heard, beep) - nearest(seen, flash)
                    assert abs(apart - kind.apart) < TOGETHER_SECONDS, f"{picture} at {place}"
                    met += 1
        assert met >= SEEKS / 3, "most places have a flash and a beep soon after"


WITH_SOUND = [test_sound_and_picture_are_together_after_any_seek]


def nearest(moments: list[float], wished: float) -> float:
    return min(moments, key=lambda moment: abs(moment - wished), default=math.inf)


def test_one_init_segment_serves_all_runs(prepared: Prepared) -> None:
    for name in prepared.pictures:
        init = prepared.init(name)
        assert list(dict(fragments.boxes(init))) == [b"ftyp", b"moov"]


def test_rungs_are_what_every_browser_decodes(prepared: Prepared) -> None:
    """8 bits of 4:2:0 in limited range, colours of SDR, square pixels, upright and progressive."""
    for rendition in prepared.renditions:
        if rendition.rung is None:
            continue
        with av.open(str(prepared.joined(rendition.name))) as container:
            stream = container.streams.video[0]
            frame = next(container.decode(stream))
            assert (frame.width, frame.height) == (rendition.rung.width, rendition.rung.height)
            assert (frame.format.name, int(frame.color_range), frame.rotation, frame.interlaced_frame) == ("yuv420p", 1, 0, False)
            assert int(frame.colorspace) in (1, 5, 6), "BT.709 or BT.601, and said"
            assert int(frame.color_trc) in (1, 2, 6)
            assert stream.codec_context.sample_aspect_ratio in (None, 0, 1)
