"""What encoders are told, and how a rendition stays whole when its encoder does not."""

import io
from dataclasses import replace
from itertools import pairwise

import av
import pytest

from appliance.media import arguments, encode, h264
from appliance.media.arguments import Run
from appliance.media.encoders import OPENH264, RANKING, X264, X264_BESIDE
from appliance.media.errors import RunFailed
from appliance.media.ladder import Rung
from tests.appliance.media import boxes
from tests.appliance.media.test_encode import Watching

TINY = Rung("90p", 160, 90, 300_000, 300_000)
SMALL = Rung("144p", 256, 144, 300_000, 300_000)
BROKEN = replace(OPENH264, name="h264_nonesuch", label="A card that was taken out")


def make(original, folder, run, encoder, rungs=(TINY,)):
    encode.encode_video(original.path, original.facts, original.timeline, rungs, run, folder, 1, Watching(), encoder)


def sets(folder):
    init = (folder / "init.mp4").read_bytes()
    return h264.configured_sets(init[init.index(b"avcC") + 4 :])


def decoded(folder):
    """How many frames a strict decoder shows of everything that is there."""
    data = (folder / "init.mp4").read_bytes() + b"".join(path.read_bytes() for path in sorted(folder.glob("*.m4s")))
    with av.open(io.BytesIO(data)) as container:
        container.streams.video[0].codec_context.options = {"err_detect": "explode"}
        return sum(1 for _ in container.decode(video=0))


@pytest.mark.parametrize("encoder", RANKING, ids=lambda encoder: encoder.name)
def test_every_encoder_is_told_where_segments_begin_and_how_much_it_may_take(encoder):
    argv = arguments.self_test(encoder, TINY, 25, 25, [0, 10])
    assert argv[argv.index("-c:v:0") + 1] == encoder.name
    assert argv[argv.index("-force_key_frames:v:0") + 1] == "-0.020000000,0.380000000"
    assert argv[argv.index("-maxrate:v:0") + 1] == "300000"
    assert argv[argv.index("-flags:v:0") + 1] == "+cgop+global_header"


def test_x264_can_take_over_where_another_encoder_began(imported, tmp_path):
    original = imported("every-2-s.mp4")
    count, folder = original.timeline.count, tmp_path / TINY.name
    make(original, tmp_path, Run(1, 1), OPENH264)
    assert len(sets(folder)) == 2, "its own parameter sets, and x264's beside them"
    begun = (folder / "init.mp4").read_bytes()
    make(original, tmp_path, Run(2, count - 2), BROKEN)
    make(original, tmp_path, Run(0, 1), X264)
    assert (folder / "init.mp4").read_bytes() == begun
    made = [boxes.segment(path.read_bytes()) for path in sorted(folder.glob("*.m4s"))]
    assert len(made) == count
    assert all(before.end == after.start for before, after in pairwise(made))
    assert decoded(folder) == sum(len(segment.samples) for segment in made) == 300


def test_what_x264_began_stays_x264s(imported, tmp_path):
    original = imported("every-2-s.mp4")
    make(original, tmp_path, Run(0, 1), X264)
    begun = sets(tmp_path / TINY.name)
    make(original, tmp_path, Run(1, 1), OPENH264)
    assert sets(tmp_path / TINY.name) == begun
    assert len(begun) == 1
    assert decoded(tmp_path / TINY.name) > 0


def test_rungs_of_one_run_keep_to_their_own_encoders(imported, tmp_path):
    original = imported("every-2-s.mp4")
    make(original, tmp_path, Run(0, 1), X264)
    make(original, tmp_path, Run(1, 2), OPENH264, (TINY, SMALL))
    assert [len(sets(tmp_path / rung.name)) for rung in (TINY, SMALL)] == [1, 2]
    assert [len(list((tmp_path / rung.name).glob("*.m4s"))) for rung in (TINY, SMALL)] == [3, 2]


def test_where_the_encoder_fails_before_it_began_x264_begins(imported, tmp_path, caplog):
    make(imported("every-2-s.mp4"), tmp_path, Run(0, 1), BROKEN)
    assert len(sets(tmp_path / TINY.name)) == 1
    assert "A card that was taken out failed, x264 takes over this run" in caplog.text


def test_another_encoder_does_not_continue_what_one_began(imported, tmp_path):
    """Two machines share a folder: what this one's encoder says does not fit, so x264, which does, makes the run."""
    original = imported("every-2-s.mp4")
    make(original, tmp_path, Run(0, 1), OPENH264)
    begun = sets(tmp_path / TINY.name)
    other = replace(OPENH264, options={**OPENH264.options, "profile": "constrained_baseline", "coder": "cavlc"})
    make(original, tmp_path, Run(1, 2), other)
    assert sets(tmp_path / TINY.name) == begun
    made = sorted((tmp_path / TINY.name).glob("*.m4s"))
    assert decoded(tmp_path / TINY.name) == sum(len(boxes.segment(path.read_bytes()).samples) for path in made)


def test_a_film_that_cannot_be_read_fails_with_x264_too(imported, tmp_path):
    gone = replace(imported("every-2-s.mp4"), path=tmp_path / "gone.mp4")
    with pytest.raises(RunFailed):
        make(gone, tmp_path, Run(0, 1), OPENH264)


def test_x264_beside_has_parameter_sets_of_its_own_number():
    assert X264_BESIDE.of(TINY)["x264-params"] == "sps-id=1"
    assert {name: value for name, value in X264_BESIDE.of(TINY).items() if name != "x264-params"} == X264.of(TINY)
