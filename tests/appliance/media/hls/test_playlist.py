"""Playlists, read back by a small reader of our own that follows RFC 8216."""

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.media.hls.playlist import AudioRendition, MediaSegment, Variant, media, multivariant

ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"\r\n]*"|[^",\s]+)(?:,|$)')

GERMAN = AudioRendition("stereo", "Deutsch", "audio-1/media.m3u8?v=ab", "de", default=True, automatic=True, channels=2)
FULL_HD = Variant("1080p/media.m3u8?v=ab", 9_000_000, None, "avc1.640028,mp4a.40.2", 1920, 1080, Fraction(24_000, 1001), "SDR", "stereo")


def attributes(line):
    """An attribute list (4.2): names and values with nothing between them."""
    text = line.split(":", 1)[1]
    found = ATTRIBUTE.findall(text)
    assert "".join(f"{name}={value}," for name, value in found) == text + ","
    assert len(dict(found)) == len(found), "no name twice"
    return {name: value.strip('"') for name, value in found}


def lines(playlist):
    assert playlist.endswith("\n")
    assert "\r" not in playlist
    found = playlist.splitlines()
    assert found[0] == "#EXTM3U"
    assert all(found), "no empty lines"
    return found


def read_media(playlist):
    """The target duration, and each segment's length and address."""
    found = lines(playlist)
    [target] = [int(line.split(":")[1]) for line in found if line.startswith("#EXT-X-TARGETDURATION:")]
    segments = [(line, address) for line, address in pairwise(found) if line.startswith("#EXTINF:")]
    return target, [(Fraction(line[len("#EXTINF:") :].rstrip(",")), address) for line, address in segments]


def read_multivariant(playlist):
    """The renditions, and each variant with its address."""
    found = lines(playlist)
    renditions = [attributes(line) for line in found if line.startswith("#EXT-X-MEDIA:")]
    pairs = pairwise(found)
    return renditions, [(attributes(line), address) for line, address in pairs if line.startswith("#EXT-X-STREAM-INF:")]


def test_a_media_playlist_word_for_word():
    segments = [
        MediaSegment(f"0000{number}.m4s?v=ab", length) for number, length in enumerate([Fraction(1001, 1000), Fraction(4), Fraction(1, 3)])
    ]
    assert media(segments, "init.mp4?v=ab") == (
        "#EXTM3U\n"
        "#EXT-X-VERSION:7\n"
        "#EXT-X-TARGETDURATION:4\n"
        "#EXT-X-MEDIA-SEQUENCE:0\n"
        "#EXT-X-PLAYLIST-TYPE:VOD\n"
        "#EXT-X-INDEPENDENT-SEGMENTS\n"
        '#EXT-X-MAP:URI="init.mp4?v=ab"\n'
        "#EXTINF:1.001000,\n"
        "00000.m4s?v=ab\n"
        "#EXTINF:4.000000,\n"
        "00001.m4s?v=ab\n"
        "#EXTINF:0.333333,\n"
        "00002.m4s?v=ab\n"
        "#EXT-X-ENDLIST\n"
    )


def test_a_multivariant_playlist_word_for_word():
    assert multivariant([FULL_HD], [GERMAN]) == (
        "#EXTM3U\n"
        "#EXT-X-VERSION:7\n"
        "#EXT-X-INDEPENDENT-SEGMENTS\n"
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="stereo",NAME="Deutsch",LANGUAGE="de",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",'
        'URI="audio-1/media.m3u8?v=ab"\n'
        '#EXT-X-STREAM-INF:BANDWIDTH=9000000,CODECS="avc1.640028,mp4a.40.2",RESOLUTION=1920x1080,FRAME-RATE=23.976,VIDEO-RANGE=SDR,'
        'AUDIO="stereo"\n'
        "1080p/media.m3u8?v=ab\n"
    )


# Lengths as timelines have them: whole ticks of usual time bases.
lengths = st.builds(
    lambda ticks, base: ticks * base,
    st.integers(1, 15_000),
    st.sampled_from([Fraction(1, 1000), Fraction(1, 1024), Fraction(1001, 24_000)]),
)


@given(st.lists(lengths, min_size=1, max_size=50))
def test_no_length_rounded_to_whole_seconds_exceeds_the_target_duration(durations):
    target, segments = read_media(media([MediaSegment(f"{number}.m4s", length) for number, length in enumerate(durations)], "init.mp4"))
    assert all(int(length + Fraction(1, 2)) <= target for length, _ in segments), "4.3.3.1"
    assert target >= 1


@given(st.lists(lengths, min_size=1, max_size=50))
def test_lengths_and_addresses_come_back(durations):
    _, segments = read_media(media([MediaSegment(f"{number}.m4s", length) for number, length in enumerate(durations)], "init.mp4"))
    assert [address for _, address in segments] == [f"{number}.m4s" for number in range(len(durations))]
    assert all(abs(read - length) <= Fraction(1, 2_000_000) for (read, _), length in zip(segments, durations, strict=True))


def test_a_playlist_is_complete_from_the_first_moment():
    assert lines(media([MediaSegment("00000.m4s", Fraction(4))], "init.mp4"))[-1] == "#EXT-X-ENDLIST"


@given(st.text(max_size=40), st.text(max_size=10))
def test_whatever_a_track_is_called_the_playlist_stays_readable(name, language):
    playlist = multivariant([FULL_HD], [replace(GERMAN, name=name, language=language)])
    tags = [line for line in playlist.split("\n") if line.startswith("#EXT-X-MEDIA:")]
    assert len(playlist.split("\n")) == 7
    assert len(tags) == 1
    assert re.fullmatch(r'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="[^"]*",NAME="[^"\r\n]*",(LANGUAGE="[^"\r\n]*",)?DEFAULT=YES,.*', tags[0])


def test_quotes_become_apostrophes():
    [rendition], _ = read_multivariant(multivariant([FULL_HD], [replace(GERMAN, name='The "real" one')]))
    assert rendition["NAME"] == "The 'real' one"


def test_what_is_unknown_is_not_said():
    [rendition], [(variant, _)] = read_multivariant(multivariant([replace(FULL_HD, audio_group=None)], [replace(GERMAN, language="")]))
    assert "LANGUAGE" not in rendition
    assert "AVERAGE-BANDWIDTH" not in variant
    assert "AUDIO" not in variant


def test_what_is_known_is_said():
    others = [replace(GERMAN, name="English", default=False, automatic=False, channels=6)]
    renditions, [(variant, address)] = read_multivariant(
        multivariant([replace(FULL_HD, average_bandwidth=5, video_range="PQ")], [GERMAN, *others])
    )
    assert [(rendition["DEFAULT"], rendition["AUTOSELECT"], rendition["CHANNELS"]) for rendition in renditions] == [
        ("YES", "YES", "2"),
        ("NO", "NO", "6"),
    ]
    assert (variant["AVERAGE-BANDWIDTH"], variant["VIDEO-RANGE"], variant["RESOLUTION"]) == ("5", "PQ", "1920x1080")
    assert variant["AUDIO"] == renditions[0]["GROUP-ID"]
    assert address == FULL_HD.uri


@pytest.mark.parametrize(
    ("rate", "said"), [(Fraction(24_000, 1001), "23.976"), (Fraction(25), "25.000"), (Fraction(60_000, 1001), "59.940")]
)
def test_frame_rates_have_three_decimals(rate, said):
    _, [(variant, _)] = read_multivariant(multivariant([replace(FULL_HD, frame_rate=rate)], []))
    assert variant["FRAME-RATE"] == said
