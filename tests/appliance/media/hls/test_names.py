"""Names that exist, and names that do not."""

import pytest

from appliance.media.hls.names import parse_rendition, segment_name, segment_number, versioned


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("original", ("original", 1)),
        ("480p", ("480p", 1)),
        ("1080p-v3", ("1080p", 3)),
        ("original-v2", ("original", 2)),
        ("audio-1", ("audio-1", 1)),
        ("audio-12-surround", ("audio-12-surround", 1)),
        ("audio-1-surround-v2", ("audio-1-surround", 2)),
        ("subtitles-1", ("subtitles-1", 1)),
        ("subtitles-12-v2", ("subtitles-12", 2)),
    ],
)
def test_legal_renditions(name, expected):
    assert parse_rendition(name) == expected
    assert versioned(*expected) == name


@pytest.mark.parametrize(
    "name",
    ["", "480P", "480p ", "480p\n", "480p-v1", "480p-V2", "480p-v", "480p-v-2", "480", "p", "audio-", "audio", "surround", "../480p",
     "480p/..", "480p/../../etc", "..", ".", "%2e%2e", "480p\0", "original.mp4", "Original", "subtitles-0", "subtitles"],
)  # fmt: skip
def test_illegal_renditions(name):
    assert parse_rendition(name) is None


@pytest.mark.parametrize(("name", "number"), [("00000.m4s", 0), ("00007.m4s", 7), ("99999.m4s", 99_999)])
def test_legal_segments(name, number):
    assert segment_number(name) == number
    assert segment_name(number) == name


@pytest.mark.parametrize(
    "name",
    ["", "0.m4s", "7.m4s", "000007.m4s", "00007.M4S", "00007.m4s ", "00007.m4s\n", "00007.ts", "-0007.m4s", "+0007.m4s", "../00007.m4s",
     "00007.m4s/..", "0x007.m4s", "init.mp4", ".00007.m4s.ab12"],
)  # fmt: skip
def test_illegal_segments(name):
    assert segment_number(name) is None
