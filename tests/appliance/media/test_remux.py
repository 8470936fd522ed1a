"""`original` and copied sound, straight from the file; and the pool that keeps files open for a little while."""

import errno
import hashlib
import io
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import av
import pytest

from appliance.media.audio import FRAME, Grid, sounds
from appliance.media.encode import media_time
from appliance.media.errors import SegmentMissing, SourceGone
from appliance.media.remux import (
    MOST_IDLE,
    Demuxers,
    check_unchanged,
    original_init,
    original_segment,
    sound_init,
    sound_segment,
)
from tests.appliance.media import boxes, films

CLOSED = ["h264.mp4", "h264-23976.mkv", "vfr.mp4", "every-10-s.mp4", "all-intra.mp4", "vp9.webm", "av1.mp4"]
CLOSED += ["two-sizes.mp4", "with-cover.mkv"]  # the film is not the first stream


def whole_original(original):
    with Demuxers().use(original) as container:
        return original_init(container, original), [
            original_segment(container, original, number) for number in range(original.timeline.count)
        ]


def pictures(data, stream=0):
    """A digest of every decoded picture, in order."""
    with av.open(io.BytesIO(data) if isinstance(data, bytes) else str(data)) as container:
        chosen = next(found for found in container.streams if found.index == stream)
        return [seen(frame.planes[0]) for frame in container.decode(chosen)]


def seen(plane):
    """A digest of its pixels, without what lies beyond the end of a line."""
    data, line = bytes(plane), plane.line_size
    return hashlib.md5(b"".join(data[row * line : row * line + plane.width] for row in range(plane.height))).hexdigest()


@pytest.mark.parametrize("name", [*CLOSED, "hevc-open-gop.mkv"])
def test_no_picture_is_lost_doubled_or_changed(name, imported):
    original = imported(name)
    init, segments = whole_original(original)
    assert pictures(init + b"".join(segments)) == pictures(original.path, original.facts.video.index)


@pytest.mark.parametrize("name", [*CLOSED, "hevc-open-gop.mkv"])
def test_segments_join_without_a_gap_and_begin_with_a_keyframe(name, imported):
    made = [boxes.fragment(segment) for segment in whole_original(imported(name))[1]]
    assert [segment.sequence for segment in made] == list(range(1, len(made) + 1))
    assert all(before.end == after.start for before, after in pairwise(made))
    assert all(segment.samples[0].sync for segment in made)


@pytest.mark.parametrize("name", CLOSED)
def test_segments_lie_between_their_boundaries(name, imported):
    original = imported(name)
    timeline = original.timeline
    for number, segment in enumerate(whole_original(original)[1]):
        begin, end = (media_time(timeline, timeline.boundaries[edge]) for edge in (number, number + 1))
        shown = boxes.fragment(segment).presented
        assert shown[0] == begin
        assert shown[-1] < end


def test_leading_pictures_of_an_open_group_belong_to_their_keyframes_segment(imported):
    original = imported("hevc-open-gop.mkv")
    second = boxes.fragment(whole_original(original)[1][1])
    boundary = media_time(original.timeline, original.timeline.boundaries[1])
    assert second.samples[0].presented == boundary
    assert second.presented[0] < boundary


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_film_is_turned_by_the_player(rotation, imported):
    """The same film, read by FFmpeg from the source and from our segments."""
    original = imported(f"turned-{rotation}.mp4")
    init, segments = whole_original(original)
    with av.open(str(original.path)) as source, av.open(io.BytesIO(init + segments[0])) as ours:
        expected, frame = next(source.decode(video=0)), next(ours.decode(video=0))
        assert frame.rotation % 360 == expected.rotation % 360 == rotation
        assert (ours.streams.video[0].width, ours.streams.video[0].height) == (160, 90), "stored as it was"


def test_an_anamorphic_film_stays_anamorphic(imported):
    init, _ = whole_original(imported("dvd.mp4"))
    with av.open(io.BytesIO(init)) as container:
        assert str(container.streams.video[0].sample_aspect_ratio) == "64/45"


def test_any_order_gives_the_same_bytes(imported):
    original = imported("vfr.mp4")
    _, expected = whole_original(original)
    with Demuxers().use(original) as container:
        for number in (3, 0, 2, 2, 1):
            assert original_segment(container, original, number) == expected[number]


# Copied sound.


@pytest.mark.parametrize("name", ["h264.mp4", "vfr.mp4", "every-2-s.mkv", "hevc-open-gop.mkv", "sound-44100.mp4"])
def test_copied_sound_is_the_sources_own(name, imported):
    """Every packet once, on one grid, whatever the container's clock: Matroska's ticks are coarser than samples."""
    original = imported(name)
    [sound] = sounds(original.facts)
    with Demuxers().use(original) as container:
        init = sound_init(container, sound)
        made = [boxes.fragment(sound_segment(container, original, sound, number)) for number in range(original.timeline.count)]
    with av.open(str(original.path)) as container:
        packets = [bytes(packet) for packet in container.demux(audio=0) if packet.size]
    copied = [sample.data for segment in made for sample in segment.samples]
    first = packets.index(copied[0])
    assert first <= 1, "at most the encoder's priming is left out"
    assert copied[: len(packets) - first] == packets[first : first + len(copied)]
    assert all(before.end == after.start for before, after in pairwise(made))
    assert {sample.duration for segment in made for sample in segment.samples[: -1 if segment is made[-1] else None]} == {FRAME}
    assert made[0].start == pytest.approx(10 * sound.sample_rate, abs=FRAME)
    with av.open(io.BytesIO(init)) as container:
        assert (container.streams[0].sample_rate, container.streams[0].channels) == (sound.sample_rate, sound.channels)


@pytest.mark.parametrize("name", ["h264.mp4", "hevc-open-gop.mkv", "sound-44100.mp4"])
def test_copied_sound_belongs_to_the_segment_in_which_it_begins(name, imported):
    original = imported(name)
    [sound] = sounds(original.facts)
    with Demuxers().use(original) as container:
        for number in range(original.timeline.count - 1):
            made = boxes.fragment(sound_segment(container, original, sound, number))
            first, stop = Grid(original.timeline, sound.sample_rate).frames(number)
            assert len(made.samples) == pytest.approx(stop - first, abs=1)


@pytest.mark.parametrize("number", [-1, 3, 99_999])
def test_segments_that_the_timeline_does_not_have(number, imported):
    original = replace(imported("every-2-s.mp4"))
    number = original.timeline.count if number == 3 else number
    with Demuxers().use(original) as container:
        with pytest.raises(SegmentMissing, match=r"\.$"):
            original_segment(container, original, number)
        with pytest.raises(SegmentMissing, match=r"\.$"):
            sound_segment(container, original, sounds(original.facts)[0], number)


# The pool.


@pytest.fixture
def own(film, tmp_path):
    """A film that a test may change."""
    return films.imported(shutil.copy(film("every-2-s.mp4"), tmp_path / "own.mp4"))


def test_an_open_file_is_used_again(own):
    pool = Demuxers()
    with pool.use(own) as first:
        pass
    with pool.use(own) as second:
        assert second is first
    assert pool.close_idle() == 0


def test_two_users_at_once_get_a_file_each(own):
    pool = Demuxers()
    with pool.use(own) as first, pool.use(own) as second:
        assert first is not second
    assert pool.close_idle(longer_than=60) == 2
    assert pool.close_idle() == 0


def test_only_a_few_files_stay_open(own):
    pool = Demuxers()
    users = [pool.use(own) for _ in range(MOST_IDLE + 3)]
    for user in users:
        user.__enter__()
    for user in users:
        user.__exit__(None, None, None)
    assert pool.close_idle(longer_than=60) == MOST_IDLE
    pool.close_idle()


def test_idle_files_are_closed_by_themselves(own):
    pool = Demuxers(idle_seconds=0.1)
    with pool.use(own):
        pass
    limit = time.monotonic() + 5
    while pool.close_idle(longer_than=60) and time.monotonic() < limit:
        time.sleep(0.02)
    assert pool.close_idle(longer_than=60) == 0
    with pool.use(own) as container:
        assert original_segment(container, own, 0), "and opened again when somebody watches"


def test_a_file_that_failed_is_not_used_again(own):
    pool = Demuxers()
    with pytest.raises(SegmentMissing), pool.use(own) as container:
        original_segment(container, own, 99)
    assert pool.close_idle(longer_than=60) == 0


def test_a_missing_file_is_gone(own):
    pool = Demuxers()
    with pool.use(own):
        pass
    own.path.unlink()
    with pytest.raises(SourceGone, match=r"missing.*\.$"), pool.use(own):
        pass


@pytest.mark.parametrize("change", ["size", "time"])
def test_a_changed_file_is_gone(change, own):
    pool = Demuxers()
    with pool.use(own):
        pass
    if change == "size":
        own.path.write_bytes(own.path.read_bytes() + b"\0")
        os.utime(own.path, ns=(own.modified_ns, own.modified_ns))
    else:
        os.utime(own.path, ns=(own.modified_ns, own.modified_ns + 1_000_000_000))
    with pytest.raises(SourceGone, match=r"changed.*\.$"), pool.use(own):
        pass
    with pytest.raises(SourceGone):
        check_unchanged(own)


def test_a_file_that_is_no_film_any_more_is_gone(own):
    own.path.write_bytes(b"\0" * own.size)
    os.utime(own.path, ns=(own.modified_ns, own.modified_ns))
    with pytest.raises(SourceGone, match=r"\.$"), Demuxers().use(own):
        pass


def test_a_film_that_cannot_be_read_is_gone(own):
    with pytest.raises(SourceGone, match=r"\.$"), Demuxers().use(own):
        raise av.error.OSError(errno.EIO, "Input/output error")


def test_a_film_that_does_not_hold_what_its_index_says_is_gone(own):
    moved = replace(own, timeline=replace(own.timeline, boundaries=tuple(tick + 512 for tick in own.timeline.boundaries)))
    with pytest.raises(SourceGone, match=r"\.$"), Demuxers().use(moved) as container:
        original_segment(container, moved, 1)


def test_many_threads_cut_at_once(own):
    pool = Demuxers()
    _, expected = whole_original(own)
    [sound] = sounds(own.facts)

    def cut(number):
        segment = number % own.timeline.count
        with pool.use(own) as container:
            if number % 3 == 0:
                sound_segment(container, own, sound, segment)
            return original_segment(container, own, segment) == expected[segment]

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(cut, range(200)))
    assert pool.close_idle(longer_than=60) <= MOST_IDLE
    pool.close_idle()
