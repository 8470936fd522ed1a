"""WebVTT files on the renditions' origin."""

from appliance.media.hls.webvtt import Cue, render


def test_a_file_word_for_word():
    cues = [Cue(3_723_004, 3_724_000, "second"), Cue(1_500, 4_000, "first", top=True)]
    assert render(cues) == (
        "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n\n"
        "00:00:01.500 --> 00:00:04.000 line:0\nfirst\n\n"
        "01:02:03.004 --> 01:02:04.000\nsecond\n"
    )


def test_what_lies_before_zero_is_cut_off():
    text = render([Cue(-5_000, -1_000, "gone"), Cue(-1_000, 0, "gone too"), Cue(-1_000, 2_000, "cut")])
    assert "gone" not in text
    assert "00:00:00.000 --> 00:00:02.000\ncut" in text


def test_a_cue_that_ends_before_it_begins_is_given_a_moment():
    assert "00:00:05.000 --> 00:00:07.000\nbackwards" in render([Cue(5_000, 3_000, "backwards")])


def test_the_same_twice_is_shown_once_and_overlaps_stay():
    text = render([Cue(0, 2_000, "a"), Cue(0, 2_000, "a"), Cue(1_000, 3_000, "b"), Cue(1_000, 3_000, "")])
    assert text.count(" --> ") == 2
