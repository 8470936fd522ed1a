"""Clips for tests, made on the spot by the ffmpeg that the appliance carries; no media file is kept in the repository.

Good clips show a white frame and sound a 1 kHz beep of 100 ms at the same moments, one flash period apart, so that `tests/measure.py`
can tell how far picture and sound are from each other wherever a clip ends up.
"""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import imageio_ffmpeg

SECONDS = 13
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-bf", "3", "-sc_threshold", "0")
LOCK_SECONDS = 120.0

Maker = Callable[[Path], None]


def h264_mp4(path: Path) -> None:
    """25 fps, B-frames, a keyframe every 2 s, AAC stereo."""
    ffmpeg(*flashes(Fraction(25)), *beeps(Fraction(1)), *X264, "-g", "50", *aac(), path)


def h264_mkv_23976(path: Path) -> None:
    """24000/1001 fps, B-frames, a keyframe every 60 frames (about 2.5 s), AC-3 5.1; flashes 1.001 s apart."""
    rate = Fraction(24000, 1001)
    ffmpeg(*flashes(rate), *beeps(24 / rate), *X264, "-g", "60", "-c:a", "ac3", "-ac", "6", "-b:a", "384k", path)


def h264_mkv_720p(path: Path, seconds: float = SECONDS) -> None:
    """1280 x 720 at 24 fps, B-frames, a keyframe every 2 s, AC-3 5.1: enough for two rungs and for surround."""
    enlarge = "scale=1280:720:flags=neighbor"
    sound = ("-c:a", "ac3", "-ac", "6", "-b:a", "384k")
    ffmpeg(*flashes(Fraction(24), enlarge, seconds=seconds), *beeps(Fraction(1), seconds=seconds), *X264, "-g", "48", *sound, path)


def torn_mp4(path: Path, seconds: float = SECONDS) -> None:
    """H.264 with every slice torn after its header: headers and index say that it plays, FFmpeg conceals it, browsers give it up."""
    whole = path.with_name(f"whole-{path.name}")
    ffmpeg(*flashes(Fraction(25), seconds=seconds), *beeps(Fraction(1), seconds=seconds), *X264, "-g", "50", *aac(), whole)
    with av.open(whole) as read, av.open(path, "w") as written:
        picture, sound = read.streams.video[0], read.streams.audio[0]
        streams = {each.index: written.add_stream_from_template(each) for each in (picture, sound)}
        for packet in read.demux(picture, sound):
            if packet.dts is None:
                continue
            torn = packet
            if packet.stream is picture:
                torn = av.Packet(_torn(bytes(packet)))
                torn.pts, torn.dts, torn.time_base, torn.duration = packet.pts, packet.dts, packet.time_base, packet.duration
                torn.is_keyframe = packet.is_keyframe
            torn.stream = streams[packet.stream.index]
            written.mux(torn)
    whole.unlink()


def _torn(picture: bytes) -> bytes:
    """Write nonsense into the slices of a picture of H.264, as MP4 keeps it: each NAL unit after its length."""
    torn, at = bytearray(picture), 0
    while at < len(torn):
        start, end = at + 4, at + 4 + int.from_bytes(torn[at : at + 4])
        if torn[start] & 31 in (1, 5):
            for place in range(start + 24, end):
                torn[place] = (torn[place] * 7 + place * 13 + 91) & 0xFF | 1  # never a zero: no start code
        at = end
    return bytes(torn)


def mpeg4_720p(path: Path) -> None:
    """1280 x 720 of MPEG-4 Part 2, 4 s, AAC stereo: no rung of it is spared."""
    enlarge = "scale=1280:720:flags=neighbor"
    video = (*flashes(Fraction(25), enlarge, seconds=4), *beeps(Fraction(1), seconds=4), "-c:v", "mpeg4", "-q:v", "5", "-g", "50")
    ffmpeg(*video, *aac(), path)


def vfr_mp4(path: Path) -> None:
    """Frames missing and late in no rhythm, as telephones film; the frames that flash are all there and on time."""
    kept = "not(mod(n,25))+gt(mod(n,7),0)*gt(mod(n,11),1)"
    late = "PTS+if(lt(mod(T,1),0.001),0,mod(N,3)*0.005/TB)"
    filters = f"select='{kept}',settb=1/90000,setpts='{late}'"
    ffmpeg(
        *flashes(Fraction(25), filters),
        *beeps(Fraction(1)),
        *X264, "-g", "40",
        "-fps_mode", "vfr", "-enc_time_base", "1:90000", "-video_track_timescale", "90000",
        *aac(), path,
    )  # fmt: skip


def hevc_mkv_open_gop(path: Path) -> None:
    """24 fps, open groups of 48 pictures with B-frames, AAC stereo."""
    x265 = "open-gop=1:keyint=48:min-keyint=48:scenecut=0:bframes=4:log-level=error"
    video = ("-c:v", "libx265", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-x265-params", x265)
    ffmpeg(*flashes(Fraction(24)), *beeps(Fraction(1)), *video, *aac(), path)


def subtitled_mkv(path: Path) -> None:
    """`h264_mp4` with two tracks of subtitles: German, and forced English; a line at each whole second tells which second begins."""
    script = "".join(f"{n + 1}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{{}} <i>{n}</i>\n\n" for n in range(1, SECONDS))
    texts = [path.with_name(f"{path.name}.{number}.srt") for number in range(2)]
    for text, word in zip(texts, ("Sekunde", "Second"), strict=True):
        text.write_text(script.replace("{}", word))
    inputs = [part for text in texts for part in ("-i", text)]
    film = [*flashes(Fraction(25)), *beeps(Fraction(1)), *inputs, *(part for n in range(4) for part in ("-map", str(n)))]
    languages = ["-metadata:s:s:0", "language=ger", "-metadata:s:s:1", "language=eng", "-disposition:s:1", "forced"]
    ffmpeg(*film, *X264, "-g", "50", *aac(), "-c:s", "srt", *languages, "-f", "matroska", path)
    for text in texts:
        text.unlink()


def audio_only_m4a(path: Path) -> None:
    """Sound without a picture."""
    ffmpeg(*beeps(Fraction(1)), *aac(), path)


def zero_byte(path: Path) -> None:
    """Nothing at all."""
    path.touch()


def text(path: Path) -> None:
    """A letter."""
    path.write_text("Dear diary, today I renamed a text file.\n" * 50)


def truncated_mp4(path: Path) -> None:
    """A copy that broke off: the index (moov) at its end is missing."""
    _cut(path, h264_mp4, 0.6)


def truncated_mkv(path: Path) -> None:
    """A copy that broke off half way, and has no Cues."""
    _cut(path, h264_mkv_23976, 0.5)


def m3u8(path: Path) -> None:
    """A playlist that would make a careless demuxer read other files and call other machines."""
    entries = ("h264.mp4", "/etc/passwd", "http://127.0.0.1:9/segment.ts")
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:10\n" + "".join(f"#EXTINF:10,\n{entry}\n" for entry in entries) + "#EXT-X-ENDLIST\n")


def ffconcat(path: Path) -> None:
    """A script of ffmpeg's that reads other files."""
    path.write_text("ffconcat version 1.0\nfile 'h264.mp4'\nfile '/etc/passwd'\n")


GOOD: dict[str, Maker] = {
    "h264.mp4": h264_mp4,
    "h264-23976.mkv": h264_mkv_23976,
    "vfr.mp4": vfr_mp4,
    "hevc-open-gop.mkv": hevc_mkv_open_gop,
}
# What the library has to refuse, each with one clear sentence.
BAD: dict[str, Maker] = {
    "zero-byte.mp4": zero_byte,
    "text.mp4": text,
    "truncated.mp4": truncated_mp4,
    "truncated.mkv": truncated_mkv,
    "audio-only.m4a": audio_only_m4a,
    "playlist.m3u8": m3u8,
    "playlist-in-disguise.mp4": m3u8,
    "script.ffconcat": ffconcat,
    "script-in-disguise.mp4": ffconcat,
}
MAKERS = {**GOOD, **BAD, "subtitled.mkv": subtitled_mkv, "h264-720p.mkv": h264_mkv_720p, "mpeg4-720p.mp4": mpeg4_720p}


def once(path: Path, make: Maker) -> Path:
    """Make `path` unless it is there, whatever other workers do meanwhile; a file with the name is whole."""
    with _alone(path):
        if not path.exists():
            draft = path.with_name(f"draft-{path.name}")
            make(draft)
            draft.rename(path)
    return path


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other processes out with a lock file."""
    lock = path.with_name(f"{path.name}.lock")
    give_up = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            lock.touch(exist_ok=False)
            break
        except FileExistsError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.05)
    try:
        yield
    finally:
        lock.unlink()


def flashes(rate: Fraction, further: str = "null", size: str = "640x360", seconds: float = SECONDS) -> list[str]:
    """Give the video input: a moving test picture, one white frame at the beginning of every (nearly) second."""
    flash = f"drawbox=color=white:t=fill:enable='not(mod(n,{round(rate)}))'"
    return ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate={rate}:duration={seconds},{flash},{further}"]


def beeps(period: Fraction, channels: int = 2, rate: int = 48_000, seconds: float = SECONDS) -> list[str]:
    """Give the audio input: a beep that begins with every flash."""
    into = f"mod(t,{float(period)})"
    beep = f"if(lt({into},0.1),0.5*sin(2*PI*1000*{into}),0)"
    return ["-f", "lavfi", "-i", f"aevalsrc='{'|'.join([beep] * channels)}':s={rate}:d={seconds}"]


def aac() -> list[str]:
    """Give stereo AAC."""
    return ["-c:a", "aac", "-ac", "2", "-b:a", "128k"]


def _cut(path: Path, make: Maker, part: float) -> None:
    make(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])


def ffmpeg(*arguments: str | Path) -> None:
    """Make a file, the last argument."""
    # bitexact: the same bytes whoever makes them, so that a failure can be looked at again
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", *map(str, arguments[:-1])]
    subprocess.run([*command, "-threads", "2", "-fflags", "+bitexact", str(arguments[-1])], check=True, timeout=120)
