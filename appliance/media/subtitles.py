"""Subtitles -> WebVTT: text tracks inside a film, and files beside it. Italic, bold and underline stay, other styling goes."""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av
import pysubs2
from av.codec.context import CodecContext
from av.packet import Packet
from av.stream import Stream
from av.subtitles.subtitle import AssSubtitle
from pysubs2.formats.substation import parse_tags

from appliance.media.errors import MediaRefused
from appliance.media.hls.webvtt import GUESSED_MS, Cue, render
from appliance.media.probe import opened
from appliance.media.source import SourceFacts, SubtitleTrack
from appliance.media.text_encoding import decode

TEXT_CODECS = frozenset({"ass", "ssa", "mov_text", "subrip", "text", "webvtt"})
PICTURES = {"hdmv_pgs_subtitle": "Blu-ray (PGS)", "dvd_subtitle": "DVD (VobSub)", "dvb_subtitle": "television (DVB)", "xsub": "DivX (XSUB)"}
LARGEST_BYTES = 16 * 1024 * 1024  # no text that people read is longer
UPPER = re.compile(r"\\an[789]|\\a(?:5|6|7)(?!\d)")
STYLES = (("italic", "i"), ("bold", "b"), ("underline", "u"))
ARROW = "-->"
LOST = re.compile(r"\\N\s*\d+\s*\\N[^\\]*-->")  # where the next one begins whose times cannot be read
BEFORE_ZERO = re.compile(r"(?<![\d:,.])-\s*\d+:\d+:\d+[.,]\d+")
TIME = re.compile(r"(?:\d+:)?\d{1,2}:\d{1,2}[.,]\d{1,3}")


def why_not_shown(track: SubtitleTrack) -> str:
    """Why a track inside a film cannot be shown yet, as a sentence; "" where it can."""
    if track.codec in TEXT_CODECS:
        return ""
    if track.codec in PICTURES:
        return f"These subtitles are pictures, as on {PICTURES[track.codec]}, not text: they cannot be shown yet."
    return "These subtitles are of a kind that cannot be shown yet."


def shown_tracks(facts: SourceFacts) -> tuple[SubtitleTrack, ...]:
    """The text tracks inside a film."""
    return tuple(track for track in facts.subtitles if not why_not_shown(track))


def extract(path: Path, facts: SourceFacts, zero: Fraction, alive: Callable[[], None]) -> dict[int, str]:
    """Each text track as a WebVTT file, by the number of its stream, in one pass over the film.

    `zero`: seconds at which the timeline begins. `alive` is called with every text; what it raises ends the work. Raises MediaRefused
    when the film cannot be read.
    """
    wanted = {track.index for track in shown_tracks(facts)}
    cues: dict[int, list[Cue]] = {index: [] for index in wanted}
    with opened(path) as container:
        for stream in container.streams:
            if stream.index not in wanted:
                stream.discard = av.stream.Discard.all
        streams = [stream for stream in container.streams.subtitles if stream.index in wanted]
        styles = {stream.index: _styles(stream.codec_context) for stream in streams}
        for packet in container.demux(*streams):
            alive()
            if packet.size:
                cues[packet.stream_index] += _packet_cues(packet, styles[packet.stream_index], zero)
    return {index: render(found) for index, found in cues.items()}


def convert(data: bytes, language: str) -> str:
    """A subtitle file (SubRip, WebVTT, ASS or SSA) as WebVTT; its zero is the timeline's. `language` helps to guess the encoding.

    Raises MediaRefused when it holds no subtitles.
    """
    if len(data) > LARGEST_BYTES:
        raise MediaRefused("The file is too large for subtitles.")
    cues = list(_file_cues(decode(data, language)))
    if not cues:
        raise MediaRefused("The file holds no subtitles that can be read.")
    return render(cues)


def _packet_cues(packet: "Packet[Stream]", styles: dict[str, pysubs2.SSAStyle], zero: Fraction) -> Iterator[Cue]:
    if packet.pts is None or packet.time_base is None:
        return
    start = round((packet.pts * packet.time_base - zero) * 1000)
    length = round((packet.duration or 0) * packet.time_base * 1000) or GUESSED_MS
    with suppress(av.error.FFmpegError):  # a damaged text is left out
        for rectangle in packet.decode():
            if isinstance(rectangle, AssSubtitle):
                fields = rectangle.ass.decode(errors="replace").split(",", 8)  # ReadOrder, Layer, Style, ..., Text
                if len(fields) == 9:
                    yield _cue(start, start + length, fields[8], fields[2], styles)


def _styles(context: "CodecContext | None") -> dict[str, pysubs2.SSAStyle]:
    header = bytes(getattr(context, "extradata", None) or b"").decode(errors="replace")
    if "Style:" not in header:
        return {}
    return _substation(header).styles


def _file_cues(text: str) -> Iterator[Cue]:
    """The cues of a file, told by its content: names lie."""
    if "[Script Info]" in text or "\nDialogue:" in text:
        found = _substation(text)
    elif text.lstrip().startswith("WEBVTT"):
        found = pysubs2.SSAFile.from_string(_mended(text), format_="vtt")
        for event in found:  # what follows the first empty line is a note or the next cue's name
            event.text = html.unescape(event.text.split(r"\N\N")[0])
    else:
        found = pysubs2.SSAFile.from_string(_mended(text), format_="srt")
    for event in found.get_text_events():
        yield _cue(event.start, event.end, LOST.split(event.text)[0], event.style, found.styles)


def _mended(text: str) -> str:
    """Lines of time as they should be: nothing before zero, and an end that cannot be read is the beginning."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if ARROW in line:
            mended = BEFORE_ZERO.sub("00:00:00.000", line)
            start, _, end = mended.partition(ARROW)
            lines[number] = f"{start}{ARROW}{end if TIME.search(end) else start}"
    return "\n".join(lines)


def _substation(text: str) -> pysubs2.SSAFile:
    """A script; where the whole cannot be read, every line that can."""
    kind = "ass" if "[V4+" in text or "v4.00+" in text.lower() else "ssa"
    with suppress(Exception):  # pysubs2 raises whatever a field's parser raises
        return pysubs2.SSAFile.from_string(text, format_=kind)
    script = pysubs2.SSAFile()
    for line in text.split("\n"):
        with suppress(Exception):
            read = pysubs2.SSAFile.from_string(line, format_=kind)
            script.styles.update(read.styles)
            script.events += read.events
    return script


def _cue(start: int, end: int, text: str, style: str, styles: dict[str, pysubs2.SSAStyle]) -> Cue:
    chosen = styles.get(style, pysubs2.SSAStyle.DEFAULT_STYLE)
    upper = UPPER.search(text) is not None if r"\a" in text else chosen.alignment >= pysubs2.Alignment.TOP_LEFT
    return Cue(start, end, _cue_text(parse_tags(text, chosen, styles)), upper)


def _cue_text(fragments: Sequence[tuple[str, pysubs2.SSAStyle]]) -> str:
    """WebVTT cue text (W3C WebVTT 1.4): escaped, no empty lines, tags around each line alone."""
    written = ""
    for fragment, style in fragments:
        if style.drawing:
            continue
        plain = fragment.replace(r"\N", "\n").replace(r"\n", "\n").replace(r"\h", " ")
        tags = [tag for name, tag in STYLES if getattr(style, name)]
        before, after = "".join(f"<{tag}>" for tag in tags), "".join(f"</{tag}>" for tag in reversed(tags))
        parts = [html.escape("".join(filter(str.isprintable, part)), quote=False) for part in plain.split("\n")]
        written += "\n".join(f"{before}{part}{after}" if part.strip() else part for part in parts)
    return "\n".join(line.strip() for line in written.split("\n") if line.strip())
