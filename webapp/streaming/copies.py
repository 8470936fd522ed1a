"""Sound that is copied from the film, kept beside its segments: with it, what is prepared plays also while the film's drive is away."""

from contextlib import suppress

from appliance.media import remux
from appliance.media.audio import Sound
from appliance.media.drafts import write_whole
from appliance.media.hls.names import INIT, segment_name
from appliance.media.remux import Demuxers
from appliance.media.renditions import Rendition
from webapp.streaming import queries
from webapp.streaming.leases import Heart
from webapp.streaming.queries import Playable

LEASE_NAME = "sound"


def are_missing(found: Playable) -> bool:
    """Whether a copied sound is not kept wholly."""
    return not all(queries.is_kept(found, each) for each, _ in _copied(found))


def make(found: Playable, watch: Heart) -> None:
    """Keep them. Raises SourceGone when the film goes meanwhile."""
    demuxers = Demuxers()
    try:
        with demuxers.use(found.original) as container:
            for rendition, sound in _copied(found):
                folder = found.folder / rendition.name
                folder.mkdir(parents=True, exist_ok=True)
                write_whole(folder / INIT, remux.sound_init(container, sound))
                for number in range(found.timeline.count):  # in this order: the last one says that all are there
                    segment = remux.sound_segment(container, found.original, sound, number)
                    watch.keep()
                    write_whole(folder / segment_name(number), segment)
                    watch.alive()
    finally:
        demuxers.close_idle()


def kept(found: Playable, rendition: Rendition, number: int | None) -> bytes | None:
    """A segment (None: the init segment) that is kept; None where it is not."""
    if rendition.sound is not None and not rendition.stored:
        with suppress(OSError):
            return (found.folder / rendition.name / (INIT if number is None else segment_name(number))).read_bytes()
    return None


def _copied(found: Playable) -> list[tuple[Rendition, Sound]]:
    return [(each, each.sound) for each in found.renditions if each.sound is not None and not each.stored]
