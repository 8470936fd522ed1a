"""H.264 as encoders give it (byte stream) and as MP4 wants it (length-prefixed)."""

import re

START_CODE = re.compile(rb"\x00\x00\x01")
SPS, PPS, ACCESS_UNIT_DELIMITER = 7, 8, 9


def units(byte_stream: bytes) -> list[bytes]:
    """The NAL units between the start codes (Rec. ITU-T H.264 annex B)."""
    starts = [match.end() for match in START_CODE.finditer(byte_stream)]
    ends = [start - 3 for start in starts[1:]] + [len(byte_stream)]
    # A start code of four bytes leaves its first zero, and trailing zeros are padding: no NAL unit ends in a zero byte.
    found = (byte_stream[start:end].rstrip(b"\0") for start, end in zip(starts, ends, strict=False))
    return [unit for unit in found if unit]


def length_prefixed(byte_stream: bytes) -> bytes:
    """One access unit with four-byte lengths, without the parameter sets that the init segment carries."""
    kept = (unit for unit in units(byte_stream) if unit[0] & 0x1F not in (SPS, PPS, ACCESS_UNIT_DELIMITER))
    return b"".join(len(unit).to_bytes(4, "big") + unit for unit in kept)


def configuration(parameter_sets: bytes) -> bytes:
    """The AVCDecoderConfigurationRecord of a byte stream's parameter sets (ISO/IEC 14496-15 5.3.3.1).

    Raises ValueError when there is no SPS or PPS.
    """
    found = units(parameter_sets)
    sps = next((unit for unit in found if unit[0] & 0x1F == SPS), None)
    pps = next((unit for unit in found if unit[0] & 0x1F == PPS), None)
    if sps is None or pps is None:
        raise ValueError("The encoder gave no parameter sets.")
    record = bytes([1, sps[1], sps[2], sps[3], 0xFF, 0xE1]) + len(sps).to_bytes(2, "big") + sps
    record += bytes([1]) + len(pps).to_bytes(2, "big") + pps
    if sps[1] in (100, 110, 122, 144):  # High and above also say chroma format 4:2:0 and 8 bits
        record += bytes([0xFD, 0xF8, 0xF8, 0])
    return record
