"""Boxes are read back by a reader of our own and by FFmpeg's; decode times keep their laws whatever the order of the frames."""

import io
import struct
from fractions import Fraction
from itertools import pairwise

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.media.packager import (
    Delay,
    Fragmenter,
    Sample,
    Track,
    aac_entry,
    box,
    decode_times,
    fragment,
    full_box,
    init_segment,
    video_entry,
)
from tests.appliance.media import boxes

CONFIGURATION = bytes.fromhex("014d401effe10018674d401eeca05a09360220000003002000000641e2c5b2c001000468ce0fc8")  # x264, Main, level 3.0

MOST_HELD = 4  # pictures


def avc_track(width=320, height=180, rotation=0, aspect=(1, 1), timescale=12_800):
    return Track(timescale, video_entry(b"avc1", width, height, box(b"avcC", CONFIGURATION), aspect), width, height, rotation)


def matrix(movie):
    return struct.unpack(">9i", boxes.inside(movie, "moov/trak/tkhd")[-44:-8])


@st.composite
def groups(draw):
    """Presentation times in a decode order that holds back at most `held` pictures, a boundary before them, a delay, the next boundary."""
    held = draw(st.integers(0, MOST_HELD))
    gaps = draw(st.lists(st.one_of(st.integers(1, 40), st.integers(1, 20_000)), min_size=1, max_size=40))
    shown = [10_000 + sum(gaps[:count]) for count in range(len(gaps))]
    left, order = list(range(len(shown))), []
    while left:
        due = left[0] == len(order) - held  # a decoder cannot hold this one's successors back any longer
        chosen = 0 if due else draw(st.integers(0, min(held, len(left) - 1)))
        order.append(left.pop(chosen))
    start = shown[0] - draw(st.integers(0, 3000))
    return [shown[index] for index in order], start, held * draw(st.integers(1, 600)), shown[-1] + gaps[-1]


@given(groups())
def test_no_picture_is_decoded_after_it_is_shown(group):
    presented, start, delay, _ = group
    assert all(decoded <= shown for decoded, shown in zip(decode_times(presented, start, Delay(delay)), presented, strict=True))


@given(groups())
def test_decode_times_rise_strictly_from_the_start_to_the_next_one(group):
    presented, start, delay, end = group
    decoded = [*decode_times(presented, start, Delay(delay)), end - delay]
    assert decoded[0] == start - delay
    assert all(earlier < later for earlier, later in pairwise(decoded))


@given(groups())
def test_a_fragment_ends_where_the_next_one_begins(group):
    presented, start, delay, end = group
    samples = [Sample(bytes([number]), time, number == 0) for number, time in enumerate(presented)]
    read = boxes.fragment(fragment(7, samples, decode_times(presented, start, Delay(delay)), end - delay))
    assert (read.start, read.end) == (start - delay, end - delay)
    assert [sample.presented for sample in read.samples] == presented


@pytest.mark.parametrize(
    ("presented", "delay", "expected"),
    [
        pytest.param([0, 40, 80], 0, [0, 40, 80], id="no B-frames: decoded as shown"),
        pytest.param([0, 120, 40, 80], 40, [-40, 0, 40, 80], id="two B-frames"),
        pytest.param([0, 160, 80, 40, 120], 80, [-80, -40, 0, 40, 80], id="pyramid"),
        pytest.param([0, 5040, 5000], 40, [-40, 4960, 5000], id="a long frame in front of B-frames"),
        pytest.param([0, 9000, 40], 40, [-40, 0, 40], id="a long frame after B-frames"),
    ],
)
def test_decode_times_of_known_groups(presented, delay, expected):
    assert decode_times(presented, 0, Delay(delay)) == expected


@given(st.integers(0, MOST_HELD), st.integers(16, 3000), st.integers(1, 60), st.randoms())
def test_the_first_picture_of_a_film_is_decoded_when_it_is_shown(held, frame, count, chance):
    origin, left, order = 10_000, list(range(count)), []
    while left:
        due = not order or left[0] == len(order) - held
        order.append(left.pop(0 if due else chance.randint(0, min(held, len(left) - 1))))
    delay = Delay(held * frame, origin)
    presented = [origin + frame * number for number in order]
    decoded = [*decode_times(presented, origin, delay), delay.decoded(origin + frame * count)]
    assert decoded[0] == origin
    assert all(earlier < later for earlier, later in pairwise(decoded))
    assert all(early <= shown for early, shown in zip(decoded, presented, strict=False))
    assert delay.decoded(origin + 2 * held * frame) == origin + held * frame  # whole again


@given(st.lists(st.tuples(st.binary(max_size=300), st.booleans()), min_size=1, max_size=20), st.integers(1, 2**31))
def test_a_fragment_gives_back_its_samples(contents, sequence):
    samples = [Sample(data, 128_000 + 40 * number, sync) for number, (data, sync) in enumerate(contents)]
    times = [sample.presented for sample in samples]
    read = boxes.fragment(fragment(sequence, samples, times, times[-1] + 40))
    assert read.sequence == sequence
    assert [(sample.data, sample.sync) for sample in read.samples] == contents
    assert {sample.duration for sample in read.samples} == {40}


def test_times_beyond_32_bits():
    late = 2**40
    read = boxes.fragment(fragment(1, [Sample(b"x", late + 80, True)], [late], late + 40))
    assert (read.start, read.samples[0].presented) == (late, late + 80)


def test_boxes_nest():
    inner = full_box(b"tfdt", 1, 0x02, b"abc")
    assert inner == struct.pack(">I4sB3s", 15, b"tfdt", 1, b"\0\0\x02") + b"abc"
    assert boxes.boxes(box(b"moof", inner, inner))[0].body == inner * 2


def test_an_init_segment_has_the_boxes_of_the_standard():
    init = init_segment(avc_track())
    assert [found.kind for found in boxes.boxes(init)] == ["ftyp", "moov"]
    assert boxes.kinds(init, "moov") == ["mvhd", "trak", "mvex"]
    assert boxes.kinds(init, "moov/trak") == ["tkhd", "mdia"]
    assert boxes.kinds(init, "moov/trak/mdia") == ["mdhd", "hdlr", "minf"]
    assert boxes.kinds(init, "moov/trak/mdia/minf") == ["vmhd", "dinf", "stbl"]
    assert boxes.kinds(init, "moov/trak/mdia/minf/stbl") == ["stsd", "stts", "stsc", "stco", "stsz"]
    assert boxes.inside(init, "moov/trak/mdia/minf/stbl/stsd/avc1/avcC") == CONFIGURATION


def test_an_init_segment_names_its_timescale():
    assert struct.unpack_from(">4xIII", boxes.inside(init_segment(avc_track(timescale=24_000)), "moov/trak/mdia/mdhd"))[2] == 24_000


@pytest.mark.parametrize("size", [(320, 180), (1918, 802), (7680, 4320)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_ffmpeg_reads_the_size_of_the_picture(size):
    with av.open(io.BytesIO(init_segment(avc_track(*size)))) as container:
        [stream] = container.streams
        assert (stream.width, stream.height, stream.codec_context.name) == (*size, "h264")
    assert struct.unpack(">II", boxes.inside(init_segment(avc_track(*size)), "moov/trak/tkhd")[-8:]) == (size[0] << 16, size[1] << 16)


def test_ffmpeg_reads_the_pixel_aspect():
    with av.open(io.BytesIO(init_segment(avc_track(720, 576, aspect=(64, 45))))) as container:
        assert container.streams.video[0].sample_aspect_ratio == Fraction(64, 45)


def test_square_pixels_need_no_box():
    assert boxes.kinds(init_segment(avc_track()), "moov/trak/mdia/minf/stbl/stsd/avc1") == ["avcC"]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_the_matrix_is_the_one_that_ffmpeg_writes(rotation, film):
    """A real telephone's way of saying it: the stored picture is turned, and moved back into view."""
    written = matrix(film(f"turned-{rotation}.mp4").read_bytes())
    ours = matrix(init_segment(avc_track(160, 90, rotation)))
    assert (ours[0:2], ours[3:5]) == (written[0:2], written[3:5])


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_turned_picture_covers_the_screen_from_its_corner(rotation):
    """The corners of the stored picture, sent through the matrix, span (0, 0) to the size that is seen."""
    a, b, _, c, d, _, x, y, _ = (value / 65536 for value in matrix(init_segment(avc_track(160, 90, rotation))))
    corners = {(a * across + c * down + x, b * across + d * down + y) for across in (0, 160) for down in (0, 90)}
    seen = (160, 90) if rotation in (0, 180) else (90, 160)
    assert corners == {(across, down) for across in (0, seen[0]) for down in (0, seen[1])}


@pytest.mark.parametrize(("rate", "channels"), [(48_000, 2), (44_100, 1), (48_000, 6)])
def test_ffmpeg_reads_the_sound(rate, channels):
    config = ((2 << 11) | ({48_000: 3, 44_100: 4}[rate] << 7) | (channels << 3)).to_bytes(2, "big")
    init = init_segment(Track(rate, aac_entry(rate, channels, config)))
    with av.open(io.BytesIO(init)) as container:
        [stream] = container.streams
        assert (stream.codec_context.name, stream.sample_rate, stream.channels) == ("aac", rate, channels)
        assert bytes(stream.codec_context.extradata) == config
    assert "smhd" in boxes.kinds(init, "moov/trak/mdia/minf")


def fragmented(presented, start, delay, end, timescale=1000):
    """A segment made sample by sample, and what had left before the last sample came."""
    fragmenter = Fragmenter(3, start, Delay(delay), MOST_HELD, timescale)
    early = b"".join(fragmenter.add(Sample(bytes([number % 256]), time, number == 0)) for number, time in enumerate(presented))
    return early + fragmenter.finish(end), early


@given(groups())
def test_fragments_of_a_segment_follow_each_other_without_a_gap(group):
    presented, start, delay, end = group
    data, _ = fragmented(presented, start, delay, end)
    read = boxes.segment(data)
    assert read.start == start - delay
    assert read.end == end - delay
    assert [sample.presented for sample in read.samples] == presented
    assert all(sample.decoded <= sample.presented for sample in read.samples)
    assert all(sample.duration > 0 for sample in read.samples)


def test_fragments_leave_before_the_segment_is_complete():
    data, early = fragmented([10_000 + frame * 40 for frame in range(100)], 10_000, 80, 14_000)
    parts = boxes.fragments(data)
    lengths = [(part.end - part.start) / 1000 for part in parts]
    assert lengths[0] <= 0.2, "the first picture comes soon"
    assert all(0.2 <= length < 0.75 for length in lengths[1:])
    assert len(boxes.fragments(early)) >= len(parts) - 2
    assert parts[0].sequence == 3 * 1000 + 1
