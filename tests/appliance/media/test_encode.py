"""Runs of the real ffmpeg: what is on disk is whole, in order, and never written twice."""

import io
import os
from dataclasses import replace
from itertools import pairwise

import av
import psutil
import pytest

from appliance.media import encode
from appliance.media.arguments import Run
from appliance.media.audio import FRAME, Grid, Sound, sounds
from appliance.media.errors import RunFailed
from appliance.media.ladder import Rung
from tests.appliance.media import boxes

TINY = Rung("90p", 160, 90, 300_000, 600_000)
SMALL = Rung("144p", 256, 144, 300_000, 600_000)
LAVISH = Rung("144p", 256, 144, 3_000_000, 6_000_000)


class Stopped(Exception):
    """The run is not wanted any more."""


class Watching:
    """A watch that lets everything go on, or does what it is given."""

    worker = "alice"

    def __init__(self, alive=None, keep=None):
        self._alive, self._keep = alive, keep

    def alive(self, segment):
        if self._alive:
            self._alive()

    def keep(self):
        if self._keep:
            self._keep()


def video(original, folder, run, rungs=(TINY,), **watching):
    encode.encode_video(original.path, original.facts, original.timeline, rungs, run, folder, 1, Watching(**watching))


def sound(original, folder, run, **watching):
    one = Sound("audio-1", original.facts.audio[0], 2, False, True)
    encode.encode_audio(original.path, original.facts, original.timeline, one, run, folder, Watching(**watching))


def segments(folder):
    return [boxes.segment(path.read_bytes()) for path in sorted(folder.glob("*.m4s"))]


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def decoded(folder):
    """Everything in a rendition's folder, as a player would see it."""
    data = (folder / "init.mp4").read_bytes() + b"".join(path.read_bytes() for path in sorted(folder.glob("*.m4s")))
    with av.open(io.BytesIO(data)) as container:
        return [frame.pts for frame in container.decode(container.streams[0])]


def encoders():
    return [child for child in psutil.Process().children(recursive=True) if child.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture
def no_process_left():
    before = set(encoders())
    yield
    assert set(encoders()) <= before


@pytest.mark.parametrize("name", ["every-2-s.mp4", "every-2-s.mkv", "vfr.mp4", "small.ts", "divx.avi", "hevc-open-gop.mkv"])
def test_runs_in_any_order_join_without_a_gap(name, imported, tmp_path):
    original = imported(name)
    timeline = original.timeline
    later = timeline.count // 2
    video(original, tmp_path, Run(later, timeline.count - later))
    video(original, tmp_path, Run(0, later))
    made = segments(tmp_path / TINY.name)
    assert [segment.sequence for segment in made] == [number * 1000 + 1 for number in range(timeline.count)]
    assert all(before.end == after.start for before, after in pairwise(made))
    assert all(segment.samples[0].sync and not any(sample.sync for sample in segment.samples[1:]) for segment in made)
    for number, segment in enumerate(made):
        begin, end = (encode.media_time(timeline, timeline.boundaries[edge]) for edge in (number, number + 1))
        assert all(begin <= shown < end for shown in segment.presented)
    with av.open(str(original.path)) as container:
        expected = sum(1 for _ in container.decode(video=0))
    assert len(decoded(tmp_path / TINY.name)) == sum(len(segment.samples) for segment in made) == expected, "no frame lost or doubled"


def test_a_turned_picture_is_encoded_upright(imported, tmp_path):
    video(imported("turned-90.mp4"), tmp_path, Run(0, 1), (Rung("90p", 90, 160, 300_000, 600_000),))
    with av.open(str(tmp_path / "90p" / "init.mp4")) as container:
        assert (container.streams.video[0].width, container.streams.video[0].height) == (90, 160)


def test_one_run_makes_every_rung(imported, tmp_path):
    video(imported("every-2-s.mp4"), tmp_path, Run(1, 2), (TINY, SMALL))
    assert names(tmp_path) == ["144p", "90p"]
    for rung in (TINY, SMALL):
        assert names(tmp_path / rung.name) == ["00001.m4s", "00002.m4s", "init.mp4"], "whole files, no drafts"
        with av.open(str(tmp_path / rung.name / "init.mp4")) as container:
            assert (container.streams.video[0].width, container.streams.video[0].height) == (rung.width, rung.height)
    small, tiny = (segments(tmp_path / rung.name) for rung in (SMALL, TINY))
    assert [segment.presented for segment in small] == [segment.presented for segment in tiny]


def test_segments_that_exist_are_left_alone(imported, tmp_path):
    folder = tmp_path / TINY.name
    folder.mkdir()
    kept = folder / "00001.m4s"
    kept.write_bytes(b"made by an earlier run")
    os.utime(kept, ns=(1, 1))
    video(imported("every-2-s.mp4"), tmp_path, Run(0, 3))
    assert kept.read_bytes() == b"made by an earlier run"
    assert kept.stat().st_mtime_ns == 1
    assert names(folder) == ["00000.m4s", "00001.m4s", "00002.m4s", "init.mp4"]


def test_a_rendition_keeps_the_encoder_it_began_with(imported, tmp_path):
    folder = tmp_path / TINY.name
    folder.mkdir()
    (folder / "init.mp4").write_bytes(b"another encoder's")
    with pytest.raises(RunFailed, match=r"encoder changed.*\.$"):
        video(imported("every-2-s.mp4"), tmp_path, Run(0, 1))
    assert names(folder) == ["init.mp4"]


def test_the_init_segment_is_written_once(imported, tmp_path):
    video(imported("every-2-s.mp4"), tmp_path, Run(1, 1))
    init = tmp_path / TINY.name / "init.mp4"
    os.utime(init, ns=(1, 1))
    video(imported("every-2-s.mp4"), tmp_path, Run(0, 1))
    assert init.stat().st_mtime_ns == 1


@pytest.mark.usefixtures("no_process_left")
def test_a_killed_encoder_leaves_whole_segments_only(imported, tmp_path):
    original, before, folder = imported("noise.mp4"), set(encoders()), tmp_path / SMALL.name

    def kill_after_the_first_segment():
        if (folder / "00000.m4s").exists():
            for child in set(encoders()) - before:
                child.kill()

    with pytest.raises(RunFailed) as failed:
        video(
            original,
            tmp_path,
            Run(0, original.timeline.count),
            (LAVISH,),
            alive=kill_after_the_first_segment,
        )
    assert str(failed.value).endswith(".")
    made = segments(folder)
    assert 0 < len(made) < original.timeline.count
    assert all(before.end == after.start for before, after in pairwise(made))
    assert {name.partition(".")[2] for name in names(folder)} == {"m4s", "mp4"}


@pytest.mark.usefixtures("no_process_left")
@pytest.mark.parametrize("kind", [video, sound], ids=["video", "sound"])
def test_a_run_that_is_not_wanted_any_more_stops(kind, imported, tmp_path):
    left = [5]

    def alive():
        left[0] -= 1
        if not left[0]:
            raise Stopped

    with pytest.raises(Stopped):
        kind(imported("noise.mp4"), tmp_path, Run(0, 2), alive=alive)


@pytest.mark.usefixtures("no_process_left")
@pytest.mark.parametrize("kind", [video, sound], ids=["video", "sound"])
def test_a_film_that_went_away_fails_the_run(kind, imported, tmp_path):
    gone = replace(imported("noise.mp4"), path=tmp_path / "gone.mp4")
    with pytest.raises(RunFailed) as failed:
        kind(gone, tmp_path, Run(0, 1))
    assert "No such file" in failed.value.tail
    assert list(tmp_path.rglob("*.m4s")) == []


def test_a_film_that_ends_early_fails_the_run(imported, tmp_path):
    original = imported("every-2-s.mp4")
    boundaries = original.timeline.boundaries
    longer = replace(
        original, timeline=replace(original.timeline, boundaries=(*boundaries, boundaries[-1] + 51_200, boundaries[-1] + 102_400))
    )
    with pytest.raises(RunFailed, match=r"to the end of this part\.$"):
        video(longer, tmp_path, Run(len(boundaries) - 2, 3))


def test_sound_takes_its_frames_of_the_grid_in_any_order(imported, tmp_path):
    original = imported("noise.mp4")
    grid, count = Grid(original.timeline), original.timeline.count
    sound(original, tmp_path, Run(1, count - 1))
    sound(original, tmp_path, Run(0, 1))
    made = segments(tmp_path / "audio-1")
    assert len(made) == count
    assert all(before.end == after.start for before, after in pairwise(made))
    for number, segment in enumerate(made):
        first, stop = grid.frames(number)
        assert segment.start == 480_000 + first * FRAME, "on the constant origin"
        assert len(segment.samples) == stop - first
        assert {sample.duration for sample in segment.samples} == {FRAME}
    assert decoded(tmp_path / "audio-1")[0] == 480_000


def test_drafts_of_sound_are_their_workers(imported, tmp_path, monkeypatch):
    """Else another run that clears away what nobody is at would take them."""
    found = []
    replace_ = os.replace
    monkeypatch.setattr(os, "replace", lambda draft, path: (found.append(draft.name), replace_(draft, path)))
    sound(imported("h264-23976.mkv"), tmp_path, Run(2, 1))
    assert found[-1] == f".00002.m4s.{Watching.worker}"


def test_sound_is_as_long_as_the_picture_even_where_the_source_is_not(imported, tmp_path):
    original = imported("noise.mp4")
    boundaries = original.timeline.boundaries
    longer = replace(original, timeline=replace(original.timeline, boundaries=(*boundaries, boundaries[-1] + 4 * 12_800)))
    sound(longer, tmp_path, Run(len(boundaries) - 1, 1))
    [made] = segments(tmp_path / "audio-1")
    assert (made.end - made.start) / 48_000 == pytest.approx(4, abs=0.03)


def test_copied_sounds_are_not_encoded(imported):
    assert [found.copied for found in sounds(imported("every-2-s.mp4").facts)] == [True]


def test_a_draft_grows_into_the_very_segment(imported, tmp_path):
    """Who follows the draft has the stored bytes; the first of them come long before the last."""
    folder, seen = tmp_path / LAVISH.name, []

    def follow():
        seen.extend(draft.read_bytes() for draft in folder.glob(".00001.m4s.alice"))

    video(imported("noise.mp4"), tmp_path, Run(0, 2), (LAVISH,), alive=follow, keep=follow)
    whole = (folder / "00001.m4s").read_bytes()
    assert seen[-1] == whole
    assert all(whole.startswith(part) for part in seen)
    assert len({len(part) for part in seen if part}) > 3
    assert len(boxes.fragments(whole)) > 3


def test_a_film_that_changes_meanwhile_leaves_nothing(imported, tmp_path):
    def changed():
        raise Stopped

    for kind in (video, sound):
        with pytest.raises(Stopped):
            kind(imported("noise.mp4"), tmp_path, Run(0, 2), keep=changed)
    assert list(tmp_path.rglob("*.m4s*")) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_end_of_a_torn_film_is_no_segment(imported, tmp_path, count):
    """ffmpeg calls it a success when a film ends early."""
    original = imported("every-2-s.mp4")
    boundaries = original.timeline.boundaries
    torn = (*boundaries[:-1], boundaries[-1] + 51_200, boundaries[-1] + 102_400, boundaries[-1] + 153_600)
    longer = replace(original, timeline=replace(original.timeline, boundaries=torn))
    last = len(boundaries) - 2
    with pytest.raises(RunFailed, match=r"to the end of this part\.$"):
        video(longer, tmp_path, Run(last, count))
    assert list(tmp_path.rglob("*.m4s*")) == []


def test_a_picture_may_stand_to_the_end_of_a_segment(imported, tmp_path):
    original = imported("every-2-s.mp4")
    boundaries = original.timeline.boundaries
    with av.open(str(original.path)) as container:
        last = max(packet.pts for packet in container.demux(video=0) if packet.pts is not None)
    longer = replace(original, timeline=replace(original.timeline, boundaries=(*boundaries[:-1], boundaries[-1] + 51_200)))
    assert last < boundaries[-1]
    video(longer, tmp_path, Run(len(boundaries) - 2, 1))
    assert segments(tmp_path / TINY.name)


def test_an_init_segment_is_told_by_the_first_packet(imported, tmp_path):
    original = imported("every-2-s.mp4")
    encode.encode_init(original.path, original.facts, original.timeline, TINY, tmp_path)
    assert names(tmp_path / TINY.name) == ["init.mp4"]
    video(original, tmp_path, Run(1, 1))  # fits: it would be refused otherwise
