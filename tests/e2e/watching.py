"""What tests of the player do in front of it, and what they ask of it."""

import time
from collections.abc import Callable
from pathlib import Path

from tests.e2e.appliance import Appliance
from tests.e2e.person import Person

SECONDS = 60.0
HEIGHT = "document.querySelector('video')?.videoHeight"
CLOCK = "document.querySelector('video')?.currentTime ?? -1"
PLAYED = "(played => Array.from({length: played?.length ?? 0}, (_, at) => played.start(at)))(document.querySelector('video')?.played)"
STATE = """(video => video && {time: video.currentTime, paused: video.paused, ended: video.ended, ready: video.readyState,
            error: video.error?.message, address: location.pathname})(document.querySelector('video'))"""


def imported(appliance: Appliance, *paths: Path) -> list[int]:
    """Take films in; their numbers, in this order."""
    done = appliance.run("import", *map(str, paths))
    assert done.returncode == 0, done.stderr
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    return [int(next(line[0] for line in lines if line[2].endswith(path.name))) for path in paths]


def wait_for(person: Person, condition: Callable[[], bool], otherwise: str) -> None:
    until = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < until, f"{otherwise}: {person.page.evaluate(STATE)}, {person.page.inner_text('body')[:300]}"
        person.page.wait_for_timeout(100)


def clock(person: Person) -> float:
    return float(person.page.evaluate(CLOCK))


def plays_from(person: Person, low: float, high: float) -> bool:
    """Whether it began to play between these two places, however long ago; since the file was opened."""
    return any(low <= float(start) < high for start in person.page.evaluate(PLAYED))


def jump(person: Person, seconds: float) -> None:
    person.page.evaluate(f"document.querySelector('video').currentTime = {seconds}")


def look(person: Person, evidence: Path | None, name: str) -> None:
    """Keep how it looks on a telephone and on a television."""
    for size in ((390, 844), (1920, 1080)) if evidence else ():
        person.page.set_viewport_size({"width": size[0], "height": size[1]})
        person.page.wait_for_timeout(300)
        assert evidence is not None
        person.page.screenshot(path=evidence / f"{name}-{size[0]}.png")


def plays_on_and_stands(person: Person, at: float, says: str, evidence: Path | None, name: str) -> None:
    """Something is away by now: what is in the buffer plays on; at another place the film stands, and says why."""
    why = person.page.get_by_text(says)
    person.wait_until_past(clock(person) + 3)
    assert why.count() == 0, "what is in the buffer plays on"
    jump(person, at)
    why.wait_for(timeout=SECONDS * 1000)
    look(person, evidence, name)
    person.page.wait_for_timeout(8000)
    assert abs(clock(person) - at) < 0.5
