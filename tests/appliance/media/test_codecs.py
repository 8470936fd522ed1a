"""CODECS strings, against the examples of the specifications."""

import pytest

from appliance.media import codecs


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param("0164001f", "avc1.64001F", id="High 3.1"),
        pytest.param("0142e01e", "avc1.42E01E", id="Constrained Baseline 3.0"),
        pytest.param("014d4028", "avc1.4D4028", id="Main 4.0"),
    ],
)
def test_avc1(record, expected):
    assert codecs.avc1(bytes.fromhex(record)) == expected


@pytest.mark.parametrize(
    ("width", "height", "rate", "expected"),
    [
        pytest.param(854, 480, 25, "avc1.640028", id="4.0 at least"),
        pytest.param(1920, 1080, 30, "avc1.640028", id="4.0"),
        pytest.param(1920, 1080, 60, "avc1.64002A", id="4.2"),
        pytest.param(1280, 720, 240, "avc1.640033", id="5.1"),
        pytest.param(1920, 1080, 240, "avc1.640034", id="5.2"),
    ],
)
def test_avc1_of_what_is_not_encoded_yet(width, height, rate, expected):
    assert codecs.avc1_high(width, height, rate) == expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param("01 01 60000000 b00000000000 5d", "hvc1.1.6.L93.B0", id="Main 3.1"),
        pytest.param("01 01 60000000 900000000000 5d", "hvc1.1.6.L93.90", id="Main 3.1, x265"),
        pytest.param("01 02 20000000 b00000000000 99", "hvc1.2.4.L153.B0", id="Main 10, 5.1"),
        pytest.param("01 22 20000000 900000000000 99", "hvc1.2.4.H153.90", id="High tier"),
        pytest.param("01 41 60000000 b00000000000 5d", "hvc1.A1.6.L93.B0", id="profile space"),
        pytest.param("01 04 08000000 9d08000000 00 7b", "hvc1.4.10.L123.9D.8", id="range extensions"),
        pytest.param("01 01 60000000 000000000000 5d", "hvc1.1.6.L93", id="no constraints"),
    ],
)
def test_hvc1(record, expected):
    assert codecs.hvc1(bytes.fromhex(record.replace(" ", ""))) == expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param("81080c00", "av01.0.08M.08", id="Main, 4.0, 8 bits"),
        pytest.param("810d4c00", "av01.0.13M.10", id="Main, 5.1, 10 bits"),
        pytest.param("812dc000", "av01.1.13H.10", id="High tier"),
        pytest.param("81486000", "av01.2.08M.12", id="Professional, 12 bits"),
        pytest.param("81000c00", "av01.0.00M.08", id="2.0"),
    ],
)
def test_av01(record, expected):
    assert codecs.av01(bytes.fromhex(record)) == expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param("000a82020202", "vp09.00.10.08", id="profile 0, 1.0, 8 bits"),
        pytest.param("0229a2020202", "vp09.02.41.10", id="profile 2, 4.1, 10 bits"),
        pytest.param("0229a2091009", "vp09.02.41.10.01.09.16.09.00", id="HDR10, which says so"),
    ],
)
def test_vp09(record, expected):
    assert codecs.vp09(bytes.fromhex(record)) == expected
