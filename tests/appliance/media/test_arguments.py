"""What ffmpeg is told, word for word where a tick matters."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from appliance.media import arguments, ffmpeg
from appliance.media.arguments import Run
from appliance.media.audio import Grid
from appliance.media.ladder import Rung
from appliance.media.timeline import Timeline
from tests.appliance.media import films

FILM = Path("/films/a film.mkv")
SMALL = Rung("360p", 640, 360, 1_000_000, 2_000_000)
LARGE = Rung("720p", 1280, 720, 4_000_000, 8_000_000)
KEYFRAMES = Timeline(Fraction(1, 1000), (83, 1083, 3083, 7083, 10_000), keyframes=True)
PLAIN = replace(KEYFRAMES, keyframes=False)
IN_MATROSKA = films.facts(films.video(time_base_denominator=1000, first=83, end=10_000), container="matroska")
IN_MP4 = replace(IN_MATROSKA, container="mov")
WITHOUT_B_FRAMES = replace(IN_MATROSKA, video=replace(IN_MATROSKA.video, reorder_frames=0))
IN_MPEG_TS = replace(IN_MATROSKA, container="mpegts")
MIDDLE = Run(1, 2)


def video_run(facts=IN_MATROSKA, timeline=KEYFRAMES, rungs=(SMALL,), run=MIDDLE, threads=0):
    return arguments.video_run(FILM, facts, timeline, rungs, run, threads)


def value(argv, option):
    """What follows an option that is given once."""
    assert argv.count(option) == 1, option
    return argv[argv.index(option) + 1]


@pytest.mark.parametrize(
    ("facts", "timeline", "segment", "expected"),
    [
        pytest.param(IN_MATROSKA, KEYFRAMES, 0, None, id="the first run seeks nowhere"),
        pytest.param(IN_MP4, KEYFRAMES, 1, 1.083, id="MP4: to the boundary"),
        pytest.param(IN_MATROSKA, KEYFRAMES, 1, 1.083 + 3 / 23, id="Matroska with B-frames: as much later as ffmpeg goes back"),
        pytest.param(WITHOUT_B_FRAMES, KEYFRAMES, 1, 1.083, id="Matroska without B-frames: to the boundary"),
        pytest.param(IN_MPEG_TS, PLAIN, 2, 3.083 - 2, id="MPEG-TS: 2 s before"),
    ],
)
def test_seeks(facts, timeline, segment, expected):
    argv = video_run(facts, timeline, run=Run(segment, 1))
    if expected is None:
        assert "-ss" not in argv
    else:
        assert float(value(argv, "-ss")) == pytest.approx(expected + 0.0005), "half a tick late, so that no rounding misses it"
        assert value(argv, "-seek_timestamp") == "1"
        assert argv.index("-ss") < argv.index("-i")


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        pytest.param(Run(0, 1), "trim=start_pts=83:end_pts=1083", id="first"),
        pytest.param(Run(1, 2), "trim=start_pts=1083:end_pts=7083", id="middle"),
        pytest.param(Run(3, 1), "trim=start_pts=7083,", id="last: whatever there is"),
    ],
)
def test_trims_to_the_tick(run, expected):
    assert f"[0:0]{expected}" in value(video_run(run=run), "-filter_complex")


def test_keyframes_are_forced_half_a_tick_early_in_every_output():
    argv = video_run(rungs=(SMALL, LARGE))
    for position in (0, 1):
        assert value(argv, f"-force_key_frames:v:{position}") == "1.082500000,3.082500000"
        assert value(argv, f"-sc_threshold:v:{position}") == "0"
        assert value(argv, f"-forced-idr:v:{position}") == "1"


def test_every_rung_has_its_size_and_rates():
    argv = video_run(rungs=(SMALL, LARGE))
    graph = value(argv, "-filter_complex")
    assert graph.startswith("[0:0]trim=start_pts=1083:end_pts=7083,scale=1280:720:")
    assert "split=2[made1][larger0];[made1]null[rung1];[larger0]scale=640:360:" in graph, "the small one is made of the large one"
    assert [argv[at + 1] for at, option in enumerate(argv) if option == "-map"] == ["[rung0]", "[rung1]"]
    assert (value(argv, "-maxrate:v:0"), value(argv, "-bufsize:v:0")) == ("1000000", "2000000")
    assert (value(argv, "-maxrate:v:1"), value(argv, "-bufsize:v:1")) == ("4000000", "8000000")


def test_the_picture_that_was_chosen_is_read():
    other = replace(IN_MATROSKA, video=replace(IN_MATROSKA.video, index=3))
    assert value(video_run(other), "-filter_complex").startswith("[0:3]trim=")


@pytest.mark.parametrize("interlaced", [True, False])
def test_only_interlaced_pictures_are_deinterlaced_and_after_the_cut(interlaced):
    graph = value(video_run(replace(IN_MATROSKA, video=replace(IN_MATROSKA.video, interlaced=interlaced))), "-filter_complex")
    assert ("bwdif" in graph) == interlaced
    assert graph.index("trim") < graph.find("bwdif") or not interlaced


def test_hdr_is_mapped_to_what_every_screen_shows():
    graph = value(video_run(replace(IN_MATROSKA, video=replace(IN_MATROSKA.video, transfer="hlg", matrix=9))), "-filter_complex")
    assert (
        graph.index("scale=640:360")
        < graph.index("transferin=arib-std-b67")
        < graph.index("tonemap=")
        < graph.index("format=yuv420p,split")
    )
    assert "tonemap" not in value(video_run(), "-filter_complex")


def test_hdr_is_mapped_once_for_all_rungs():
    film = replace(IN_MATROSKA, video=replace(IN_MATROSKA.video, transfer="hlg", matrix=9))
    assert value(video_run(film, rungs=(SMALL, LARGE)), "-filter_complex").count("tonemap=") == 1


def test_wide_colours_are_mapped_too():
    graph = value(video_run(replace(IN_MATROSKA, video=replace(IN_MATROSKA.video, matrix=9))), "-filter_complex")
    assert graph.index("scale=640:360") < graph.index("primariesin=bt2020") < graph.index("format=yuv420p,split")
    assert "tonemap" not in graph


@pytest.mark.parametrize(
    ("picture", "named"),
    [
        pytest.param({"matrix": 2, "height": 1080}, "bt709", id="HD that does not say"),
        pytest.param({"matrix": 2, "height": 576}, "smpte170m", id="SD that does not say"),
        pytest.param({"matrix": 5, "height": 1080}, None, id="what says is believed"),
        pytest.param({"matrix": 0, "height": 480}, "bt709", id="RGB"),
    ],
)
def test_colours_are_named(picture, named):
    graph = value(video_run(replace(IN_MATROSKA, video=replace(IN_MATROSKA.video, **picture))), "-filter_complex")
    assert (f"setparams=colorspace={named}" in graph) == (named is not None)
    assert ("out_color_matrix=bt709" in graph) == (picture["matrix"] == 0)


@pytest.mark.parametrize(("threads", "expected"), [(0, "-i"), (3, "-threads 3 -i -threads 3")], ids=["free", "decoder and encoders"])
def test_threads_are_limited_only_where_asked(threads, expected):
    argv = video_run(threads=threads)
    assert " ".join(argument for argument in argv if argument in ("-threads", "3", "-i")) == expected


def runs():
    grid = Grid(KEYFRAMES)
    return {
        "video": video_run(),
        "audio": arguments.audio_run(FILM, IN_MATROSKA, films.sound(), grid, 2, Run(1, 2)),
        "poster": arguments.poster(FILM, films.video(), Fraction(2), 720),
    }


@pytest.mark.parametrize("kind", ["video", "audio", "poster"])
def test_only_a_local_file_is_opened(kind):
    argv = runs()[kind]
    assert argv[0] == ffmpeg.executable()
    assert value(argv, "-i") == f"file:{FILM}"
    assert set(value(argv, "-protocol_whitelist").split(",")) == {"file", "pipe"}
    assert not {"hls", "concat", "dash", "sdp", "rtsp", "lavfi"} & set(value(argv, "-format_whitelist").split(","))
    assert "-nostdin" in argv
    assert argv[-1] == "-"


@pytest.mark.parametrize("kind", ["video", "audio"])
def test_times_are_the_sources_own_and_lifted_by_a_constant(kind):
    argv = runs()[kind]
    assert "-copyts" in argv
    assert value(argv, "-output_ts_offset") == str(arguments.OUTPUT_OFFSET)
    assert value(argv, "-f") == "nut"


def sound_filters(track, channels=2, run=MIDDLE):
    return value(arguments.audio_run(FILM, IN_MATROSKA, track, Grid(KEYFRAMES), channels, run), "-af").split(",")


def test_sound_begins_with_the_preroll_and_ends_a_little_after_the_run():
    grid = Grid(KEYFRAMES)
    first, stop = grid.frames(1)[0], grid.frames(2)[1]
    filters = sound_filters(films.sound())
    assert any(f"first_pts={grid.sample(first - 60)}" in part for part in filters)
    assert f"atrim=end_pts={grid.sample(stop + 2)}" in filters
    assert "apad" in filters


def test_sound_is_sought_a_second_before_the_preroll():
    grid = Grid(KEYFRAMES)
    argv = arguments.audio_run(FILM, IN_MATROSKA, films.sound(index=4), grid, 2, Run(3, 1))
    assert float(value(argv, "-ss")) == pytest.approx(grid.sample(grid.frames(3)[0] - 60) / 48_000 - 1)
    assert value(argv, "-map") == "0:4"


@pytest.mark.parametrize("first", [0, 1], ids=["the first run", "a run so early that its pre-roll would be before the film"])
def test_early_runs_of_sound_seek_nowhere(first):
    assert "-ss" not in arguments.audio_run(FILM, IN_MATROSKA, films.sound(), Grid(KEYFRAMES), 2, Run(first, 1))


@pytest.mark.parametrize(
    ("heard", "channels", "mixed", "limited"),
    [
        pytest.param(1, 2, "pan=stereo|c0=c0|c1=c0", False, id="mono as loud as it was"),
        pytest.param(2, 2, "aformat=sample_fmts=fltp:channel_layouts=stereo", False, id="stereo"),
        pytest.param(6, 2, "aformat=sample_fmts=fltp:channel_layouts=stereo", True, id="5.1 as stereo"),
        pytest.param(6, 6, "aformat=sample_fmts=fltp:channel_layouts=5.1", False, id="5.1"),
        pytest.param(8, 6, "aformat=sample_fmts=fltp:channel_layouts=5.1", True, id="7.1 as 5.1"),
    ],
)
def test_mixes_are_limited_where_channels_are_added_up(heard, channels, mixed, limited):
    filters = sound_filters(films.sound(channels=heard), channels)
    assert mixed in filters
    assert (arguments.LIMITER in filters) == limited


@pytest.mark.parametrize(
    ("track", "straightened"),
    [
        pytest.param(films.sound(time_base_denominator=1000), True, id="milliseconds"),
        pytest.param(films.sound(), False, id="samples"),
        pytest.param(films.sound(time_base_denominator=90_000), False, id="MPEG-TS"),
        pytest.param(films.sound(time_base_denominator=1000, frame_size=0), False, id="frames of no fixed size"),
    ],
)
def test_coarse_timestamps_are_straightened(track, straightened):
    assert any(part.startswith("asetpts") for part in sound_filters(track)) == straightened


def test_a_run_stops_before_the_segment_after_it():
    assert Run(3, 4).stop == 7
