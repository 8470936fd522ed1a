"""Small pictures of the whole film for the seek bar: sheets of tiles, and a WebVTT track that says which tile shows what time."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import IO

from PIL import Image

from appliance import child
from appliance.media.arguments import for_sdr
from appliance.media.drafts import write_whole
from appliance.media.errors import RunFailed
from appliance.media.ffmpeg import executable, input_arguments
from appliance.media.hls.webvtt import timestamp
from appliance.media.source import SourceFacts

LONG_SIDE = 240  # pixels of a tile
COLUMNS = ROWS = 10  # of a sheet
SHORTEST_SECONDS, LONGEST_SECONDS = 1, 10  # between two pictures: short films get more
WISHED_PICTURES = 100
QUALITY = 75


@dataclass(frozen=True)
class Trickplay:
    """How many pictures a film of this many seconds gets, how many seconds apart, and the size of each in pixels.

    A sheet has up to 100 of them.
    """

    duration: float
    interval: int
    count: int
    width: int
    height: int

    @property
    def sheets(self) -> int:
        """How many sheets there are."""
        return math.ceil(self.count / (COLUMNS * ROWS))

    def place(self, number: int) -> tuple[int, int, int]:
        """The sheet of a picture, and where its left and upper edges are there."""
        sheet, tile = divmod(number, COLUMNS * ROWS)
        row, column = divmod(tile, COLUMNS)
        return sheet, column * self.width, row * self.height


def trickplay_of(facts: SourceFacts) -> Trickplay:
    """What a film gets, told from its length and shape."""
    width, height = facts.video.display_width, facts.video.display_height
    scale = LONG_SIDE / max(width, height)
    interval = min(max(SHORTEST_SECONDS, math.ceil(facts.duration / WISHED_PICTURES)), LONGEST_SECONDS)
    count = max(1, math.ceil(facts.duration / interval))
    return Trickplay(facts.duration, interval, count, _even(width * scale), _even(height * scale))


def sheet_name(number: int) -> str:
    """`00000.jpg`."""
    return f"{number:05}.jpg"


def make_trickplay(path: Path, facts: SourceFacts, zero: Fraction, folder: Path, alive: Callable[[], None]) -> None:
    """Write the sheets of a film into `folder`, in their order: with the last one all are there.

    `zero`: seconds at which the timeline begins. `alive` is called with every picture; what it raises ends the work. Raises RunFailed
    when no picture can be decoded.
    """
    plan = trickplay_of(facts)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with child.reading(arguments(path, facts, plan, zero), below_normal=True) as output:
            pictures = _filled(_pictures(output, plan, alive), plan)
            for number in range(plan.sheets):
                write_whole(folder / sheet_name(number), _sheet(pictures, plan, number))
    except child.ChildFailed as error:
        raise RunFailed("The pictures for the seek bar could not be made: ffmpeg gave up.", error.tail) from error


def arguments(path: Path, facts: SourceFacts, plan: Trickplay, zero: Fraction) -> list[str]:
    """One picture for each interval as plain RGB on standard output, decoded from keyframes only."""
    video = facts.video
    # Of each interval the keyframe that is nearest to its beginning; where there is none, the one before.
    nearest = f"fps=1/{plan.interval}:start_time={float(zero):.6f}:round=near:eof_action=pass"
    return [
        executable(),
        "-hide_banner", "-nostdin", "-loglevel", "error",
        "-copyts",
        "-skip_frame", "nokey",  # the decoder's work is a hundredth of the film's
        f"-discard:{video.index}", "nokey",  # MP4's demuxer does not even read the rest
        "-threads", "1",
        *input_arguments(path),
        "-map", f"0:{video.index}",
        "-vf", ",".join([nearest, f"scale={plan.width}:{plan.height},setsar=1", *for_sdr(video)]),
        "-fps_mode", "passthrough",
        "-pix_fmt", "rgb24", "-f", "rawvideo", "-",
    ]  # fmt: skip


def thumbnails(files: Iterable[tuple[Trickplay, Sequence[str]]]) -> str:
    """The WebVTT track of the tiles on their sheets' addresses, as players expect it: `sheet.jpg#xywh=left,top,width,height`.

    Several files are one film, one after the other.
    """
    cues, begin = [], 0.0
    for plan, sheets in files:
        for number in range(plan.count):
            sheet, left, top = plan.place(number)
            start, end = begin + number * plan.interval, begin + min((number + 1) * plan.interval, plan.duration)
            times = f"{timestamp(round(start * 1000))} --> {timestamp(round(end * 1000))}"
            cues.append(f"{times}\n{sheets[sheet]}#xywh={left},{top},{plan.width},{plan.height}\n")
        begin += plan.duration
    return "\n".join(["WEBVTT\n", *cues])


def _even(pixels: float) -> int:
    """Tone-mapping takes even sizes only."""
    return max(2, round(pixels / 2) * 2)


def _pictures(output: IO[bytes], plan: Trickplay, alive: Callable[[], None]) -> Iterator[Image.Image]:
    size = plan.width, plan.height
    while len(data := output.read(plan.width * plan.height * 3)) == plan.width * plan.height * 3:
        alive()
        yield Image.frombytes("RGB", size, data)


def _filled(pictures: Iterator[Image.Image], plan: Trickplay) -> Iterator[Image.Image]:
    """As many as planned: a film that ends early keeps its last picture. What comes after them is read and thrown away."""
    last: Image.Image | None = None
    for number in range(plan.count):
        last = next(pictures, last)
        if last is None:
            raise RunFailed("The pictures for the seek bar could not be made: no picture of the film can be decoded.")
        if number + 1 == plan.count:
            for _ in pictures:  # ffmpeg ends by itself
                pass
        yield last


def _sheet(pictures: Iterator[Image.Image], plan: Trickplay, number: int) -> bytes:
    count = min(plan.count - number * COLUMNS * ROWS, COLUMNS * ROWS)
    sheet = Image.new("RGB", (plan.width * min(count, COLUMNS), plan.height * math.ceil(count / COLUMNS)))
    for tile in range(count):
        _, left, top = plan.place(tile)
        sheet.paste(next(pictures), (left, top))
    encoded = BytesIO()
    sheet.save(encoded, "JPEG", quality=QUALITY, optimize=True)
    return encoded.getvalue()
