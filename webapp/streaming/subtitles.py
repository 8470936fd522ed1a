"""A Source's subtitles as renditions `subtitles-N`: tracks inside it first, then files beside it, found whenever somebody asks."""

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from appliance.media import subtitles as engine
from appliance.media.drafts import write_whole
from appliance.media.errors import MediaRefused, SegmentMissing, SourceGone
from appliance.media.hls.names import SUBTITLES, SUBTITLES_SEGMENT, parse_rendition
from appliance.media.languages import language_name, language_tag
from appliance.media.sidecars import Sidecar, subtitles_beside
from appliance.media.source import SubtitleTrack
from webapp.jobs import enqueue
from webapp.streaming import queries
from webapp.streaming.leases import Heart
from webapp.streaming.queries import Playable
from webapp.streaming.waiting import wait_for

LEASE_NAME = "subtitles"
LISTED_SECONDS = 5.0  # a file laid beside a film is found this soon
MOST_SHOWN = 99


@dataclass(frozen=True)
class Subtitles:
    """One choice of subtitles, or what is there and cannot be shown yet."""

    origin: SubtitleTrack | Sidecar
    language: str  # BCP 47; "" where unknown
    label: str  # for people, unlike every other of its Source
    default: bool
    version: str  # changes with the text: part of its address
    why_not_shown: str  # a sentence; "" where it can be shown
    name: str = ""  # `subtitles-2`, where it can be shown

    @property
    def forced(self) -> bool:
        """Only what everybody needs: foreign dialogue, signs."""
        return self.origin.forced

    @property
    def hearing_impaired(self) -> bool:
        """Whether sounds are told, too."""
        return self.origin.hearing_impaired


def subtitles_of(found: Playable) -> tuple[Subtitles, ...]:
    """Everything that a Source has, shown or not."""
    spoken = next((r.sound.track.language for r in found.renditions if r.sound is not None and r.sound.default), "")
    inside = [_inside(found, track) for track in found.facts.subtitles]
    beside = [_beside(sidecar) for sidecar in _remembered_sidecars(found.original.path)]
    return tuple(_told_apart([*inside, *beside], language_tag(spoken)))


def shown_of(found: Playable) -> tuple[Subtitles, ...]:
    """Those that can be shown."""
    return tuple(subtitles for subtitles in subtitles_of(found) if subtitles.name)


def find_subtitles(video_id: int, name: str) -> tuple[Playable, Subtitles] | None:
    """The source and subtitles behind a public rendition name; None when there are none such."""
    parsed = parse_rendition(name)
    if parsed is None or not parsed[0].startswith(SUBTITLES.partition("{")[0]):
        return None
    for found in queries.remembered_playables(video_id):
        if found.number == parsed[1]:
            return next(((found, subtitles) for subtitles in shown_of(found) if subtitles.name == parsed[0]), None)
    return None


def text_of(found: Playable, subtitles: Subtitles) -> bytes | None:
    """The WebVTT file. A track inside a film is read by a worker, once and for all tracks: None when that takes too long.

    Raises SourceGone when the file is not there, SegmentMissing when it cannot be read.
    """
    if isinstance(subtitles.origin, Sidecar):
        return _converted(subtitles.origin)
    path = _place(found, subtitles.name)
    if not path.is_file():
        if not found.ready:
            raise SourceGone("The film's file is missing at the moment.")
        failed = queries.given_up(found.source_id, LEASE_NAME, 0)
        if failed is not None:
            raise SegmentMissing(failed.reason)
        # Not the play queue: a long film is read from end to end, and somebody may wait for a picture there.
        enqueue("webapp.streaming.tasks.make_subtitles", found.source_id, queue="prepare")
        if not wait_for(path):
            return None
    return path.read_bytes()


def are_missing(found: Playable) -> bool:
    """Whether a text track inside the film has not been read yet."""
    return not all(_place(found, name).is_file() for name in _inside_names(found))


def make(found: Playable, watch: Heart) -> None:
    """Read all text tracks inside the film, in one pass. Raises MediaRefused when it cannot be read."""
    zero = found.timeline.zero * found.timeline.time_base
    texts = engine.extract(found.original.path, found.facts, zero, watch.alive)
    watch.keep()
    for name, track in zip(_inside_names(found), engine.shown_tracks(found.facts), strict=True):
        _place(found, name).parent.mkdir(parents=True, exist_ok=True)
        write_whole(_place(found, name), texts[track.index].encode())


def _converted(sidecar: Sidecar) -> bytes:
    try:
        with sidecar.path.open("rb") as file:
            return engine.convert(file.read(engine.LARGEST_BYTES + 1), sidecar.language).encode()
    except OSError as error:
        raise SourceGone("The subtitles' file is missing at the moment.") from error
    except MediaRefused as error:
        raise SegmentMissing(str(error)) from error


def _inside_names(found: Playable) -> list[str]:
    """They come first, so that their names never change."""
    return [SUBTITLES.format(number=number) for number, _ in enumerate(engine.shown_tracks(found.facts)[:MOST_SHOWN], start=1)]


def _place(found: Playable, name: str) -> Path:
    return found.folder / name / SUBTITLES_SEGMENT


def _inside(found: Playable, track: SubtitleTrack) -> Subtitles:
    language = language_tag(track.language)
    return Subtitles(track, language, _label(track, language), False, found.version, engine.why_not_shown(track))


def _beside(sidecar: Sidecar) -> Subtitles:
    version = hashlib.sha256(f"{sidecar.path.name} {sidecar.size} {sidecar.modified_ns}".encode()).hexdigest()[:12]
    return Subtitles(sidecar, sidecar.language, _label(sidecar, sidecar.language), sidecar.default, version, sidecar.why_not_shown)


def _label(origin: SubtitleTrack | Sidecar, language: str) -> str:
    label = origin.title or language_name(language) or "Subtitles"
    marks = [mark for mark, holds in (("forced", origin.forced), ("SDH", origin.hearing_impaired)) if holds]
    return " ".join([label, *(f"({mark})" for mark in marks if mark.lower() not in label.lower())])


def _told_apart(found: Iterable[Subtitles], spoken: str) -> Iterable[Subtitles]:
    """With names and numbers; each label once, and one default at most: what everybody needs who hears the `spoken` language."""
    labels: set[str] = set()
    number, chosen = 0, False
    for subtitles in found:
        label, again = subtitles.label, 1
        while label in labels:
            again += 1
            label = f"{subtitles.label} {again}"
        labels.add(label)
        shown = not subtitles.why_not_shown and number < MOST_SHOWN
        default = shown and not chosen and (subtitles.default or (subtitles.forced and subtitles.language in ("", spoken)))
        chosen, number = chosen or default, number + shown
        yield replace(subtitles, label=label, default=default, name=SUBTITLES.format(number=number) if shown else "")


_listed: dict[Path, tuple[float, tuple[Sidecar, ...]]] = {}


def _remembered_sidecars(film: Path) -> tuple[Sidecar, ...]:
    """`subtitles_beside`, looked for every few seconds only."""
    now = time.monotonic()
    since, sidecars = _listed.get(film, (float("-inf"), ()))
    if now - since > LISTED_SECONDS:
        sidecars = subtitles_beside(film)
        if len(_listed) > 1000:
            _listed.clear()
        _listed[film] = (now, sidecars)
    return sidecars


def forget_listings() -> None:
    """Look again the next time."""
    _listed.clear()
