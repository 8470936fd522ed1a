"""(source, rungs, run) -> ffmpeg arguments. Pure; every flag has its reason beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from appliance.media import audio
from appliance.media.encoders import X264, Encoder
from appliance.media.ffmpeg import executable, input_arguments
from appliance.media.ladder import Rung
from appliance.media.source import BT2020, MATROSKA, RGB, UNSAID, AudioTrack, SourceFacts, VideoTrack
from appliance.media.timeline import Timeline

NOT_INDEXED_LEADS = (2, 12, 60)  # seconds; without an index a seek lands anywhere in a group of pictures: wider where one is longer
HD_HEIGHT = 720  # pixels; pictures that do not say how their colours are coded follow BT.709 from here, BT.601 below
HDR_TRANSFERS = {"pq": "smpte2084", "hlg": "arib-std-b67"}
HDR_WHITE, HDR_PEAK = 203, 1000  # cd/m2: a white sheet of paper (ITU-R BT.2408), and what is shown as the brightest
SEEK_LEAD = Fraction(3, 23)  # seconds that ffmpeg seeks early in formats that index decode times when there are B-frames


OUTPUT_OFFSET = 10  # seconds added to every packet's time
# Where the sum of a downmix is too loud for a moment, turn down that moment and nothing else.
LIMITER = "alimiter=limit=0.9:level=disabled:latency=1"


@dataclass(frozen=True)
class Run:
    """Segments `first` to `first + count - 1`, encoded by one process."""

    first: int
    count: int

    @property
    def stop(self) -> int:
        """The first segment after the run."""
        return self.first + self.count


def video_run(
    path: Path,
    facts: SourceFacts,
    timeline: Timeline,
    rungs: Sequence[Rung],
    run: Run,
    threads: int,
    lead: int = NOT_INDEXED_LEADS[0],
    encoder: Encoder = X264,
) -> list[str]:
    """Decode the run's part of the film once and encode every rung, as NUT on standard output; stream i is rung i.

    `threads`: of the decoder and of each encoder at most (0: as many as are good for it).
    `lead`: seconds to begin reading before the run where the source has no index.
    """
    video = facts.video
    start, end = timeline.boundaries[run.first], timeline.boundaries[run.stop]
    limit = ["-threads", str(threads)] if threads else []
    argv = [
        executable(),
        "-hide_banner", "-nostdin", "-loglevel", "warning",
        "-copyts",  # the source's own timestamps all the way: segments join because nothing is shifted
        "-noaccurate_seek",  # the trim below cuts to the tick; ffmpeg's own cut rounds to microseconds
        *encoder.device,
        *_seek(facts, timeline, run.first, lead),
        *limit,  # the decoder's: of HEVC it does most of the work
        *input_arguments(path),
        "-filter_complex", _picture_graph(video, rungs, start, end if run.stop < timeline.count else None, encoder.takes),
    ]  # fmt: skip
    # Half a tick early: a time that falls between two frames of a variable rate would give a second keyframe.
    keyframes = [(timeline.boundaries[segment] - Fraction(1, 2)) * timeline.time_base for segment in range(run.first, run.stop)]
    for position, rung in enumerate(rungs):
        argv += ["-map", f"[rung{position}]", *_encoder(position, rung, encoder, keyframes)]
    return [
        *argv,
        "-fps_mode", "passthrough",  # a variable rate stays variable: no frame doubled or dropped
        "-enc_time_base", "demux",  # packet times in the source's ticks, so that nothing is rounded twice
        *limit,  # each encoder's
        *_nut_output(),
    ]  # fmt: skip


def self_test(encoder: Encoder, rung: Rung, rate: int, frames: int, keyframes: Sequence[int]) -> list[str]:
    """Encode a moving picture with a scene cut half way, as a run would be, to NUT on standard output; keyframes by their numbers."""
    picture = f"testsrc2=size={rung.width}x{rung.height}:rate={rate},negate=enable='gte(n,{frames // 2})',trim=end_frame={frames}"
    last = f",{encoder.takes}" if encoder.takes else ""
    return [
        executable(),
        "-hide_banner", "-nostdin", "-loglevel", "warning",
        *encoder.device,
        "-f", "lavfi", "-i", f"{picture},format=yuv420p{last}",
        *_encoder(0, rung, encoder, [Fraction(2 * number - 1, 2 * rate) for number in keyframes]),
        *_nut_output(),
    ]  # fmt: skip


def audio_run(path: Path, facts: SourceFacts, track: AudioTrack, grid: audio.Grid, channels: int, run: Run) -> list[str]:
    """Encode the run's frames of the grid as AAC, as NUT on standard output, with pre-roll before the first frame."""
    first, stop = grid.frames(run.first)[0], grid.frames(run.stop - 1)[1]
    start = grid.sample(first - audio.PREROLL_FRAMES)
    end = grid.sample(stop + 2)  # the encoder holds frames back; what lies after the run is thrown away
    seek = Fraction(start, audio.SAMPLE_RATE) - 1
    return [
        executable(),
        "-hide_banner", "-nostdin", "-loglevel", "warning",
        "-copyts",
        *(["-seek_timestamp", "1", "-ss", _seconds(seek)] if seek > grid.timeline.zero * grid.timeline.time_base else []),  # as in _seek
        *input_arguments(path),
        "-map", f"0:{track.index}",
        "-vn", "-sn", "-dn",  # the demuxer skips what is not asked for
        "-af", ",".join(_sound_filters(facts, track, start, end, channels)),
        "-c:a", "aac",
        "-aac_coder", "fast",  # within 2 dB of a single pass at joins; the two-loop search loses 8 dB in short runs
        "-b:a", str(audio.bit_rate(channels)),
        "-enc_time_base", f"1:{audio.SAMPLE_RATE}",
        *_nut_output(),
    ]  # fmt: skip


def poster(path: Path, video: VideoTrack, at: Fraction | None, height: int) -> list[str]:
    """The picture at `at` seconds (absolute; None: the first) as PNG on standard output, at most `height` pixels high."""
    return [
        executable(),
        "-hide_banner", "-nostdin", "-loglevel", "error",
        *([] if at is None else ["-seek_timestamp", "1", "-ss", _seconds(at)]),
        *input_arguments(path),
        "-map", f"0:{video.index}",  # the film, never an embedded cover or a smaller picture
        "-vf", ",".join([f"scale=w='trunc(ih*dar/2)*2':h=ih,setsar=1,scale=-2:'min({height},ih)'", *for_sdr(video)]),  # square pixels
        "-frames:v", "1", "-an", "-sn",
        "-c:v", "png", "-f", "image2pipe", "-",
    ]  # fmt: skip


def _nut_output() -> list[str]:
    # Decode times begin before zero, which NUT cannot say: lift everything by a constant, else ffmpeg shifts each run its own way.
    # A viewer may wait for the very next packet: none stays in a buffer.
    return ["-output_ts_offset", str(OUTPUT_OFFSET), "-flush_packets", "1", "-f", "nut", "-"]


def _seek(facts: SourceFacts, timeline: Timeline, segment: int, lead: int) -> list[str]:
    if segment == 0 or (not timeline.keyframes and timeline.seconds(segment) <= lead):
        return []  # some demuxers refuse to seek before their first frame, and lose what they have read
    at = timeline.boundaries[segment] * timeline.time_base
    if not timeline.keyframes:
        at -= lead
    elif facts.container == MATROSKA and facts.video.reorder_frames:
        at += SEEK_LEAD  # undone by ffmpeg: lands on the boundary instead of decoding a whole group of pictures before it
    return ["-seek_timestamp", "1", "-ss", _seconds(at + timeline.time_base / 2)]


def _picture_graph(video: VideoTrack, rungs: Sequence[Rung], start: int, end: int | None, takes: str) -> str:
    """Cut exactly, bring to the largest rung's size and colours, and make each smaller rung of the next larger one: less to scale."""
    until = "" if end is None else f":end_pts={end}"
    deinterlace = ["bwdif=mode=send_frame:deint=interlaced"] if video.interlaced else []
    downwards = sorted(enumerate(rungs), key=lambda each: each[1].height, reverse=True)
    chains = []
    for step, (position, rung) in enumerate(downwards):
        if step == 0:
            chain = [f"[0:{video.index}]trim=start_pts={start}{until}", *deinterlace, *_scale(video, rung)]
        else:
            chain = [f"[larger{step - 1}]scale={rung.width}:{rung.height}:flags=bicubic", "setsar=1"]
        smaller = "" if step == len(downwards) - 1 else f"[larger{step}]"
        chain.append(f"split={2 if smaller else 1}")
        chains.append(f"{','.join(chain)}[made{position}]{smaller}")
        chains.append(f"[made{position}]{takes or 'null'}[rung{position}]")
    return ";".join(chains)


def _scale(video: VideoTrack, rung: Rung) -> list[str]:
    """The rung's size, square pixels, 8 bits of 4:2:0, and colours that every screen shows and every frame names."""
    size = f"scale={rung.width}:{rung.height}:flags=bicubic"
    converted = for_sdr(video)
    if converted:
        return [size, "setsar=1", *converted, "format=yuv420p"]
    named = "bt709" if video.height >= HD_HEIGHT or video.matrix == RGB else "smpte170m"
    return [
        f"{size}:out_range=tv" + (":out_color_matrix=bt709" if video.matrix == RGB else ""),
        "setsar=1",
        "format=yuv420p",
        # A player guesses by the height, and a small rung of a large film would change its colours.
        *([f"setparams=colorspace={named}:color_primaries={named}:color_trc={named}"] if video.matrix in (RGB, UNSAID) else []),
    ]


def for_sdr(video: VideoTrack) -> list[str]:
    """Filters that bring colours which not every screen shows to BT.709; none where that is not needed."""
    if video.transfer in HDR_TRANSFERS:
        return _tone_map(video.transfer)
    if video.matrix == BT2020:  # wide colours without high dynamic range
        return ["zscale=transferin=bt709:primariesin=bt2020:matrixin=bt2020nc:transfer=bt709:primaries=bt709:matrix=bt709:range=tv"]
    return []


def _tone_map(transfer: str) -> list[str]:
    """HDR to BT.709: up to paper white nearly as it was, what is brighter rolled off."""
    return [
        # Said, not read: zscale refuses frames that leave any of the three out.
        f"zscale=transferin={HDR_TRANSFERS[transfer]}:primariesin=bt2020:matrixin=bt2020nc:transfer=linear:npl={HDR_WHITE}",
        "format=gbrpf32le",
        "zscale=primaries=bt709",
        f"tonemap=mobius:desat=0:peak={HDR_PEAK / HDR_WHITE:.2f}",  # a fixed peak: runs that guessed theirs would differ
        "zscale=transfer=bt709:matrix=bt709:range=tv:dither=error_diffusion",  # 8 bits would show bands in skies
    ]


def _encoder(position: int, rung: Rung, encoder: Encoder, keyframes: Sequence[Fraction]) -> list[str]:
    options = {
        "c": encoder.name,
        **encoder.of(rung),
        "maxrate": str(rung.max_bit_rate),  # BANDWIDTH is promised before anything is encoded
        "bufsize": str(rung.buffer_bits),
        "bf": "2",
        "g": "9999",  # keyframes at the boundaries only
        "force_key_frames": ",".join(map(_seconds, keyframes)),  # per output stream: a shared list reaches the first one only
    }
    specified = [part for name, value in options.items() for part in (f"-{name}:v:{position}", value)]
    return [*specified, f"-flags:v:{position}", "+cgop+global_header"]  # closed groups; parameter sets once, for the init segment


def _sound_filters(facts: SourceFacts, track: AudioTrack, start: int, end: int, channels: int) -> list[str]:
    filters = []
    if track.frame_size and track.time_base > Fraction(1, track.sample_rate):
        # Timestamps coarser than samples (Matroska: 1 ms) jitter; put every decoded frame back on its exact place.
        # By its end: the first frame may be shortened by the encoder's delay.
        offset = round(track.first * track.time_base * track.sample_rate)
        filters.append(f"asetpts='round((PTS+NB_SAMPLES-{offset})/{track.frame_size})*{track.frame_size}+{offset}-NB_SAMPLES'")
    if track.sample_rate != audio.SAMPLE_RATE:
        filters.append(f"aresample={audio.SAMPLE_RATE}")  # first: `first_pts` below counts samples of its input
    return [
        *filters,
        _mix(track, channels),
        f"aresample={audio.SAMPLE_RATE}:async=1:first_pts={start}",  # begin at that very sample: cut, or pad with silence
        *([LIMITER] if track.channels > channels else []),
        "apad",  # silence where the sound ends before the picture
        f"atrim=end_pts={end}",
    ]


def _mix(track: AudioTrack, channels: int) -> str:
    if track.channels == 1:
        return "pan=stereo|c0=c0|c1=c0"  # ffmpeg's own way loses 3 dB
    # Downmixed with the coefficients of ITU-R BS.775: centre and surround at -3 dB, no LFE. Floating point is not scaled down to make
    # room for the sum, which would lose 7 dB of every dialogue.
    return f"aformat=sample_fmts=fltp:channel_layouts={'stereo' if channels == audio.STEREO else '5.1'}"


def _seconds(time: Fraction) -> str:
    return f"{float(time):.9f}"
