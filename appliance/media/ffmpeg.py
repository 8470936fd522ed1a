"""The ffmpeg that imageio-ffmpeg brings, and what ffmpeg and PyAV may open: local media, nothing else."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import av
import imageio_ffmpeg
from av.container import InputContainer
from av.stream import Stream

# Containers of films. Playlists and scripts (hls, concat, dash, sdp ...) are not media: they point at other files and hosts.
FORMATS = ",".join(
    ["mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "avi", "mpegts", "mpeg", "asf", "flv", "ogg", "mxf", "h264", "hevc", "mpegvideo"]
)
PROTOCOLS = "file"
OPEN_OPTIONS = {"protocol_whitelist": PROTOCOLS, "format_whitelist": FORMATS}


@cache
def executable() -> str:
    """Path of the ffmpeg program.

    It is not tried here, as imageio-ffmpeg would: that starts it once more in every process, and one that was killed in this very
    moment would count as broken as long as the process lives. Raises RuntimeError when there is none at all.
    """
    brought = [file for file in files("imageio_ffmpeg.binaries").iterdir() if file.name.startswith("ffmpeg")]
    return str(brought[0] if brought else imageio_ffmpeg.get_ffmpeg_exe())


def url(path: Path) -> str:
    """`path` as an address that is always a file, whatever its name looks like ("concat:...", "http:...")."""
    return f"file:{path}"


def open_local(path: Path) -> InputContainer:
    """Open one local medium with PyAV, and never anything it points at. Raises what `av.open` raises."""
    # Titles in old encodings are no reason to refuse a film.
    return av.open(url(path), options=dict(OPEN_OPTIONS), metadata_errors="replace")


def go_back(container: InputContainer, tick: int, stream: Stream | None = None) -> None:
    """Go to the keyframe at or before `tick`, in the stream's time base (unset: microseconds), or to the first where none is."""
    try:
        container.seek(tick, stream=stream, backward=True)
    except av.error.PermissionError:  # FFmpeg's word for none; most of its demuxers begin at the first one then, FLV's does not
        container.seek(tick, stream=stream, backward=False)


def input_arguments(path: Path) -> list[str]:
    """ffmpeg's arguments that open one local medium and never anything it points at."""
    return ["-protocol_whitelist", f"{PROTOCOLS},pipe", "-format_whitelist", FORMATS, "-i", url(path)]
