"""Films that are odd in one way each, as people have them: everything still plays from its first picture to its last."""

import io
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from appliance.media import encode, h264
from appliance.media.arguments import Run
from appliance.media.audio import FRAME, Grid, sounds
from appliance.media.hls.names import parse_rendition, segment_number
from appliance.media.hls.playlist import MediaSegment, media
from appliance.media.ladder import Rung
from appliance.media.packager import Track, aac_entry, init_segment
from appliance.media.poster import make_poster
from appliance.media.probe import probe
from appliance.media.remux import Demuxers, original_init, original_segment, sound_init, sound_segment
from appliance.media.renditions import Rendition, bandwidth
from tests.appliance.media import boxes, films
from tests.appliance.media.films import AAC, X264, encoded, ffmpeg, picture, tone
from tests.appliance.media.test_encode import TINY, Watching, segments, sound, video

NOISE = ["-f", "lavfi", "-i", "anoisesrc=d=8:a=0.9:r=48000"]
SWEEP = ["-f", "lavfi", "-i", "aevalsrc='0.4*sin(2*PI*(300*t+20*t*t))|0.4*sin(2*PI*(300*t+20*t*t))':s=48000:d=8"]


@pytest.fixture
def made(tmp_path):
    def make(name, *arguments):
        encoded(*arguments)(tmp_path / name)
        return films.imported(tmp_path / name)

    return make


@pytest.fixture
def edited(film, tmp_path):
    ffmpeg("-ss", "3.3", "-i", film("every-2-s.mp4"), "-c", "copy", tmp_path / "edited.mp4")
    return films.imported(tmp_path / "edited.mp4")


# copied sound that does not span the film


@pytest.mark.parametrize("late", ["0", "3"], ids=["ends early", "begins late"])
def test_copied_sound_that_does_not_span_the_film(late, made):
    original = made("x.mp4", *picture(9), "-itsoffset", late, *tone(3), *X264, "-g", "50", *AAC)
    [sound_] = sounds(original.facts)
    with Demuxers().use(original) as container:
        made_ = [boxes.fragment(sound_segment(container, original, sound_, number)) for number in range(original.timeline.count)]
        data = sound_init(container, sound_) + b"".join(
            sound_segment(container, original, sound_, n) for n in range(original.timeline.count)
        )
    assert all(before.end == after.start for before, after in pairwise(made_))
    assert made_[0].start / 48_000 == pytest.approx(10, abs=0.03)
    assert made_[-1].end / 48_000 == pytest.approx(19, abs=0.03)
    loud = []
    with av.open(io.BytesIO(data)) as player:
        for frame in player.decode(audio=0):
            samples = memoryview(bytes(frame.planes[0])).cast("f")
            if max(map(abs, samples)) > 0.05:
                loud.append(float(frame.time) - 10)
    assert loud[0] == pytest.approx(int(late), abs=0.05)
    assert loud[-1] == pytest.approx(int(late) + 3, abs=0.05)


# sound of another rate than 48 kHz that is encoded


@pytest.mark.parametrize("codec", ["libmp3lame", "aac", "ac3"])
@pytest.mark.parametrize("container", ["mkv", "ts"])
@pytest.mark.parametrize("rate", ["44100", "32000"])
def test_sound_of_any_rate_is_encoded(codec, container, rate, made, tmp_path):
    original = made(f"x.{container}", *picture(4), *tone(4, int(rate)), *X264, "-g", "25", "-c:a", codec)
    sound(original, tmp_path, Run(1, original.timeline.count - 1))
    sound(original, tmp_path, Run(0, 1))
    found = segments(tmp_path / "audio-1")
    assert len(found) == original.timeline.count


# 96 kHz


def test_sound_of_96_khz():
    init = init_segment(Track(96_000, aac_entry(96_000, 2, bytes.fromhex("1010"))))
    with av.open(io.BytesIO(init)) as container:
        assert container.streams[0].sample_rate == 96_000


# edit lists


def test_an_original_begins_with_its_first_shown_picture(edited):
    with Demuxers().use(edited) as container:
        assert original_init(container, edited)
        found = [boxes.fragment(original_segment(container, edited, number)) for number in range(edited.timeline.count)]
    timescale = edited.timeline.time_base.denominator
    assert all(before.end == after.start for before, after in pairwise(found))
    assert found[0].presented[0] / timescale == pytest.approx(10, abs=0.02)


def test_an_edit_far_into_a_group(film, tmp_path):
    ffmpeg("-ss", "10.3", "-i", film("every-10-s.mp4"), "-c", "copy", tmp_path / "edited.mp4")
    original = films.imported(tmp_path / "edited.mp4")
    if original.timeline.keyframes:
        with Demuxers().use(original) as container:
            original_segment(container, original, 0)


# seeks


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("ntsc.avi", [*picture(4, "24000/1001"), "-c:v", "mpeg4", "-g", "24", "-vtag", "XVID"]),
        ("x.flv", [*picture(12), *tone(12), *X264, "-g", "250"]),
        ("long.ts", [*picture(24), *X264, "-g", "250"]),
        ("dvd.mpg", [*picture(12), *tone(12), "-c:v", "mpeg2video", "-bf", "2", "-g", "60", "-f", "vob"]),
    ],
    ids=["AVI", "FLV", "MPEG-TS, keyframes 10 s apart", "MPEG-PS, keyframes 2.4 s apart"],
)
def test_no_picture_is_lost_where_a_run_begins(name, arguments, made, tmp_path):
    original = made(name, *arguments)
    for number in range(original.timeline.count):
        video(original, tmp_path, Run(number, 1))
    with av.open(str(original.path)) as container:
        expected = sum(1 for _ in container.decode(video=0))
    assert sum(len(segment.samples) for segment in segments(tmp_path / TINY.name)) == expected


# joins of encoded sound


def pcm(folder):
    data = (folder / "init.mp4").read_bytes() + b"".join(path.read_bytes() for path in sorted(folder.glob("*.m4s")))
    with av.open(io.BytesIO(data)) as container:
        return [value for frame in container.decode(audio=0) for value in memoryview(bytes(frame.planes[0])).cast("f")[: frame.samples]]


@pytest.mark.parametrize("codec", ["libopus", "libmp3lame", "ac3", "libvorbis", "aac"])
def test_sound_joins_are_where_a_single_run_has_them(codec, made, tmp_path):
    original = made("x.mkv", *picture(8), *SWEEP, *X264, "-g", "50", "-c:a", codec)
    timeline = original.timeline
    sound(original, tmp_path / "one", Run(0, timeline.count))
    for number in range(timeline.count):
        sound(original, tmp_path / "many", Run(number, 1))
    one, many = pcm(tmp_path / "one" / "audio-1"), pcm(tmp_path / "many" / "audio-1")
    for number in range(1, timeline.count):
        at = Grid(timeline).frames(number)[0] * FRAME + 3 * FRAME
        expected = one[at : at + 4 * FRAME : 3]
        power = sum(value * value for value in expected)
        error = sum((value - other) ** 2 for value, other in zip(expected, many[at : at + 4 * FRAME : 3], strict=True))
        assert error < power / 300, f"segment {number}"


# probe


def test_a_film_of_an_old_camera(made):
    assert made("x.avi", *picture(2), *tone(2), "-c:v", "mjpeg", "-c:a", "pcm_s16le").facts.video.codec == "mjpeg"


def test_a_turn_that_is_no_right_angle(film, tmp_path):
    ffmpeg("-display_rotation", "44", "-i", film("every-2-s.mp4"), "-c", "copy", tmp_path / "x.mp4")
    original = films.imported(tmp_path / "x.mp4")
    with Demuxers().use(original) as container:
        assert original_init(container, original)


def test_codecs_are_called_by_their_own_names(imported, film, made):
    assert imported("av1.mp4").facts.video.codec == "av1"
    assert imported("divx.avi").facts.audio[0].codec == "mp3"


def test_timestamps_that_begin_at_100_s(film):
    facts = probe(film("late-start.mkv"))
    assert facts.video.first == 100_000
    assert facts.duration == pytest.approx(6, abs=0.01)


@pytest.mark.parametrize("ending", ["mkv", "mp4"])
def test_an_aspect_that_only_the_container_knows(ending, made, tmp_path):
    made("square.mp4", *picture(2, size="720x576", further="setsar=1"), *X264)
    ffmpeg("-i", tmp_path / "square.mp4", "-c", "copy", "-aspect", "16:9", tmp_path / f"wide.{ending}")
    original = films.imported(tmp_path / f"wide.{ending}")
    assert original.facts.video.display_width == 1024
    with Demuxers().use(original) as container, av.open(io.BytesIO(original_init(container, original))) as init:
        assert init.streams.video[0].sample_aspect_ratio == Fraction(64, 45)


# pictures that not every screen shows


@pytest.mark.parametrize(
    ("transfer", "code", "expected"),
    [
        pytest.param("smpte2084", 0.5807, 0.85, id="PQ: paper white, 203 cd/m2"),
        pytest.param("arib-std-b67", 0.75, 0.85, id="HLG: the same paper white"),
        pytest.param("smpte2084", 0.3754, 0.42, id="PQ: 18 % grey, 26 cd/m2"),
        pytest.param("arib-std-b67", 0.38, 0.42, id="HLG: the same grey"),
        pytest.param("smpte2084", 0.7518, 1.0, id="PQ: 1000 cd/m2, as bright as the screen"),
    ],
)
def test_hdr_is_neither_grey_nor_blown_out(transfer, code, expected, made, tmp_path):
    grey = f"format=yuv420p10le,geq=lum={round(64 + code * 876)}:cb=512:cr=512"
    x265 = f"log-level=error:colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc"
    original = made("x.mp4", *picture(2, further=grey), "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", x265)
    video(original, tmp_path, Run(0, 1))
    with av.open(io.BytesIO(b"".join((tmp_path / TINY.name / name).read_bytes() for name in ("init.mp4", "00000.m4s")))) as container:
        frame = next(container.decode(video=0))
    assert (int(frame.color_trc), int(frame.color_primaries), int(frame.colorspace)) == (1, 1, 1), "BT.709"
    middle = bytes(frame.planes[0])[frame.planes[0].line_size * 10 + 20]
    assert (middle - 16) / 219 == pytest.approx(expected, abs=0.02)


def test_wide_colours_keep_their_look(made, tmp_path):
    """A green of BT.709, coded as BT.2020 does, is that green again."""
    wide = "zscale=matrixin=gbr:rangein=full:primariesin=bt709:transferin=bt709:matrix=bt2020nc:primaries=bt2020:transfer=bt709:range=tv"
    green = f"color=0x00B000:size=160x90:rate=25:duration=2,format=gbrp,{wide},format=yuv420p10le"
    x265 = "log-level=error:colorprim=bt2020:transfer=bt709:colormatrix=bt2020nc"
    original = made("x.mp4", "-f", "lavfi", "-i", green, "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", x265)
    video(original, tmp_path, Run(0, 1))
    with av.open(io.BytesIO(b"".join((tmp_path / TINY.name / name).read_bytes() for name in ("init.mp4", "00000.m4s")))) as container:
        frame = next(container.decode(video=0))
    assert (int(frame.color_trc), int(frame.color_primaries), int(frame.colorspace)) == (1, 1, 1), "BT.709"
    assert [bytes(plane)[plane.line_size * 10 + 20] for plane in frame.planes] == pytest.approx([124, 68, 58], abs=4)


def test_interlaced_pictures_lose_their_comb(made, tmp_path):
    """A bar that moves has, in woven fields, lines that alternate; the rung has the height of the source, so that they would show."""
    moving = "geq=lum='if(between(X,mod(N*6,140),mod(N*6,140)+20),235,16)':cb=128:cr=128"
    bar = f"color=black:size=160x96:rate=50:duration=3,format=yuv420p,{moving},interlace"
    original = made("x.mp4", "-f", "lavfi", "-i", bar, *X264, "-flags", "+ildct+ilme", "-qp", "10")
    assert original.facts.video.interlaced
    video(original, tmp_path, Run(0, 1), rungs=(Rung("96p", 160, 96, 3_000_000, 3_000_000),))

    def comb(film):
        with av.open(film) as container:
            plane = [frame for frame, _ in zip(container.decode(video=0), range(12), strict=False)][-1].planes[0]
        rows = [bytes(plane)[at : at + 160] for at in range(0, 96 * plane.line_size, plane.line_size)]
        threes = (three for lines in zip(rows, rows[1:], rows[2:], strict=False) for three in zip(*lines, strict=True))
        return sum(abs(2 * here - above - below) for above, here, below in threes)

    data = b"".join((tmp_path / "96p" / name).read_bytes() for name in ("init.mp4", "00000.m4s"))
    assert comb(io.BytesIO(data)) < comb(str(original.path)) / 4


# poster


def test_a_poster_of_the_largest_picture(made, tmp_path):
    red, blue = (["-f", "lavfi", "-i", f"color={name}:size={size}:duration=3"] for name, size in (("red", "160x90"), ("blue", "320x180")))
    original = made("x.mp4", *red, *blue, "-map", "0", "-map", "1", *X264)
    make_poster(original.path, original.facts, tmp_path / "poster.jpg")
    with Image.open(tmp_path / "poster.jpg") as image:
        assert image.size == (320, 180)


def test_a_poster_of_the_film_not_its_cover(imported, tmp_path):
    original = imported("with-cover.mkv")
    make_poster(original.path, original.facts, tmp_path / "poster.jpg")
    with Image.open(tmp_path / "poster.jpg") as image:
        assert image.size == (160, 90)


def test_a_poster_of_a_single_picture(made, tmp_path):
    original = made("x.mp4", *picture(1), "-frames:v", "1", *X264)
    make_poster(original.path, original.facts, tmp_path / "poster.jpg")
    assert (tmp_path / "poster.jpg").exists()


# names


@pytest.mark.parametrize("name", ["٤٨٠p", "480p-v٢", "audio-١", "480p-v0", "480p-v00", "480p-v02", "audio-0", "audio-01", "0480p"])
def test_one_name_for_one_rendition(name):
    assert parse_rendition(name) is None


def test_digits_of_segments_are_ascii():
    assert segment_number("٠٠٠٠٧.m4s") is None


@given(st.integers(2, 400), st.integers(2, 400))
def test_every_rungs_name_is_legal_and_no_rung_is_larger(width, height):
    from appliance.media.ladder import rungs

    for rung in rungs(films.facts(films.video(width, height))):
        assert parse_rendition(rung.name) == (rung.name, 1)
        assert rung.width <= width
        assert rung.height <= height


# playlists


@pytest.mark.parametrize("length", [Fraction("4.4999999"), Fraction(404_999_999, 90_000_000)])
def test_target_duration_holds_for_what_is_written(length):
    text = media([MediaSegment("00000.m4s", length)], "init.mp4")
    said = Fraction(text.split("#EXTINF:")[1].split(",")[0])
    assert int(said + Fraction(1, 2)) <= int(text.split("TARGETDURATION:")[1].split("\n")[0])


# bandwidth of sound


@pytest.mark.parametrize("channels", [2, 6])
def test_no_stretch_of_sound_exceeds_its_bandwidth(channels, made, tmp_path):
    noise = "|".join(["random(0)*2-1"] * channels)
    original = made("x.mkv", *picture(8), "-f", "lavfi", "-i", f"aevalsrc='{noise}':s=48000:d=8", *X264, "-g", "50", "-c:a", "flac")
    found = next(each for each in sounds(original.facts) if each.channels == channels)
    encode.encode_audio(original.path, original.facts, original.timeline, found, Run(0, original.timeline.count), tmp_path, Watching())
    for number, path in enumerate(sorted((tmp_path / found.name).glob("*.m4s"))):
        rate = path.stat().st_size * 8 / float(original.timeline.duration(number))
        assert rate <= bandwidth(Rendition(found.name, sound=found), original.timeline), number


# h264


@given(st.binary(max_size=40))
def test_any_bytes_are_units_or_none(data):
    assert isinstance(h264.units(data), list)
    h264.length_prefixed(data)


def test_no_parameter_sets_at_all():
    with pytest.raises(ValueError, match="parameter sets"):
        h264.configuration(b"")


# linear reading in Matroska


def test_copied_sound_late_in_a_long_film_is_found_at_once(film, tmp_path):
    ffmpeg("-stream_loop", "60", "-i", film("every-2-s.mp4"), "-c", "copy", tmp_path / "long.mkv")
    original = films.imported(tmp_path / "long.mkv")
    [sound_] = sounds(original.facts)

    def read():
        with Path("/proc/self/io").open() as counters:
            return int(counters.readline().split()[1])

    with Demuxers().use(original) as container:
        before = read()
        sound_segment(container, original, sound_, original.timeline.count - 3)
        assert read() - before < original.size / 5


# slides


@pytest.mark.parametrize("ending", ["mkv"])
def test_slides_that_stand_longer_than_a_segment(ending, made, tmp_path):
    original = made(f"x.{ending}", *picture(36, "1/6"), "-c:v", "libx264", "-g", "4", "-bf", "0")
    for number in range(original.timeline.count):
        video(original, tmp_path, Run(number, 1))
    assert sum(len(segment.samples) for segment in segments(tmp_path / TINY.name)) == 6
