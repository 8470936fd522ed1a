"""Facts of films, exactly; and files that are no films, refused with one clear sentence."""

import json
import re
import shutil
import socket
from dataclasses import replace
from pathlib import Path

import av
import pytest

from appliance.media.errors import MediaRefused
from appliance.media.probe import probe
from appliance.media.source import AudioTrack, SourceFacts, VideoTrack
from tests.appliance.media import films
from tests.media_factory import BAD
from tests.playback import matrix

PICTURE = VideoTrack(
    index=0, codec="h264", codec_string="avc1.64001E", width=640, height=360, display_width=640, display_height=360, rotation=0,
    frame_rate_numerator=25, frame_rate_denominator=1, time_base_numerator=1, time_base_denominator=12_800, first=0, end=13 * 12_800,
    reorder_frames=2, bit_rate=0, transfer="sdr", interlaced=False,
)  # fmt: skip
IN_MATROSKA = replace(PICTURE, time_base_denominator=1000)
SOUND = AudioTrack(
    index=1, codec="aac", profile="LC", channels=2, sample_rate=48_000, frame_size=1024,
    time_base_numerator=1, time_base_denominator=48_000, first=0, language="und", title="", default=True,
)  # fmt: skip
SOUND_IN_MATROSKA = replace(SOUND, time_base_denominator=1000, language="", default=False)

FACTS = {
    "h264.mp4": SourceFacts("mov", None, 0, PICTURE, (SOUND,), ()),
    "vfr.mp4": SourceFacts(
        "mov", None, 0,
        replace(PICTURE, frame_rate_numerator=23_100, frame_rate_denominator=1301, time_base_denominator=90_000, end=1_171_350),
        (SOUND,), (),
    ),
    "hevc-open-gop.mkv": SourceFacts(
        "matroska", None, 0,
        replace(IN_MATROSKA, codec="hevc", codec_string="hvc1.1.6.L63.90", frame_rate_numerator=24, end=12_999), (SOUND_IN_MATROSKA,), (),
    ),
    "h264-23976.mkv": SourceFacts(
        "matroska", None, 0,
        replace(IN_MATROSKA, frame_rate_numerator=24_000, frame_rate_denominator=1001, end=13_012),
        (replace(SOUND_IN_MATROSKA, codec="ac3", profile="", channels=6),), (),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FACTS)
def test_facts_of_the_four_clips(name, clip):
    found = probe(clip(name))
    # Rates are the encoder's business, and how AC-3 is framed is told from its decoder: not facts of these clips.
    audio = tuple(replace(track, frame_size=1024, first=0, bit_rate=0) for track in found.audio)
    assert replace(found, bit_rate=0, video=replace(found.video, bit_rate=0), audio=audio) == FACTS[name]
    assert found.bit_rate == pytest.approx(clip(name).stat().st_size * 8 / 13, rel=0.01)


@pytest.mark.parametrize("name", FACTS)
def test_first_and_end_are_those_of_the_decoded_frames(name, clip):
    found = probe(clip(name)).video
    with av.open(str(clip(name))) as container:
        times = sorted(frame.pts for frame in container.decode(video=0))
    assert found.first == times[0]
    assert times[-1] < found.end <= times[-1] + 2 * (times[-1] - times[-2])


@pytest.mark.parametrize("name", ["h264.mp4", "spoken.mkv"])
def test_facts_survive_a_json_column(name, imported):
    facts = imported(name).facts
    assert SourceFacts.from_json(json.loads(json.dumps(facts.to_json()))) == facts


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("turned-90.mp4", (160, 90, 90, 160, 90), id="90 degrees"),
        pytest.param("turned-180.mp4", (160, 90, 160, 90, 180), id="180 degrees"),
        pytest.param("turned-270.mp4", (160, 90, 90, 160, 270), id="270 degrees"),
        pytest.param("dvd.mp4", (720, 576, 1024, 576, 0), id="anamorphic PAL DVD"),
        pytest.param("two-sizes.mp4", (320, 180, 320, 180, 0), id="the largest picture, not the first"),
        pytest.param("with-cover.mkv", (160, 90, 160, 90, 0), id="the film, not its cover"),
    ],
)
def test_pictures(name, expected, imported):
    video = imported(name).facts.video
    assert (video.width, video.height, video.display_width, video.display_height, video.rotation) == expected


def test_the_best_picture_need_not_be_the_first(imported):
    assert imported("two-sizes.mp4").facts.video.index == 1
    assert imported("with-cover.mkv").facts.video.index == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [("vp9.webm", "vp09.00.10.08"), ("av1.mp4", "av01.0.00M.08"), ("divx.avi", ""), ("every-2-s.mp4", "avc1.4D400B")],
)
def test_codec_strings(name, expected, imported):
    assert imported(name).facts.video.codec_string == expected


def test_tracks_say_their_language_title_and_default(imported):
    facts = imported("spoken.mkv").facts
    assert facts.title == "Lola"
    assert [(track.language, track.title, track.channels, track.default) for track in facts.audio] == [
        ("deu", "Deutsch", 2, False),
        ("eng", "", 6, True),
    ]


def test_mono_at_44100(imported):
    [track] = imported("sound-44100.mp4").facts.audio
    assert (track.channels, track.sample_rate, track.is_plain_aac) == (1, 44_100, True)


def test_times_that_do_not_begin_at_zero(imported):
    facts = imported("small.ts").facts
    assert facts.video.first > 90_000
    assert facts.duration == 6


def test_a_time_base_with_a_numerator(imported):
    video = imported("ntsc.avi").facts.video
    assert (video.time_base_numerator, video.time_base_denominator) == (1001, 24_000)
    assert imported("ntsc.avi").facts.duration == pytest.approx(4.004)


@pytest.mark.parametrize("explicit", [True, False], ids=["the file says so", "only the frames do"])
def test_he_aac_is_not_taken_for_plain_aac(explicit, tmp_path):
    matrix.he_aac(explicit)(tmp_path / "film.mp4")
    [track] = probe(tmp_path / "film.mp4").audio
    assert (track.sample_rate, track.frame_size, track.is_plain_aac) == (48_000, 2048, False)


@pytest.mark.parametrize(
    ("name", "expected"), [("hdr10.mkv", ("pq", 9, False)), ("hlg.mp4", ("hlg", 9, False)), ("interlaced.mp4", ("sdr", 2, True))]
)
def test_colours_and_fields(name, expected, tmp_path):
    matrix.MATRIX[name].make(tmp_path / name)
    video = probe(tmp_path / name).video
    assert (video.transfer, video.matrix, video.interlaced) == expected


# What is no film.

TORN = "A part of the file is missing: copy or download it again."
SENTENCE = re.compile(r"[A-Z][^.]*\.")


def refusal(path):
    with pytest.raises(MediaRefused) as refused:
        probe(path)
    assert SENTENCE.fullmatch(str(refused.value)), "one sentence for a person"
    return str(refused.value)


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_film_is_refused(name, clip):
    refusal(clip(name))


def test_refusals_say_why(clip, film, tmp_path):
    assert refusal(clip("zero-byte.mp4")) == "The file is empty."
    assert refusal(clip("audio-only.m4a")) == "The file has sound but no picture."
    assert refusal(clip("text.mp4")) == "The file is damaged or is no video."
    for torn in (clip("truncated.mkv"), clip("truncated.mp4"), film("faststart-cut.mp4")):
        assert refusal(torn) == TORN
    assert refusal(tmp_path) == "This is a folder, not a film."
    assert refusal(tmp_path / "missing.mp4") == "There is no such file."


@pytest.mark.parametrize(("name", "kept"), [("h264.mp4", b"moov"), ("h264-23976.mkv", b"\x1f\x43\xb6\x75")], ids=["index", "first cluster"])
def test_a_film_of_which_little_has_come_is_torn(name, kept, clip, tmp_path):
    whole = clip(name).read_bytes()
    (tmp_path / name).write_bytes(whole[: whole.index(kept) + 40])
    assert refusal(tmp_path / name) == TORN


def test_a_film_that_a_shop_locked_is_refused(clip, tmp_path):
    lock = ("-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "76a6c65c5ea762046bd749a2e632ccbb")
    lock += ("-encryption_kid", "a7e61c373e219033c21091fa607bf3b8")
    films.ffmpeg("-i", clip("h264.mp4"), "-c", "copy", *lock, tmp_path / "film.mp4")
    assert refusal(tmp_path / "film.mp4") == "The film is protected against copying (DRM): only its shop's own player can show it."


def test_dolby_vision_without_a_base_is_refused(tmp_path):
    matrix.dolby_vision(tmp_path / "film.mp4")
    assert "Dolby Vision profile 5" in refusal(tmp_path / "film.mp4")


def test_times_that_jump_are_refused(tmp_path, film):
    jump = "setts=ts='if(gte(N,100),TS+1000000000,TS)'"  # eleven days, in milliseconds
    films.ffmpeg("-i", film("every-2-s.mkv"), "-map", "0:v", "-c", "copy", "-bsf:v", jump, tmp_path / "film.mkv")
    assert refusal(tmp_path / "film.mkv") == "The times inside the film make no sense: save it anew with a video editor."


def test_recordings_one_behind_the_other_are_refused(tmp_path, film):
    (tmp_path / "film.ts").write_bytes(film("small.ts").read_bytes() * 2)
    assert refusal(tmp_path / "film.ts") == "Several recordings are in this one file: cut it into one file for each."


@pytest.fixture
def listener():
    """A server on this machine that nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def called(server):
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return False
    return True


POINTING = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{url}\n#EXT-X-ENDLIST\n",
    "hls-master": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{url}\n",
    "hls-key": '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXT-X-KEY:METHOD=AES-128,URI="{url}"\n#EXTINF:10,\n{film}\n#EXT-X-ENDLIST\n',
    "concat": "ffconcat version 1.0\nfile '{url}'\n",
    "concat-local": "ffconcat version 1.0\nfile '{film}'\n",
    "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT10S"><Period>'
    '<AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>{url}</BaseURL></Representation></AdaptationSet>'
    "</Period></MPD>",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port} RTP/AVP 96\na=rtpmap:96 H264/90000\n",
    "rtsp": "rtsptext\nrtsp://127.0.0.1:{port}/film\n",
    "svg": '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}"/></svg>',
}


@pytest.mark.parametrize("ending", ["", ".mp4", ".ts", ".mkv"])
@pytest.mark.parametrize("kind", POINTING)
def test_nothing_that_a_file_points_at_is_opened(kind, ending, tmp_path, listener, clip):
    port = listener.getsockname()[1]
    path = tmp_path / (f"film{ending}" if ending else f"film.{ {'hls': 'm3u8', 'dash': 'mpd', 'sdp': 'sdp'}.get(kind, 'txt') }")
    path.write_text(POINTING[kind].format(url=f"http://127.0.0.1:{port}/film.ts", port=port, film=clip("h264.mp4")))
    refusal(path)
    assert not called(listener)


def test_a_quicktime_film_may_not_take_its_pictures_from_another_file(film):
    refusal(film("points-elsewhere.mov"))


@pytest.mark.parametrize(
    "name", ["concat:a.mp4|b.mp4", "http:film.mp4", "file:film.mp4", "-i.mp4", "%03d.mp4", "film with 'quotes' and ünïcode.mp4"]
)
def test_a_name_is_only_a_name(name, tmp_path, monkeypatch, film):
    shutil.copy(film("every-2-s.mp4"), tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert probe(Path(name)) == probe(tmp_path / name) == probe(film("every-2-s.mp4"))


@pytest.mark.parametrize(
    ("name", "written", "read"),
    [
        ("Film.mp4", {"date": "2010", "genre": "Fantasy", "synopsis": "Lang."}, {"date": "2010", "genre": "Fantasy", "synopsis": "Lang."}),
        ("Film.mkv", {"DATE_RELEASED": "2010-09-27", "IMDB": "tt1727587"}, {"date_released": "2010-09-27", "imdb": "tt1727587"}),
        ("Film.mov", {"creation_time": "2020-08-01T13:30:00Z"}, {"creation_time": "2020-08-01T13:30:00.000000Z"}),
        ("Film.mp4", {"description": "x" * 10_000, "comment": "no"}, {"description": "x" * 4000}),
    ],
    ids=["MP4", "Matroska", "a camera", "endless"],
)
def test_tags_that_tell_something(name, written, read, tmp_path):
    words = [word for tag, text in written.items() for word in ("-metadata", f"{tag}={text}")]
    films.ffmpeg(*films.picture(1), *films.X264, *words, tmp_path / name)
    facts = probe(tmp_path / name)
    assert dict(facts.tags) == read
    assert SourceFacts.from_json(json.loads(json.dumps(facts.to_json()))) == facts


def test_facts_of_older_versions_have_no_tags(imported):
    stored = imported("small.ts").facts.to_json()
    del stored["tags"]
    assert SourceFacts.from_json(stored).tags == ()
