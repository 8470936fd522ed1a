"""Small pictures for the seek bar: as many as planned, each of its own time."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from PIL import Image

from appliance.media.errors import RunFailed
from appliance.media.trickplay import make_trickplay, sheet_name, thumbnails, trickplay_of
from tests.appliance.media import films


def made(original, folder):
    """The plan, and the sheets in their order."""
    plan = trickplay_of(original.facts)
    make_trickplay(original.path, original.facts, original.timeline.zero * original.timeline.time_base, folder, lambda: None)
    assert sorted(path.name for path in folder.iterdir()) == [sheet_name(number) for number in range(plan.sheets)]
    return plan, [Image.open(folder / sheet_name(number)) for number in range(plan.sheets)]


def tile(plan, sheets, number):
    sheet, left, top = plan.place(number)
    return sheets[sheet].crop((left, top, left + plan.width, top + plan.height))


@pytest.mark.parametrize(
    ("name", "size"),
    [
        pytest.param("h264.mp4", (240, 136), id="MP4"),
        pytest.param("vfr.mp4", (240, 136), id="variable rate"),
        pytest.param("hevc-open-gop.mkv", (240, 136), id="open groups of pictures"),
        pytest.param("dvd.mp4", (240, 136), id="anamorphic: square pixels"),
        pytest.param("turned-90.mp4", (136, 240), id="turned"),
        pytest.param("small.ts", (240, 136), id="no index"),
        pytest.param("divx.avi", (240, 136), id="AVI"),
    ],
)
def test_every_kind_of_film_has_them(name, size, imported, tmp_path):
    plan, sheets = made(imported(name), tmp_path / "sheets")
    assert (plan.width, plan.height) == size
    assert plan.count == pytest.approx(imported(name).facts.duration / plan.interval, abs=1)
    for number in range(plan.count):
        assert max(tile(plan, sheets, number).convert("L").getextrema()) > 100, f"picture {number} is black"


def test_high_dynamic_range_is_mapped(tmp_path):
    """Reference white, half of what the signal can say, is no middle grey."""
    path = tmp_path / "hdr.mkv"
    hdr = "colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"
    grey = "color=0x949494:size=320x180:rate=10:duration=3,format=yuv420p10le"
    said = "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc"
    films.encoded("-f", "lavfi", "-i", f"{grey},{said}", "-c:v", "libx265", "-x265-params", f"log-level=error:keyint=10:{hdr}")(path)
    plan, sheets = made(films.imported(path), tmp_path / "sheets")
    assert tile(plan, sheets, 1).convert("L").resize((1, 1)).getpixel((0, 0)) > 180


def test_each_picture_is_of_its_own_time(imported, tmp_path):
    path = tmp_path / "brighter.mp4"
    grey = "color=black:size=320x180:rate=10:duration=18,geq=lum='16+T*12':cb=128:cr=128"
    films.encoded("-f", "lavfi", "-i", grey, *films.X264, "-g", "10")(path)
    plan, sheets = made(films.imported(path), tmp_path / "sheets")
    assert (plan.interval, plan.count) == (1, 18)
    seen = [tile(plan, sheets, number).convert("L").resize((1, 1)).getpixel((0, 0)) for number in range(plan.count)]
    assert seen == pytest.approx([number * 12 * 255 / 219 for number in range(18)], abs=6)


def test_the_track_names_a_tile_for_every_moment(imported):
    plan = trickplay_of(imported("h264.mp4").facts)
    text = thumbnails([(plan, ["/sheets/0.jpg?v=1"])])
    assert text.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n/sheets/0.jpg?v=1#xywh=0,0,240,136\n\n")
    assert re.findall(r"^(\S+) --> (\S+)\n\S+#xywh=(\S+)$", text, re.MULTILINE)[-1] == ("00:00:12.000", "00:00:13.000", "480,136,240,136")


def test_the_track_of_several_files_goes_on_where_the_next_begins(imported):
    plan = replace(trickplay_of(imported("h264.mp4").facts), duration=12.345)
    cues = re.findall(r"^(\S+) --> (\S+)\n(\S+)#xywh=(\S+)$", thumbnails([(plan, ["a.jpg"]), (plan, ["b.jpg"])]), re.MULTILINE)
    assert cues[12:14] == [
        ("00:00:12.000", "00:00:12.345", "a.jpg", "480,136,240,136"),
        ("00:00:12.345", "00:00:13.345", "b.jpg", "0,0,240,136"),
    ]
    assert cues[-1][1] == "00:00:24.690"


@pytest.mark.parametrize(("seconds", "interval", "sheets"), [(5, 1, 1), (90, 1, 1), (300, 3, 1), (1000, 10, 1), (7200, 10, 8)])
def test_long_films_get_one_every_ten_seconds(imported, seconds, interval, sheets):
    facts = imported("h264.mp4").facts
    video = facts.video
    stretched = type(facts)(**{**vars(facts), "video": type(video)(**{**vars(video), "end": video.first + int(seconds / video.time_base)})})
    plan = trickplay_of(stretched)
    assert (plan.interval, plan.sheets) == (interval, sheets)


def test_a_film_that_went_away_has_none(imported, tmp_path):
    with pytest.raises(RunFailed, match=r"\.$"):
        make_trickplay(tmp_path / "gone.mp4", imported("small.ts").facts, Fraction(0), tmp_path / "sheets", lambda: None)
    assert list((tmp_path / "sheets").iterdir()) == []
