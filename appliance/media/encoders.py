"""The H.264 encoders that ffmpeg may carry: what each has to be told to encode segments. Every flag has its reason beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from appliance.media.ladder import Rung

USUAL_PART = 0.6  # of the highest bit rate: what an encoder without a constant quality aims at


@dataclass(frozen=True, eq=False)
class Encoder:
    """One H.264 encoder. `options` are its own, beside those that all are told; `device` opens what it works on."""

    name: str  # ffmpeg's
    label: str  # for people
    hardware: bool
    options: Mapping[str, str] = field(default_factory=dict)
    keeps_quality: bool = False  # takes a constant quality (`quality_option`), else a mean bit rate
    quality_option: str = ""
    device: tuple[str, ...] = ()
    takes: str = ""  # the last filters, after 8 bits of 4:2:0: what makes the picture one that the encoder reads

    def of(self, rung: Rung) -> dict[str, str]:
        """Its own options for one rung."""
        rate = {self.quality_option: str(rung.quality)} if self.keeps_quality else {"b": str(int(rung.max_bit_rate * USUAL_PART))}
        return {**self.options, **rate}


X264 = Encoder(
    "libx264", "x264", hardware=False, keeps_quality=True, quality_option="crf",
    options={
        "preset": "veryfast",  # all rungs in one pass at about twice real time on two cores
        "profile": "high",
        "sc_threshold": "0",  # no keyframes at scene cuts
        "forced-idr": "1",  # a boundary is a place to begin
    },
)  # fmt: skip
# Parameter sets with a number of their own: both fit into one init segment, and each segment names those that it was made with.
X264_BESIDE = replace(X264, options={**X264.options, "x264-params": "sps-id=1"})

NVENC = Encoder(
    "h264_nvenc", "NVIDIA NVENC", hardware=True, keeps_quality=True, quality_option="cq",
    options={
        "preset": "p5", "rc": "vbr", "b": "0",  # constant quality below the highest rate, as x264's
        "profile": "high",
        "forced-idr": "1",
        "no-scenecut": "1",
        "b_ref_mode": "disabled",  # a decoder holds back two frames at most
    },
)  # fmt: skip
VIDEOTOOLBOX = Encoder(
    "h264_videotoolbox", "Apple VideoToolbox", hardware=True,
    options={"profile": "high", "allow_sw": "0"},  # its software would be slower than x264
)  # fmt: skip
QSV = Encoder(
    "h264_qsv", "Intel Quick Sync", hardware=True,
    options={"preset": "medium", "profile": "high", "forced_idr": "1", "adaptive_i": "0"},  # adaptive: keyframes at scene cuts
    takes="format=nv12",
)  # fmt: skip
AMF = Encoder(
    "h264_amf", "AMD AMF", hardware=True,
    options={"quality": "balanced", "rc": "vbr_peak", "profile": "high", "forced_idr": "1", "bf_ref": "0", "enforce_hrd": "1"},
    takes="format=nv12",
)  # fmt: skip
VAAPI = Encoder(
    "h264_vaapi", "VA-API", hardware=True,
    options={"rc_mode": "VBR", "profile": "high"},  # a forced keyframe is always an IDR picture here
    device=("-vaapi_device", "/dev/dri/renderD128"),
    takes="format=nv12,hwupload",
)  # fmt: skip
OPENH264 = Encoder(
    "libopenh264", "OpenH264", hardware=False,
    options={"rc_mode": "bitrate", "allow_skip_frames": "0", "profile": "high", "coder": "cabac"},  # no frame may be missing
)  # fmt: skip

RANKING = (NVENC, VIDEOTOOLBOX, QSV, AMF, VAAPI, X264, OPENH264)  # the most wished for first; software where no device does it
