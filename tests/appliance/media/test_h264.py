"""Byte streams and what MP4 makes of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.media import codecs, h264

SPS = bytes.fromhex("67640014acd94141")
PPS = bytes.fromhex("68ebecb22c")
IDR = b"\x65\x88\x84\x00\x33"
SLICE = b"\x41\x9a\x24"
DELIMITER = b"\x09\xf0"
ESCAPED = b"\x65\x00\x00\x03\x01\x00\x00\x03\x00\x80"  # emulation prevention: no start code lies in it
SHORT, LONG = b"\0\0\1", b"\0\0\0\1"

# No unit may hold a start code or end in a zero byte: that is what emulation prevention is for (H.264 7.4.1).
any_unit = st.binary(min_size=1, max_size=60).map(lambda data: b"\x41" + data.replace(b"\0\0", b"\0\x03") + b"\x80")


def prefixed(*units):
    return b"".join(len(unit).to_bytes(4, "big") + unit for unit in units)


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        pytest.param(SHORT + SPS + SHORT + IDR, [SPS, IDR], id="start codes of three bytes"),
        pytest.param(LONG + SPS + LONG + IDR, [SPS, IDR], id="start codes of four bytes"),
        pytest.param(LONG + SPS + SHORT + PPS + LONG + IDR, [SPS, PPS, IDR], id="both"),
        pytest.param(LONG + IDR + b"\0\0\0", [IDR], id="zeros behind the last unit"),
        pytest.param(b"\0\0" + LONG + IDR + b"\0\0" + LONG + SLICE, [IDR, SLICE], id="zeros between"),
        pytest.param(SHORT + ESCAPED + SHORT + SLICE, [ESCAPED, SLICE], id="emulation prevention untouched"),
    ],
)
def test_units(stream, expected):
    assert h264.units(stream) == expected


@given(st.lists(st.tuples(st.sampled_from([SHORT, LONG]), any_unit), min_size=1, max_size=12))
def test_every_unit_comes_back(pieces):
    stream = b"".join(code + unit for code, unit in pieces)
    assert h264.units(stream) == [unit for _, unit in pieces]
    assert h264.length_prefixed(stream) == prefixed(*(unit for _, unit in pieces))


def test_parameter_sets_and_delimiters_stay_out_of_the_samples():
    stream = LONG + DELIMITER + LONG + SPS + LONG + PPS + SHORT + IDR + SHORT + SLICE
    assert h264.length_prefixed(stream) == prefixed(IDR, SLICE)


def test_configuration_of_high_profile():
    record = h264.configuration(LONG + SPS + LONG + PPS)
    assert record[:6] == bytes([1, 0x64, 0x00, 0x14, 0xFF, 0xE1]), "version, profile, constraints, level, four-byte lengths, one SPS"
    assert record[6:] == b"\0\x08" + SPS + b"\1\0\x05" + PPS + bytes([0xFD, 0xF8, 0xF8, 0])
    assert codecs.avc1(record) == "avc1.640014"


def test_configuration_of_main_profile_ends_with_the_pps():
    sps = bytes([0x67, 77]) + SPS[2:]
    assert h264.configuration(SHORT + sps + SHORT + PPS).endswith(PPS)


@pytest.mark.parametrize("stream", [LONG + SPS, LONG + PPS, LONG + IDR], ids=["no PPS", "no SPS", "neither"])
def test_no_configuration_without_parameter_sets(stream):
    with pytest.raises(ValueError, match="parameter sets"):
        h264.configuration(stream)


@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        pytest.param(prefixed(DELIMITER, SPS, PPS, IDR), True, id="behind parameter sets"),
        pytest.param(prefixed(DELIMITER, SLICE), False, id="a picture that needs others"),
        pytest.param(prefixed(IDR)[:5], True, id="cut short"),
        pytest.param(b"\0\0\0", False, id="no unit at all"),
    ],
)
def test_where_a_decoder_may_begin(sample, expected):
    assert h264.is_idr(sample, 4) == expected


@given(st.binary(max_size=40), st.sampled_from([1, 2, 4]))
def test_any_bytes_are_a_beginning_or_none(sample, length_size):
    assert isinstance(h264.is_idr(sample, length_size), bool)
