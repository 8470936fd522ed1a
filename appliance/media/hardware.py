"""Which encoders work on this machine: a self-test of each that ffmpeg lists, a ranked choice, and the memory of both."""

import hashlib
import io
import json
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import av

from appliance import child
from appliance.media import arguments, h264
from appliance.media.drafts import write_whole
from appliance.media.encoders import RANKING, X264, Encoder
from appliance.media.ffmpeg import executable
from appliance.media.ladder import Rung

TEST_RUNG = Rung("720p", 1280, 720, 4_000_000, 4_000_000)
RATE, FRAMES, KEYFRAMES = 25, 25, (0, 8, 17)  # a second of film with a cut half way, where no keyframe was asked for
TEST_SECONDS = 20.0  # a driver may hang
IDR = 5
DEVICES = ("dri/*", "nvidia*", "kfd")  # below /dev


@dataclass(frozen=True)
class SelfTest:
    """What came of one encoder's self-test; `seconds` it took, `reason` why it failed, in plain words."""

    encoder: str
    label: str
    hardware: bool
    passed: bool
    seconds: float
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.label}: {self.reason or f'works, a second of film in {self.seconds:.2f} s.'}"


def examine(ranking: Sequence[Encoder] = RANKING) -> list[SelfTest]:
    """Test every encoder that ffmpeg lists, the most wished for first."""
    listed = child.run([executable(), "-hide_banner", "-encoders"], TEST_SECONDS).decode(errors="replace").split()
    return [self_test(encoder) for encoder in ranking if encoder.name in listed]


def self_test(encoder: Encoder) -> SelfTest:
    """Have the encoder make a second of film as a run would, and look at what it made."""
    begun = time.monotonic()
    try:
        made = child.run(arguments.self_test(encoder, TEST_RUNG, RATE, FRAMES, KEYFRAMES), TEST_SECONDS)
        reason = _fault(made)
    except child.ChildFailed as error:
        reason = "It does not work here." if "longer" not in str(error) else "It takes too long."
    return SelfTest(encoder.name, encoder.label, encoder.hardware, not reason, round(time.monotonic() - begun, 2), reason)


def choose(tests: Sequence[SelfTest], ranking: Sequence[Encoder] = RANKING) -> Encoder:
    """The first of the ranking that passed; x264 when none did."""
    passed = {test.encoder for test in tests if test.passed}
    return next((encoder for encoder in ranking if encoder.name in passed), X264)


def chosen(memory: Path, ranking: Sequence[Encoder] = RANKING) -> Encoder:
    """This machine's choice, remembered in the file `memory`; tested anew when ffmpeg or the devices changed."""
    return choose(remembered(memory, ranking) or remember(memory, ranking), ranking)


def remembered(memory: Path, ranking: Sequence[Encoder] = RANKING) -> list[SelfTest]:
    """What the last self-tests said; empty where they were never made, or for another ffmpeg or other devices."""
    try:
        kept = json.loads(memory.read_bytes())
        return [SelfTest(**test) for test in kept["tests"]] if kept["machine"] == _machine(ranking) else []
    except (OSError, ValueError, TypeError, KeyError):
        return []


def remember(memory: Path, ranking: Sequence[Encoder] = RANKING) -> list[SelfTest]:
    """Make the self-tests now, and keep what they say."""
    tests = examine(ranking)
    kept = {"machine": _machine(ranking), "tests": [asdict(test) for test in tests]}
    write_whole(memory, json.dumps(kept, indent=1).encode())
    return tests


def _fault(made: bytes) -> str:
    """Why this is not what was asked for; empty when it is."""
    try:
        with av.open(io.BytesIO(made), "r", format="nut") as container:
            h264.parameter_sets(bytes(container.streams[0].codec_context.extradata or b""))
            packets = sorted((packet for packet in container.demux() if packet.size), key=lambda packet: packet.pts or 0)
    except (av.error.FFmpegError, ValueError, IndexError):
        return "It gives no parameter sets of its own."
    if len(packets) != FRAMES:
        return f"It made {len(packets)} frames of {FRAMES}."
    kinds = [[unit[0] & 0x1F for unit in h264.units(bytes(packet))] for packet in packets]
    if [number for number, kind in enumerate(kinds) if IDR in kind] != list(KEYFRAMES):
        return "It puts keyframes where it likes."
    return ""


def _machine(ranking: Sequence[Encoder]) -> str:
    """What the self-tests depend on: the ffmpeg program, the devices, and what encoders are told."""
    program = Path(executable())
    found = program.stat()
    devices = sorted(str(device) for pattern in DEVICES for device in Path("/dev").glob(pattern))
    told = [arguments.self_test(encoder, TEST_RUNG, RATE, FRAMES, KEYFRAMES)[1:] for encoder in ranking]
    facts = [program.name, found.st_size, found.st_mtime_ns, platform.platform(), devices, told]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
