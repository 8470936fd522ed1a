"""A still of the film for the shelf."""

import io
from fractions import Fraction
from pathlib import Path

from PIL import Image

from appliance import child
from appliance.media import arguments
from appliance.media.encode import write_whole
from appliance.media.errors import MediaRefused
from appliance.media.source import SourceFacts

HEIGHT = 720  # pixels
PART = Fraction(3, 10)  # after titles and logos, before the plot gives itself away
TIMEOUT = 60.0  # seconds


def make_poster(source: Path, facts: SourceFacts, destination: Path) -> None:
    """Write a JPEG of a typical picture three tenths into the film to `destination`, whole or not at all.

    Raises MediaRefused when no picture can be decoded.
    """
    at = facts.video.first * facts.video.time_base + Fraction(facts.duration) * PART
    try:
        # Where no picture follows (a film of one picture, no keyframe after a seek in MPEG-TS) the first one will do.
        picture = child.run(arguments.poster(source, facts.video, at, HEIGHT), TIMEOUT)
        picture = picture or child.run(arguments.poster(source, facts.video, None, HEIGHT), TIMEOUT)
        with Image.open(io.BytesIO(picture)) as image:
            encoded = io.BytesIO()
            image.convert("RGB").save(encoded, "JPEG", quality=85, optimize=True, progressive=True)
    except (child.ChildFailed, OSError) as error:
        raise MediaRefused("No picture of the film can be decoded: the file is damaged.") from error
    write_whole(destination, encoded.getvalue())
