"""Films of odd kinds, small and short, that only the media engine's own tests need, and facts about films that nobody made."""

import struct
import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import imageio_ffmpeg

from appliance.media.probe import probe
from appliance.media.remux import Original
from appliance.media.source import AudioTrack, SourceFacts, VideoTrack
from appliance.media.timeline import decide

X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-bf", "2", "-sc_threshold", "0")
AAC = ("-c:a", "aac", "-b:a", "96k")
MATROSKA_TICK = Fraction(1, 1000)


def picture(seconds: float, rate: str = "25", size: str = "160x90", further: str = "null") -> list[str]:
    """Give a moving test picture as an input."""
    return ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate={rate}:duration={seconds},{further}"]


def tone(seconds: float, rate: int = 48_000, channels: int = 2) -> list[str]:
    """Give a steady tone as an input."""
    voice = "0.3*sin(2*PI*440*t)"
    return ["-f", "lavfi", "-i", f"aevalsrc='{'|'.join([voice] * channels)}':s={rate}:d={seconds}"]


def copied(*options: str) -> Callable[[Path], None]:
    """Make the small film again, its streams copied with other options (input options before, output options after `--`)."""
    split = options.index("--") if "--" in options else len(options)

    def make(path: Path) -> None:
        base = path.with_name(f"base-of-{path.name}.mp4")
        encoded(*picture(6), *tone(6), *X264, "-g", "50", *AAC)(base)
        ffmpeg(*options[:split], "-i", base, "-c", "copy", *options[split + 1 :], path)
        base.unlink()

    return make


def encoded(*arguments: str) -> Callable[[Path], None]:
    """Make a film with these ffmpeg arguments."""
    return lambda path: ffmpeg(*arguments, path)


def with_cover(path: Path) -> None:
    """A film whose first video stream is its cover, larger than the film."""
    cover = path.with_name(f"cover-of-{path.name}.png")
    ffmpeg(*picture(0.04, size="640x640"), "-frames:v", "1", cover)
    film = [*picture(3), "-i", cover, "-map", "1", "-map", "0"]
    ffmpeg(*film, *(part for part in X264), "-g", "25", "-c:v:0", "png", "-disposition:v:0", "attached_pic", path)
    cover.unlink()


def cut_short(name: str, part: float, *flags: str) -> Callable[[Path], None]:
    """Make a film of which only the first part arrived."""

    def make(path: Path) -> None:
        whole = path.with_name(f"whole-{path.name}{Path(name).suffix}")
        encoded(*picture(8), *tone(8), *X264, "-g", "25", *AAC, *flags)(whole)
        data = whole.read_bytes()
        path.write_bytes(data[: int(len(data) * part)])
        whole.unlink()

    return make


def pointing_elsewhere(path: Path) -> None:
    """A QuickTime film whose pictures lie in another file, named by an alias (QuickTime File Format, data references)."""
    target = path.with_name("target-of-alias.mp4")
    encoded(*picture(2), *X264)(target)
    data = target.read_bytes()
    address = str(target).encode()
    alias = bytes(10) + bytes(28) + bytes(12) + bytes(64) + bytes(16) + struct.pack(">HH", 1, 1) + bytes(16)
    alias += struct.pack(">HH", 2, len(address)) + address + bytes(len(address) % 2) + struct.pack(">Hh", 0xFFFF, 0)
    old = struct.pack(">I4sI", 12, b"url ", 1)
    new = struct.pack(">I4sI", 12 + len(alias), b"alis", 0) + alias
    assert data.count(old) == 1
    at = data.index(old)
    grown = bytearray(data[:at] + new + data[at + len(old) :])
    for kind in (b"dref", b"dinf", b"minf", b"mdia", b"trak", b"moov"):  # each lies in the next
        at = data.rindex(kind, 0, at) - 4
        [size] = struct.unpack_from(">I", grown, at)
        struct.pack_into(">I", grown, at, size + len(new) - len(old))
    path.write_bytes(grown)


FILMS: dict[str, Callable[[Path], None]] = {
    "every-2-s.mp4": encoded(*picture(12), *tone(12), *X264, "-g", "50", *AAC),
    "every-2-s.mkv": encoded(*picture(12), *tone(12), *X264, "-g", "50", *AAC),
    "every-10-s.mp4": encoded(*picture(32, "24000/1001"), *X264, "-g", "250"),
    "every-20-s.mkv": encoded(*picture(42, "10"), *X264, "-g", "200"),
    "all-intra.mp4": encoded(*picture(7), *X264, "-g", "1"),
    "open-groups.mp4": encoded(*picture(6), *X264, "-g", "25", "-flags", "-cgop", "-x264-params", "open-gop=1"),
    "small.ts": encoded(*picture(6), *tone(6), *X264, "-g", "25", *AAC),
    "divx.avi": encoded(*picture(6), *tone(6), "-c:v", "mpeg4", "-bf", "2", "-g", "25", "-vtag", "XVID", "-c:a", "libmp3lame"),
    "ntsc.avi": encoded(*picture(4, "24000/1001"), "-c:v", "mpeg4", "-g", "24", "-vtag", "XVID"),
    "vp9.webm": encoded(*picture(4), "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "25"),
    "av1.mp4": encoded(*picture(4), "-c:v", "libsvtav1", "-preset", "12", "-g", "25", "-svtav1-params", "lp=1"),
    "turned-90.mp4": copied("-display_rotation", "90"),
    "turned-180.mp4": copied("-display_rotation", "180"),
    "turned-270.mp4": copied("-display_rotation", "270"),
    "dvd.mp4": encoded(*picture(2, size="720x576", further="setsar=64/45"), *X264),
    "late-start.mkv": copied("--", "-output_ts_offset", "100"),
    "sound-44100.mp4": encoded(*picture(5), *tone(5, 44_100, 1), *X264, "-g", "50", *AAC),
    "two-sizes.mp4": encoded(*picture(3), *picture(3, size="320x180"), "-map", "0", "-map", "1", *X264, "-g", "25"),
    "with-cover.mkv": with_cover,
    "noise.mp4": encoded(
        *picture(9, size="256x144", further="noise=alls=100:allf=t"), "-f", "lavfi", "-i", "anoisesrc=d=9:a=0.8:r=48000",
        *X264, "-g", "50", "-qp", "14", "-c:a", "ac3", "-ac", "2",
    ),
    "spoken.mkv": encoded(
        *picture(2), *tone(2), *tone(2, channels=6), *X264, *AAC, "-map", "0", "-map", "1", "-map", "2", "-c:a:1", "ac3",
        "-metadata", "title=Lola", "-metadata:s:a:0", "language=deu", "-metadata:s:a:0", "title=Deutsch",
        "-metadata:s:a:1", "language=eng", "-disposition:a:0", "0", "-disposition:a:1", "default",
    ),
    "faststart-cut.mp4": cut_short("x.mp4", 0.5, "-movflags", "+faststart"),
    "points-elsewhere.mov": pointing_elsewhere,
}  # fmt: skip


def ffmpeg(*arguments: str | Path) -> None:
    """Make a film; the same bytes whoever makes it."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", *map(str, arguments[:-1])]
    subprocess.run([*command, "-threads", "2", "-fflags", "+bitexact", str(arguments[-1])], check=True, timeout=60)


def imported(path: Path) -> Original:
    """The file as the library would know it."""
    facts, found = probe(path), path.stat()
    return Original(path, found.st_size, found.st_mtime_ns, facts, decide(path, facts))


def video(width: int = 1920, height: int = 1080, **others: Any) -> VideoTrack:
    """Give facts of a picture: a minute at 25 frames/s, unless said otherwise."""
    facts: dict[str, Any] = {
        "index": 0, "codec": "h264", "codec_string": "avc1.640028", "width": width, "height": height,
        "display_width": width, "display_height": height, "rotation": 0, "frame_rate_numerator": 25, "frame_rate_denominator": 1,
        "time_base_numerator": 1, "time_base_denominator": 12_800, "first": 0, "end": 60 * 12_800, "reorder_frames": 2,
        "bit_rate": 5_000_000, "transfer": "sdr", "interlaced": False,
    }  # fmt: skip
    return VideoTrack(**{**facts, **others})


def sound(**others: Any) -> AudioTrack:
    """Give facts of a sound track: stereo AAC, unless said otherwise."""
    facts: dict[str, Any] = {
        "index": 1, "codec": "aac", "profile": "LC", "channels": 2, "sample_rate": 48_000, "frame_size": 1024,
        "time_base_numerator": 1, "time_base_denominator": 48_000, "first": 0, "language": "", "title": "", "default": False,
    }  # fmt: skip
    return AudioTrack(**{**facts, **others})


def facts(picture: VideoTrack | None = None, *sounds: AudioTrack, container: str = "mov") -> SourceFacts:
    """Give facts of a film."""
    return SourceFacts(container, None, 6_000_000, picture or video(), sounds, ())
