"""The kinds of sources that a household has, each made small and short: what the laws of the timeline are held against."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from tests import media_factory
from tests.media_factory import beeps, ffmpeg, flashes

SECONDS = 10
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-bf", "2", "-sc_threshold", "0", "-g", "50")
X265 = ("-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-tag:v", "hvc1", "-x265-params")
KEYS = "keyint=50:min-keyint=50:scenecut=0:bframes=2:log-level=error"
PQ = f"{KEYS}:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"
HLG = f"{KEYS}:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc"
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "50", "-auto-alt-ref", "0")
AV1 = ("-c:v", "libsvtav1", "-preset", "12", "-g", "50", "-svtav1-params", "lp=1")
MPEG2 = ("-c:v", "mpeg2video", "-bf", "2", "-g", "12", "-qscale:v", "4")
INTERLACED = ("-flags", "+ildct+ilme")
AAC = ("-c:a", "aac", "-b:a", "96k")
LANGUAGES = ("deu", "eng", "fra", "spa", "ita", "jpn", "tur")


@dataclass(frozen=True)
class Kind:
    """One kind of source: how it is made, and what has to be found in it."""

    make: Callable[[Path], None]
    original: bool = True  # whether its own picture can be played as it is
    seen: tuple[int, int] = (256, 144)  # the size of its largest rung
    sounds: int = 1  # sound renditions
    hidden: bool = False  # pictures before the first that an edit list hides
    apart: float = 0  # seconds from a flash to the nearest beep


def film(
    *coding: str,
    rate: str = "25",
    size: str = "320x180",
    filters: str = "null",
    channels: int = 2,
    sampling: int = 48_000,
    seconds: int = SECONDS,
    late: float = 0,
) -> Callable[[Path], None]:
    """A film that flashes and beeps, coded as these arguments say; the sound begins `late` seconds after the picture."""
    exact = Fraction(rate)
    sound = beeps(round(exact) / exact, channels, sampling, seconds)
    inputs = [*flashes(exact, filters, size, seconds), "-itsoffset", str(late), *sound]
    return lambda path: ffmpeg(*inputs, *coding, path)


def silent(*coding: str) -> Callable[[Path], None]:
    """A film without sound."""
    return lambda path: ffmpeg(*flashes(Fraction(25), size="320x180", seconds=SECONDS), *coding, path)


def copied(make: Callable[[Path], None], *options: str) -> Callable[[Path], None]:
    """Another film's streams in a file of their own: input options, `--`, output options."""
    split = options.index("--")

    def remake(path: Path) -> None:
        whole = path.with_name(f"whole-{path.name}.mkv" if path.suffix != ".mp4" else f"whole-{path.name}")
        make(whole)
        ffmpeg(*options[:split], "-i", whole, "-c", "copy", *options[split + 1 :], path)
        whole.unlink()

    return remake


def tracks(path: Path) -> None:
    """Seven sounds in seven languages."""
    one = beeps(Fraction(1), seconds=SECONDS)
    maps = [
        part for number in range(len(LANGUAGES)) for part in ("-map", "1:a", f"-metadata:s:a:{number}", f"language={LANGUAGES[number]}")
    ]
    ffmpeg(*flashes(Fraction(25), size="320x180", seconds=SECONDS), *one, "-map", "0:v", *maps, *X264, "-c:a", "ac3", "-ac", "2", path)


def with_company(path: Path) -> None:
    """A film with a cover, a font, chapters' worth of data: what is no film has to be passed by."""
    cover, font = path.with_name("cover.png"), path.with_name("font.ttf")
    ffmpeg(*flashes(Fraction(25), size="640x640", seconds=1), "-frames:v", "1", cover)
    font.write_bytes(bytes(5000))
    film_and_sound = [*flashes(Fraction(25), size="320x180", seconds=SECONDS), *beeps(Fraction(1), seconds=SECONDS)]
    attached = ["-attach", font, "-metadata:s:t:0", "mimetype=font/ttf"]
    disposition = ["-c:v:0", "png", "-disposition:v:0", "attached_pic"]
    ffmpeg("-i", cover, *film_and_sound, "-map", "0", "-map", "1", "-map", "2", *X264, *disposition, *AAC, *attached, path)
    cover.unlink()
    font.unlink()


def without_index(path: Path) -> None:
    """Matroska as it is streamed: no Cues, no duration."""
    film(*X264, *AAC, "-f", "matroska", "-live", "1", seconds=40)(path)


def he_aac(explicit: bool) -> Callable[[Path], None]:
    """Sound in HE-AAC, made by hand from AAC-LC of half the rate, because no free encoder makes it.

    Explicit: the configuration says spectral band replication (ISO/IEC 14496-3 1.6.5). Implicit: only the frames carry it, each with an
    extension that has no header yet, so that a decoder doubles the rate and adds nothing.
    """

    def make(path: Path) -> None:
        plain = path.with_name(f"plain-{path.name}")
        film(*X264, "-c:a", "aac", "-b:a", "64k", sampling=24_000)(plain)
        data = plain.read_bytes()
        said = bytes.fromhex("131056e500")  # AAC-LC, 24 kHz, stereo, no band replication
        assert data.count(said) == 1
        # 5: with band replication, 24 kHz stereo becomes 48 kHz; 2: of AAC-LC
        data = data.replace(said, bytes.fromhex("2b11880000" if explicit else "1310000000"))
        plain.write_bytes(data)
        plain.rename(path) if explicit else _with_band_replication(plain, path)

    return make


def _with_band_replication(plain: Path, path: Path) -> None:
    import av

    with av.open(str(plain)) as source, av.open(str(path), "w", format="mp4") as target:
        streams = {stream.index: target.add_stream_from_template(stream) for stream in (source.streams.video[0], source.streams.audio[0])}
        for packet in source.demux(*source.streams.video, *source.streams.audio):
            if packet.dts is None:
                continue
            if packet.stream.type == "audio":
                packet = _extended(packet)
            packet.stream = streams[packet.stream.index]
            target.mux(packet)


def _extended(packet):
    import av

    frame = bytes(packet)
    bits = f"{int.from_bytes(frame, 'big'):0{len(frame) * 8}b}".rstrip("0")
    assert bits.endswith("111"), "the end of a raw data block"
    # A fill element (110) of one byte (0001): extension type 1101, no header (0), padding; then the end again.
    bits = bits[:-3] + "110" + "0001" + "11010000" + "111"
    bits += "0" * (-len(bits) % 8)
    longer = av.Packet(int(bits, 2).to_bytes(len(bits) // 8, "big"))
    longer.pts, longer.dts, longer.duration, longer.time_base = packet.pts, packet.dts, packet.duration, packet.time_base
    longer.stream, longer.is_keyframe = packet.stream, True
    return longer


def dolby_vision(path: Path) -> None:
    """HEVC that calls itself Dolby Vision and says nothing of its colours, as profile 5 does."""
    film(*X265, KEYS, *AAC, seconds=2)(path)
    data = path.read_bytes()
    at = data.rindex(b"hvc1")
    path.write_bytes(data[:at] + b"dvh1" + data[at + 4 :])


def lying_index(path: Path) -> None:
    """MP4 whose table of keyframes names pictures that are none."""
    film(*X264, *AAC)(path)
    data = bytearray(path.read_bytes())
    at = data.index(b"stss") + 8
    [count] = struct.unpack_from(">I", data, at)
    numbers = [1, *(25 * number + 1 for number in range(1, count))]
    struct.pack_into(f">{count}I", data, at + 4, *numbers)
    path.write_bytes(bytes(data))


MATRIX: dict[str, Kind] = {
    # containers and codecs
    "h264.mov": Kind(film(*X264, "-c:a", "pcm_s16le", "-movflags", "+faststart")),
    "fragmented.mp4": Kind(film(*X264, *AAC, "-movflags", "+frag_keyframe+empty_moov")),
    "hevc.mp4": Kind(film(*X265, KEYS, *AAC)),
    "av1.mkv": Kind(film(*AV1, "-c:a", "libopus")),
    "av1.mp4": Kind(film(*AV1, *AAC)),
    "vp9.webm": Kind(film(*VP9, "-c:a", "libopus")),
    "vp8.webm": Kind(film("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-g", "50", "-c:a", "libvorbis"), original=False),
    "mpeg4.avi": Kind(film("-c:v", "mpeg4", "-bf", "2", "-g", "25", "-vtag", "XVID", "-c:a", "libmp3lame"), original=False),
    "xvid.avi": Kind(film("-c:v", "libxvid", "-bf", "0", "-g", "25", "-qscale:v", "5", "-c:a", "ac3"), original=False),
    "wmv2.wmv": Kind(film("-c:v", "wmv2", "-g", "50", "-qscale:v", "4", "-c:a", "wmav2"), original=False),
    "wmv1.wmv": Kind(film("-c:v", "wmv1", "-g", "50", "-qscale:v", "4", "-c:a", "wmav2"), original=False),
    "h264.ts": Kind(film(*X264, *AAC), original=False),
    "hevc.ts": Kind(film(*X265, KEYS, *AAC), original=False),
    "h264.flv": Kind(film(*X264, *AAC, sampling=44_100), original=False),
    "mpeg2.mpg": Kind(film(*MPEG2, "-c:a", "mp2", "-f", "vob"), original=False),
    "prores.mov": Kind(film("-c:v", "prores_ks", "-profile:v", "0", "-c:a", "pcm_s24le"), original=False),
    "camera.avi": Kind(film("-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-c:a", "pcm_u8", sampling=11_025, channels=1), original=False),
    "streamed.mkv": Kind(without_index, original=False),
    # rates and times
    "h264-2997.mp4": Kind(film(*X264, *AAC, rate="30000/1001")),
    "h264-60.mkv": Kind(film(*X264, *AAC, rate="60")),
    "h264-23976.avi": Kind(film("-c:v", "mpeg4", "-g", "48", "-c:a", "libmp3lame", rate="24000/1001"), original=False),
    "vfr.mkv": Kind(copied(media_factory.vfr_mp4, "--"), seen=(640, 360)),
    "edited.mp4": Kind(copied(film(*X264, *AAC), "-ss", "3.3", "--"), hidden=True),
    "starts-at-100-s.mkv": Kind(copied(film(*X264, *AAC), "--", "-output_ts_offset", "100")),
    "starts-at-26-h.ts": Kind(film(*X264, *AAC, "-output_ts_offset", "95440"), original=False),  # the clock's 33 bits run over
    "open-gop.mp4": Kind(film(*X264, "-flags", "-cgop", "-x264-params", "open-gop=1", *AAC), original=False),
    "intra-refresh.mp4": Kind(film(*X264, "-x264-params", "intra-refresh=1", *AAC), original=False),
    "every-10-s.mp4": Kind(film(*X264, "-g", "250", *AAC, rate="24000/1001", seconds=24)),
    "every-60-s.mkv": Kind(film(*X264, "-g", "600", *AAC, rate="10", seconds=70), original=False),
    # pictures
    "turned.mp4": Kind(copied(film(*X264, *AAC), "-display_rotation", "90", "--"), seen=(144, 256)),
    "interlaced.mp4": Kind(film(*X264, *INTERLACED, *AAC, filters="scale=720:576,setfield=tff", size="360x288"), seen=(600, 480)),
    "interlaced.ts": Kind(
        film(*MPEG2, *INTERLACED, "-c:a", "mp2", filters="scale=720:576,setsar=64/45,setfield=tff", size="360x288"),
        original=False,
        seen=(854, 480),
    ),
    "anamorphic.mkv": Kind(film(*MPEG2, "-c:a", "ac3", size="720x576", filters="setsar=64/45"), original=False, seen=(854, 480)),
    "h264-10-bit.mkv": Kind(film(*X264, "-pix_fmt", "yuv420p10le", "-profile:v", "high10", *AAC)),
    "hdr10.mkv": Kind(film(*X265, PQ, "-c:a", "eac3")),
    "hlg.mp4": Kind(film(*X265, HLG, *AAC)),
    "wide-colours.mp4": Kind(film(*X265, f"{KEYS}:colorprim=bt2020:transfer=bt2020-10:colormatrix=bt2020nc", *AAC)),
    "4-4-4.mkv": Kind(film(*X264, "-pix_fmt", "yuv444p", "-profile:v", "high444", "-c:a", "flac")),
    # sounds
    "sound-late.mp4": Kind(film(*X264, *AAC, late=2)),
    "sound-early.mkv": Kind(film(*X264, "-c:a", "ac3", late=-1.5), apart=-0.5),
    "silent.mp4": Kind(silent(*X264), sounds=0),
    "seven-tracks.mkv": Kind(tracks, sounds=7),
    "5.1.mp4": Kind(film(*X264, *AAC, channels=6), sounds=2),
    "7.1.mkv": Kind(film(*X264, "-c:a", "flac", channels=8), sounds=2),
    "mono-44100.mp4": Kind(film(*X264, *AAC, channels=1, sampling=44_100)),
    "he-aac-explicit.mp4": Kind(he_aac(explicit=True)),
    "he-aac-implicit.mp4": Kind(he_aac(explicit=False)),
    # company
    "with-company.mkv": Kind(with_company),
    "with-timecode.mov": Kind(film(*X264, *AAC, "-timecode", "01:00:00:00")),
    "index-lies.mp4": Kind(lying_index, original=False),
    # the four clips that everything else is tested with
    **{name: Kind(make, seen=(640, 360), sounds=2 if name == "h264-23976.mkv" else 1) for name, make in media_factory.GOOD.items()},
}
SAMPLE = [*media_factory.GOOD, "av1.mkv", "wmv2.wmv", "interlaced.ts", "hdr10.mkv", "edited.mp4", "sound-late.mp4", "he-aac-implicit.mp4"]
