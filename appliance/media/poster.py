"""A picture for the shelf: the one that somebody chose, else one of the film that shows something."""

import io
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path

from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image, ImageFilter, ImageStat

from appliance import child
from appliance.media import arguments
from appliance.media.artwork import artwork
from appliance.media.drafts import write_whole
from appliance.media.errors import Flaw, MediaRefused
from appliance.media.probe import opened
from appliance.media.source import SourceFacts

HEIGHT = 720  # pixels
LARGEST = (1280, 1280)  # pixels of what somebody chose
LARGEST_FANART = (1920, 1920)
# After titles and logos, before the plot gives itself away; the likeliest first.
PLACES = tuple(Fraction(part, 100) for part in (30, 22, 38, 15, 46, 9, 54, 65))
TIMEOUT = 60.0  # seconds
FURTHEST_PACKETS = 3000  # to the next keyframe after a seek
MEASURED_WIDTH = 320  # pixels
DARKEST, BRIGHTEST = 24, 228  # mean of 0 to 255: the rest is a fade, or the flash of a cut
SHARP = 12  # mean difference to the neighbours from which on a picture is not blurred
NEAR = 4  # levels of grey that are as good as one
SHOWS_SOMETHING = 0.5
PLAIN = 0.6  # of the picture in one grey: a logo or a title on its ground


def make_poster(source: Path, facts: SourceFacts, destination: Path) -> None:
    """Write a JPEG for the film to `destination`, whole or not at all: somebody's choice, else a picture of the film.

    Raises MediaRefused when no picture can be decoded.
    """
    image = artwork(source)
    write_whole(destination, encoded(image) if image is not None else encoded(_still(source, facts)))


def frame(source: Path, facts: SourceFacts, place: Fraction, height: int = HEIGHT) -> Image.Image:
    """The picture at a place of the film (0 to 1), at most so many pixels high.

    Raises MediaRefused when it cannot be decoded.
    """
    video = facts.video
    at = (video.first + (video.end - video.first) * place) * video.time_base
    return _picture(source, facts, at, height)


def encoded(image: Image.Image, largest: tuple[int, int] = LARGEST) -> bytes:
    """A JPEG of the picture, in pixels no larger than this; the same picture gives the same bytes."""
    image.thumbnail(largest)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=85, optimize=True, progressive=True)
    return written.getvalue()


def worth(image: Image.Image) -> float:
    """How much a picture shows: 0 for a fade or a plain ground, more the more tones it has and the sharper it is."""
    grey = image.convert("L")
    if not DARKEST <= ImageStat.Stat(grey).mean[0] <= BRIGHTEST:
        return 0.0
    tones = grey.histogram()
    plain = max(sum(tones[tone : tone + 2 * NEAR + 1]) for tone in range(256 - 2 * NEAR)) / (grey.width * grey.height)
    detail = ImageStat.Stat(grey.filter(ImageFilter.FIND_EDGES)).mean[0]
    return float(grey.entropy() * min(1.0, detail / SHARP) * (0.1 if plain > PLAIN else 1.0))


def _still(source: Path, facts: SourceFacts) -> Image.Image:
    worth_most, at = max(_candidates(source, facts), default=(0.0, Fraction(0)))
    if worth_most < SHOWS_SOMETHING:  # short films have a keyframe at their beginning only, and begin with black
        at = facts.video.first * facts.video.time_base + Fraction(facts.duration) * PLACES[0]
    return _picture(source, facts, at, HEIGHT)


def _picture(source: Path, facts: SourceFacts, at: Fraction, height: int) -> Image.Image:
    try:
        picture = child.run(arguments.poster(source, facts.video, at, height), TIMEOUT)
        # Where no picture follows (a film of one picture, no keyframe after a seek in MPEG-TS) the first one will do.
        picture = picture or child.run(arguments.poster(source, facts.video, None, height), TIMEOUT)
        with Image.open(io.BytesIO(picture)) as image:
            return image.convert("RGB")
    except (child.ChildFailed, OSError) as error:
        raise MediaRefused(Flaw.UNDECODABLE) from error


def _candidates(source: Path, facts: SourceFacts) -> Iterator[tuple[float, Fraction]]:
    """What keyframes at several places are worth, and their times in seconds (absolute)."""
    video = facts.video
    with opened(source) as container:
        stream = container.streams[video.index]
        if not isinstance(stream, VideoStream):
            return
        for place in PLACES:
            at = video.first + int((video.end - video.first) * place)
            container.seek(at, stream=stream, backward=True)
            frame = _keyframe(stream, islice(container.demux(stream), FURTHEST_PACKETS))
            if frame is not None and frame.pts is not None and frame.pts >= video.first:
                size = MEASURED_WIDTH, max(1, MEASURED_WIDTH * frame.height // frame.width)
                small = frame.to_image(width=size[0], height=size[1])  # type: ignore[no-untyped-call]
                yield worth(small), (frame.pts - Fraction(1, 2)) * video.time_base


def _keyframe(stream: VideoStream, packets: "Iterable[Packet[VideoStream]]") -> VideoFrame | None:
    """The first keyframe, decoded alone: a hundredth of the work of a second of film."""
    context = stream.codec_context
    for packet in packets:
        if packet.is_keyframe and packet.size:
            frames = context.decode(packet) or context.decode(None)
            context.flush_buffers()
            return frames[0] if frames else None
    return None
