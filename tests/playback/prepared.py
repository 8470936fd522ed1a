"""A source prepared completely, by runs of random lengths in a random order, as a household would make it happen."""

import hashlib
import random
import subprocess
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg

from appliance.media import audio, encode, remux, timeline
from appliance.media.arguments import Run
from appliance.media.hls.names import INIT, segment_name
from appliance.media.probe import probe
from appliance.media.renditions import Rendition, renditions
from appliance.media.source import SourceFacts
from appliance.media.timeline import Timeline
from tests.playback import fragments


@dataclass(frozen=True)
class Prepared:
    """A source and the folder with every segment of every rendition."""

    path: Path
    folder: Path
    facts: SourceFacts
    timeline: Timeline

    @property
    def renditions(self) -> tuple[Rendition, ...]:
        return renditions(self.facts, self.timeline)

    @property
    def pictures(self) -> list[str]:
        return [rendition.name for rendition in self.renditions if rendition.is_video]

    @property
    def sounds(self) -> list[str]:
        return [rendition.name for rendition in self.renditions if not rendition.is_video]

    def init(self, name: str) -> bytes:
        return (self.folder / name / INIT).read_bytes()

    def segment(self, name: str, number: int) -> bytes:
        return (self.folder / name / segment_name(number)).read_bytes()

    def samples(self, name: str) -> list[list[fragments.ReadSample]]:
        return [fragments.samples(self.segment(name, number)) for number in range(self.timeline.count)]

    def joined(self, name: str, first: int = 0, stop: int | None = None) -> Path:
        """A file with everything a player gets that begins at segment `first` and leaves before `stop`."""
        path = self.folder / f"{name}-from-{first}-to-{stop}.mp4"
        numbers = range(first, min(stop or self.timeline.count, self.timeline.count))
        path.write_bytes(self.init(name) + b"".join(self.segment(name, number) for number in numbers))
        return path


class Unwatched:
    """A run that goes on whatever happens."""

    worker = "nobody"

    def alive(self, segment: int | None) -> None: ...

    def keep(self) -> None: ...


def prepare(path: Path, folder: Path, seed: int) -> Prepared:
    facts = probe(path)
    line = timeline.decide(path, facts)
    chance = random.Random(seed)
    rungs = [rendition.rung for rendition in renditions(facts, line) if rendition.rung is not None]
    wanted = [(rung, run) for rung in (*rungs, None) for run in _runs(line.count, chance)]
    chance.shuffle(wanted)
    for rung, run in wanted:
        if rung is not None:
            encode.encode_video(path, facts, line, [rung], run, folder, 0, Unwatched())
        else:
            for sound in audio.sounds(facts):
                if not sound.copied:
                    encode.encode_audio(path, facts, line, sound, run, folder, Unwatched())
    prepared = Prepared(path, folder, facts, line)
    _cut_the_rest(prepared, chance)
    return prepared


def _runs(count: int, chance: random.Random) -> list[Run]:
    runs, first = [], 0
    while first < count:
        length = min(chance.choice([1, 2, 3]), count - first)
        runs.append(Run(first, length))
        first += length
    return runs


def _cut_the_rest(prepared: Prepared, chance: random.Random) -> None:
    """What is not encoded is cut from the source, in a random order through one demuxer."""
    status = prepared.path.stat()
    original = remux.Original(prepared.path, status.st_size, status.st_mtime_ns, prepared.facts, prepared.timeline)
    with remux.Demuxers().use(original) as container:
        wanted = [(r, n) for r in prepared.renditions if not r.stored for n in (None, *range(prepared.timeline.count))]
        chance.shuffle(wanted)
        for rendition, number in wanted:
            target = prepared.folder / rendition.name
            target.mkdir(exist_ok=True)
            name = INIT if number is None else segment_name(number)
            (target / name).write_bytes(_cut(container, original, rendition, number))


def _cut(container, original, rendition: Rendition, number: int | None) -> bytes:
    if rendition.sound is None:
        return remux.original_init(container, original) if number is None else remux.original_segment(container, original, number)
    if number is None:
        return remux.sound_init(container, rendition.sound)
    return remux.sound_segment(container, original, rendition.sound, number)


def frame_hashes(path: Path | str, stream: str = "0:v:0") -> list[str]:
    """MD5 of every decoded frame, in presentation order; ffmpeg must not complain."""
    done = _frames(path, stream)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return [line.rsplit(",", 1)[1].strip() for line in done.stdout.splitlines() if line and not line.startswith("#")]


def source_hashes(path: Path, index: int) -> list[str]:
    """MD5 of every frame of an original, which may have its faults."""
    return [line.rsplit(",", 1)[1].strip() for line in _frames(path, f"0:{index}").stdout.splitlines() if line and not line.startswith("#")]


def _frames(path: Path | str, stream: str) -> subprocess.CompletedProcess[str]:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "warning", "-i", str(path), "-map", stream]
    return subprocess.run([*command, "-fps_mode", "passthrough", "-f", "framemd5", "-"], capture_output=True, text=True, timeout=120)


def digest(hashes: list[str]) -> str:
    return hashlib.md5("".join(hashes).encode()).hexdigest()


def seconds(ticks: int, scale: int) -> Fraction:
    return Fraction(ticks, scale)
