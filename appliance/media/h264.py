"""H.264 as encoders give it (byte stream) and as MP4 wants it (length-prefixed)."""

import re

START_CODE = re.compile(rb"\x00\x00\x01")
IDR, SPS, PPS, ACCESS_UNIT_DELIMITER = 5, 7, 8, 9


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


def parameter_sets(byte_stream: bytes) -> tuple[bytes, bytes]:
    """The SPS and the PPS of an encoder.

    Raises ValueError when one is missing.
    """
    found = units(byte_stream)
    sps = next((unit for unit in found if unit[0] & 0x1F == SPS), None)
    pps = next((unit for unit in found if unit[0] & 0x1F == PPS), None)
    if sps is None or pps is None:
        raise ValueError("The encoder gave no parameter sets.")
    return sps, pps


def is_idr(sample: bytes, length_size: int) -> bool:
    """Whether a decoder may begin with this access unit of MP4 (ISO/IEC 14496-15 5.3.4.2); `length_size`: bytes before each NAL unit."""
    at = 0
    while at + length_size < len(sample):
        length, at = int.from_bytes(sample[at : at + length_size], "big"), at + length_size
        if sample[at] & 0x1F == IDR:
            return True
        at += length
    return False


def configuration(*byte_streams: bytes) -> bytes:
    """The AVCDecoderConfigurationRecord of one encoder's parameter sets, or of several encoders' (ISO/IEC 14496-15 5.3.3.1).

    Several sets must differ in their numbers. Raises ValueError when there is no SPS or PPS.
    """
    sets = [parameter_sets(byte_stream) for byte_stream in byte_streams]
    profile, level = (max(sps[at] for sps, _ in sets) for at in (1, 3))  # what a decoder of all of them needs
    constraints = 0xFF
    for sps, _ in sets:
        constraints &= sps[2]
    record = bytes([1, profile, constraints, level, 0xFF, 0xE0 | len(sets)]) + b"".join(_counted(sps) for sps, _ in sets)
    record += bytes([len(sets)]) + b"".join(_counted(pps) for _, pps in sets)
    if profile in (100, 110, 122, 144):  # High and above also say chroma format 4:2:0 and 8 bits
        record += bytes([0xFD, 0xF8, 0xF8, 0])
    return record


def configured_sets(record: bytes) -> list[tuple[bytes, bytes]]:
    """The parameter sets that an AVCDecoderConfigurationRecord lists, each encoder's SPS with its PPS."""
    found: list[list[bytes]] = []
    position = 5
    for mask in (0x1F, 0xFF):
        count, position = record[position] & mask, position + 1
        found.append([])
        for _ in range(count):
            end = position + 2 + int.from_bytes(record[position : position + 2], "big")
            found[-1].append(record[position + 2 : end])
            position = end
    return list(zip(found[0], found[1], strict=True))


def _counted(unit: bytes) -> bytes:
    return len(unit).to_bytes(2, "big") + unit
