"""Subtitles of every text format become WebVTT with the same words at the same times."""

import re
import subprocess
from fractions import Fraction

import imageio_ffmpeg
import pytest

from appliance.media.errors import MediaRefused
from appliance.media.probe import probe
from appliance.media.source import SubtitleTrack
from appliance.media.subtitles import convert, extract, why_not_shown

SRT = """\
1
00:00:01,000 --> 00:00:03,500
<i>Hello</i> & <b>world</b> <font color="#ff0000">in red</font>

2
00:00:03,000 --> 00:00:05,000
{\\an8}On top: a < b
second line

"""
ASS = """\
[Script Info]
ScriptType: v4.00+
[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, \
ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,20,&H00FFFFFF,&H0,&H0,&H0,0,0,0,0,100,100,0,0,1,1,1,2,10,10,10,1
Style: Thought,Arial,20,&H00FFFFFF,&H0,&H0,&H0,0,-1,0,0,100,100,0,0,1,1,1,8,10,10,10,1
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.00,Thought,,0,0,0,,Thinking, with a comma\\N{\\pos(10,20)}and {\\i0}plainly
Dialogue: 0,0:00:02.00,0:00:03.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0{\\p0}
Comment: 0,0:00:02.00,0:00:03.00,Default,,0,0,0,,for the translator
"""
THOUGHT = ("00:00:01.000 --> 00:00:02.000 line:0", "<i>Thinking, with a comma</i>\n<i>and </i>plainly")


def cues(text):
    """Each cue's line of times, and its text."""
    head, *blocks = text.rstrip("\n").split("\n\n")
    assert head == "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000"
    return [tuple(block.split("\n", 1)) for block in blocks]


def converted(text):
    return cues(convert(text.encode(), ""))


def test_subrip_keeps_what_webvtt_knows():
    assert converted(SRT) == [
        ("00:00:01.000 --> 00:00:03.500", "<i>Hello</i> &amp; <b>world</b> in red"),
        ("00:00:03.000 --> 00:00:05.000 line:0", "On top: a &lt; b\nsecond line"),
    ]


def test_scripts_keep_their_styles_and_lose_their_drawings():
    assert converted(ASS) == [THOUGHT]


def test_webvtt_is_read_without_its_notes_and_names():
    text = """WEBVTT - a title
Kind: captions

STYLE
::cue { color: red }

intro
01:01.000 --> 01:02.000 line:10% align:start
<v Fred>Hi &amp; <i>bye</i> <c.red>there</c>

NOTE between them

second-name
00:01:03.000 --> 00:01:04.000
Next
"""
    assert converted(text) == [
        ("00:01:01.000 --> 00:01:02.000", "Hi &amp; <i>bye</i> there"),
        ("00:01:03.000 --> 00:01:04.000", "Next"),
    ]


def test_broken_cues_harm_nobody_else():
    text = """1
00:00:05,000 --> 00:00:03,000
backwards

2
-00:00:02,000 --> 00:00:01,500
across zero

3
-00:00:05,000 --> -00:00:02,000
before

4
00:00:06,000 --> 00:0
no end

5
garbage --> garbage
lost

6
00:00:08,000 --> 00:00:09,000
the last"""
    assert converted(text) == [
        ("00:00:00.000 --> 00:00:01.500", "across zero"),
        ("00:00:05.000 --> 00:00:07.000", "backwards"),
        ("00:00:06.000 --> 00:00:08.000", "no end"),
        ("00:00:08.000 --> 00:00:09.000", "the last"),
    ]


def test_broken_lines_of_a_script_harm_no_other():
    broken = ASS + "Style: Bad,Arial,huge\nDialogue: 0,never,0:00:02.00,Default,,0,0,0,,Bad\nDialogue: nothing\n"
    assert converted(broken) == [THOUGHT]


def test_a_name_may_lie():
    """Only the content counts: many an `.srt` holds something else."""
    assert converted(ASS) == cues(convert(ASS.encode("utf-16"), "de"))


@pytest.mark.parametrize("data", [b"", b"no subtitles\n", b"WEBVTT\n", bytes(1000), b"\xff" * 100, b"x" * (17 * 1024 * 1024)])
def test_what_holds_no_subtitles_is_refused(data):
    with pytest.raises(MediaRefused, match=r"^The file .*\.$"):
        convert(data, "")


@pytest.fixture(scope="module")
def make(tmp_path_factory):
    folder = tmp_path_factory.mktemp("subtitles")
    (folder / "a.srt").write_text(SRT)
    (folder / "b.ass").write_text(ASS)

    def ffmpeg(name, *arguments):
        picture = ["-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=6"]
        texts = ["-i", folder / "a.srt", "-i", folder / "b.ass"]
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *picture, *texts, "-map", "0", *arguments, folder / name]
        subprocess.run([str(part) for part in command], check=True, timeout=60)
        return folder / name

    return ffmpeg


def test_all_text_tracks_come_out_in_one_pass(make):
    path = make("two.mkv", "-map", "1", "-map", "2", "-c:s:0", "srt", "-c:s:1", "ass", "-disposition:s:0", "forced+hearing_impaired")
    facts = probe(path)
    assert [(track.codec, track.forced, track.hearing_impaired) for track in facts.subtitles] == [
        ("subrip", True, True),
        ("ass", False, False),
    ]
    beats = []
    texts = extract(path, facts, Fraction(0), lambda: beats.append(1))
    assert cues(texts[1]) == converted(SRT)
    assert cues(texts[2]) == [THOUGHT]
    assert beats


@pytest.mark.parametrize(("name", "codec"), [("film.mp4", "mov_text"), ("film.webm.mkv", "webvtt")])
def test_every_container_keeps_words_and_times(make, name, codec):
    path = make(name, "-map", "1", "-c:s", codec)
    [text] = extract(path, probe(path), Fraction(0), lambda: None).values()
    (first, words), *_ = cues(text)
    assert first.startswith("00:00:01.000 --> 00:00:03")
    assert re.fullmatch(r"<i>Hello</i> &amp; <b>world</b> in red", words)


def test_times_count_from_the_timelines_zero(make):
    path = make("late.mkv", "-map", "1", "-c:s", "srt")
    [text] = extract(path, probe(path), Fraction(3, 2), lambda: None).values()
    assert [times for times, _ in cues(text)] == ["00:00:00.000 --> 00:00:02.000", "00:00:01.500 --> 00:00:03.500 line:0"]


@pytest.mark.parametrize("codec", ["hdmv_pgs_subtitle", "dvd_subtitle", "dvb_subtitle", "eia_608", ""])
def test_the_others_say_why_they_are_not_shown(codec):
    assert why_not_shown(SubtitleTrack(2, codec, "de", "", forced=False)).endswith("cannot be shown yet.")
