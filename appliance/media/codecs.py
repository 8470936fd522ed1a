"""Codec names for players: the CODECS parameter (RFC 6381 and each codec's ISO binding)."""

import math

from appliance.media.source import UNSAID

H264_LEVELS = ((245_760, 40), (522_240, 42), (983_040, 51))  # macroblocks/s and the level x 10 (Rec. ITU-T H.264 table A-1)
H264_HIGHEST = 52


def avc1(avc_configuration: bytes) -> str:
    """`avc1.PPCCLL` from an AVCDecoderConfigurationRecord (RFC 6381 section 3.3, ISO/IEC 14496-15 5.3.3)."""
    return f"avc1.{avc_configuration[1:4].hex().upper()}"


def avc1_high(width: int, height: int, frame_rate: float) -> str:
    """`avc1.6400LL`: the most that an encode of this size (pixels) and rate (frames/s) in High profile needs; 4.0 at least."""
    rate = math.ceil(width / 16) * math.ceil(height / 16) * frame_rate
    level = next((level for most, level in H264_LEVELS if rate <= most), H264_HIGHEST)
    return f"avc1.6400{level:02X}"


def hvc1(hevc_configuration: bytes) -> str:
    """`hvc1.<profile>.<compatibility>.<tier and level>.<constraints>` (ISO/IEC 14496-15 annex E.3)."""
    profile = hevc_configuration[1]
    space = ["", "A", "B", "C"][profile >> 6]
    tier = "H" if profile & 0x20 else "L"
    compatibility = int(f"{int.from_bytes(hevc_configuration[2:6], 'big'):032b}"[::-1], 2)
    constraints = hevc_configuration[6:12].rstrip(b"\0")
    parts = ["hvc1", f"{space}{profile & 0x1F}", f"{compatibility:X}", f"{tier}{hevc_configuration[12]}"]
    return ".".join(parts + [f"{byte:X}" for byte in constraints])


def av01(av1_configuration: bytes) -> str:
    """`av01.P.LLT.DD` from an AV1CodecConfigurationRecord (AV1 in ISOBMFF, section 5)."""
    profile, level = av1_configuration[1] >> 5, av1_configuration[1] & 0x1F
    flags = av1_configuration[2]
    tier = "H" if flags & 0x80 else "M"
    depth = (12 if flags & 0x20 else 10) if flags & 0x40 else 8
    return f"av01.{profile}.{level:02d}{tier}.{depth:02d}"


def vp09(vp_configuration: bytes) -> str:
    """`vp09.PP.LL.DD` from the body of a VPCodecConfigurationBox (VP codec ISO media file format binding).

    Where the picture says how it codes colours, `.CC.cp.tc.mc.FF` follows: without it a player takes HDR for SDR.
    """
    profile, level, packed, *colours = vp_configuration[:6]
    mandatory = f"vp09.{profile:02d}.{level:02d}.{packed >> 4:02d}"
    if UNSAID in colours:
        return mandatory
    return ".".join([mandatory, *(f"{value:02d}" for value in (packed >> 1 & 7, *colours, packed & 1))])


AAC_LC = "mp4a.40.2"  # RFC 6381 section 3.3: MPEG-4 audio (0x40), object type 2
