"""How a source's own codec configuration goes into an MP4 sample entry, and what CODECS says of it."""

from dataclasses import dataclass

from av.video.codeccontext import VideoCodecContext

from appliance.media import codecs
from appliance.media.packager import box, full_box, video_entry

# VP9 levels by the largest luma sample rate they allow (samples/s; VP9 levels, WebM project), as level number x 10.
VP9_LEVELS = [(829_440, 10), (2_764_800, 11), (4_608_000, 20), (9_216_000, 21), (20_736_000, 30), (36_864_000, 31), (83_558_400, 40)]
VP9_LEVELS += [(160_432_128, 41), (311_951_360, 50), (588_251_136, 51), (1_176_502_272, 52)]
VP9_HIGHEST = 60


@dataclass(frozen=True)
class Coding:
    """One way of coding a picture in MP4: the sample entry's type, its configuration box, the CODECS string."""

    kind: bytes
    configuration: bytes
    codec_string: str

    def sample_entry(self, width: int, height: int, pixel_aspect: tuple[int, int] = (1, 1)) -> bytes:
        """The whole sample entry for a picture of `width` x `height` stored pixels."""
        return video_entry(self.kind, width, height, self.configuration, pixel_aspect)


def coding_of(context: VideoCodecContext, frame_rate: float) -> Coding | None:
    """How this decoder's stream is written into MP4 unchanged; None where MP4 or browsers have no way to carry it."""
    extradata = bytes(context.extradata or b"")
    if context.name == "h264" and extradata[:1] == b"\x01":
        return Coding(b"avc1", box(b"avcC", extradata), codecs.avc1(extradata))
    if context.name == "hevc" and len(extradata) > 22 and extradata[0] == 1 and extradata[22]:  # `hvc1`: the parameter sets are in there
        return Coding(b"hvc1", box(b"hvcC", extradata), codecs.hvc1(extradata))
    if context.name in ("av1", "libdav1d") and extradata[:1] == b"\x81":
        return Coding(b"av01", box(b"av1C", extradata), codecs.av01(extradata))
    if context.name in ("vp9", "libvpx-vp9"):
        configuration = _vp9_configuration(context, frame_rate)
        return Coding(b"vp09", full_box(b"vpcC", 1, 0, configuration), codecs.vp09(configuration))
    return None


def _vp9_configuration(context: VideoCodecContext, frame_rate: float) -> bytes:
    """The body of a VPCodecConfigurationBox; Matroska carries none, so it is told from the picture."""
    luma_rate = context.width * context.height * frame_rate
    level = next((level for limit, level in VP9_LEVELS if luma_rate <= limit), VP9_HIGHEST)
    pixel_format = context.pix_fmt or "yuv420p"
    depth = 12 if "12" in pixel_format else 10 if "10" in pixel_format else 8
    chroma = 3 if "444" in pixel_format else 2 if "422" in pixel_format else 1
    profile = (1 if chroma > 1 else 0) + (2 if depth > 8 else 0)
    full_range = 1 if int(context.color_range or 0) == 2 else 0
    colours = bytes([int(value) if value else 2 for value in (context.color_primaries, context.color_trc, context.colorspace)])
    return bytes([profile, level, depth << 4 | chroma << 1 | full_range]) + colours + bytes(2)
