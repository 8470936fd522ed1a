"""The supervisor, told as histories: what happens when, on a clock that nobody waits for."""

import itertools
from collections.abc import Callable

import pytest

from appliance.errors import VideoflixError
from appliance.processes import supervisor as module
from appliance.processes.supervisor import EXIT_RESTART, Role, StartFailed, Supervisor

WEB, PLAY, PREPARE = Role("web", ["web"]), Role("play", ["play"]), Role("prepare", ["prepare"], below_normal=True)


class FakeProcess:
    """A child that ends when the history says so."""

    def __init__(self, world: "World", name: str) -> None:
        self._world, self._name = world, name
        self.code: int | None = None
        self.listens = True

    def poll(self) -> int | None:
        return self.code

    def ask(self) -> None:
        self._world.note(f"ask {self._name}")
        if self.listens:
            self.code = 0

    def kill(self) -> None:
        self._world.note(f"kill {self._name}")
        self.code = -9


class World:
    """Clock, process maker and web process of one history; `at` plans what happens."""

    def __init__(self) -> None:
        self.time = 0.0
        self.history: list[str] = []
        self.started: dict[str, list[float]] = {}
        self.children: dict[str, FakeProcess] = {}
        self.well = True
        self._plan: list[tuple[float, Callable[[], None]]] = []
        self.supervisor = Supervisor([WEB, PLAY, PREPARE], self.make, lambda: self.note("migrate"), lambda: self.well, self)

    def at(self, seconds: float, happening: Callable[[], None]) -> None:
        self._plan.append((seconds, happening))

    def end(self, name: str, code: int) -> Callable[[], None]:
        return lambda: setattr(self.children[name], "code", code)

    def run_until(self, seconds: float) -> None:
        self.at(seconds, self.supervisor.request_stop)
        self.supervisor.run()

    def note(self, event: str) -> None:
        self.history.append(event)

    def make(self, role: Role) -> FakeProcess:
        self.note(f"start {role.name}")
        self.started.setdefault(role.name, []).append(self.time)
        self.children[role.name] = FakeProcess(self, role.name)
        return self.children[role.name]

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds
        due = [entry for entry in self._plan if entry[0] <= self.time]
        for entry in due:
            self._plan.remove(entry)
            entry[1]()


@pytest.fixture
def world() -> World:
    return World()


def test_migrates_starts_in_order_and_stops_in_reverse(world: World) -> None:
    world.run_until(10)
    assert world.history == ["migrate", "start web", "start play", "start prepare", "ask prepare", "ask play", "ask web"]


def test_workers_wait_for_a_well_web_process(world: World) -> None:
    world.well = False
    world.at(5, lambda: setattr(world, "well", True))
    world.run_until(10)
    assert world.started["web"] == [0]
    assert 5 <= world.started["play"][0] < 6


def test_tells_when_everything_runs(world: World) -> None:
    world.well = False
    seen = []
    world.at(4, lambda: seen.append(world.supervisor.ready.is_set()))
    world.at(5, lambda: setattr(world, "well", True))
    world.at(6, lambda: seen.append(world.supervisor.ready.is_set()))
    world.run_until(10)
    assert seen == [False, True]


def test_a_child_that_ends_is_started_again(world: World) -> None:
    world.at(10, world.end("play", 1))
    world.run_until(20)
    _first, second = world.started["play"]
    assert 10 + module.FIRST_BACKOFF_SECONDS <= second < 12
    assert world.started["web"] == [0], "the others go on"


def test_backs_off_further_each_time(world: World) -> None:
    def make_and_fail(role: Role) -> FakeProcess:
        child = world.make(role)
        child.code = 1 if role is PLAY else None
        return child

    world.supervisor._make = make_and_fail
    world.run_until(300)
    times = world.started["play"]
    pauses = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert [round(pause) for pause in pauses[:4]] == pytest.approx([1, 2, 4, 8], abs=1)
    assert max(pauses) <= module.LONGEST_BACKOFF_SECONDS + 1


def test_forgets_failures_after_a_healthy_minute(world: World) -> None:
    for moment in (5, 10, 15, 100):
        world.at(moment, world.end("play", 1))
    world.run_until(110)
    assert world.started["play"][-1] - 100 <= module.FIRST_BACKOFF_SECONDS + 2 * module.TICK_SECONDS


def test_remembers_failures_within_the_minute(world: World) -> None:
    for moment in (5, 10, 15):
        world.at(moment, world.end("play", 1))
    world.run_until(30)
    assert world.started["play"][-1] - 15 >= 4 * module.FIRST_BACKOFF_SECONDS


def test_a_child_that_asks_for_it_is_restarted_at_once(world: World) -> None:
    for moment in (10, 11, 12):
        world.at(moment, world.end("web", EXIT_RESTART))
    world.run_until(20)
    assert world.started["web"] == pytest.approx([0, 10, 11, 12], abs=2 * module.TICK_SECONDS)


def test_a_child_that_ends_well_is_missed_too(world: World) -> None:
    world.at(10, world.end("prepare", 0))
    world.run_until(20)
    assert len(world.started["prepare"]) == 2


def test_a_child_that_does_not_end_is_killed(world: World) -> None:
    world.at(5, lambda: setattr(world.children["play"], "listens", False))
    world.run_until(10)
    assert world.history[-4:] == ["ask prepare", "ask play", "kill play", "ask web"]
    assert world.time >= 10 + module.GRACE_SECONDS


def test_a_child_in_back_off_is_not_started_while_stopping(world: World) -> None:
    world.at(9.9, world.end("play", 1))
    world.run_until(10)
    assert len(world.started["play"]) == 1


def test_gives_up_when_web_ends_before_it_was_well(world: World) -> None:
    world.well = False
    world.at(2, world.end("web", 1))
    with pytest.raises(StartFailed, match="web ended with code 1"):
        world.run_until(10)
    assert world.history == ["migrate", "start web", "ask web"]


def test_gives_up_when_web_never_answers(world: World) -> None:
    world.well = False
    with pytest.raises(StartFailed, match="did not answer"):
        world.run_until(1000)
    assert world.history[-1] == "ask web"
    assert "start play" not in world.history


def test_starts_nothing_when_migrating_fails(world: World) -> None:
    def fail() -> None:
        raise VideoflixError("The disk is full.")

    world.supervisor._prepare = fail
    with pytest.raises(VideoflixError, match="full"):
        world.run_until(10)
    assert world.history == []


def test_can_be_stopped_while_it_starts(world: World) -> None:
    world.well = False
    world.run_until(3)
    assert world.history == ["migrate", "start web", "ask web"]


def test_a_program_that_cannot_be_started_is_tried_again(world: World) -> None:
    attempts = []

    def make(role: Role) -> FakeProcess:
        if role is PREPARE and len(attempts) < 2:
            attempts.append(world.time)
            raise VideoflixError("python cannot be started.")
        return world.make(role)

    world.supervisor._make = make
    world.run_until(20)
    assert len(attempts) == 2
    assert len(world.started["prepare"]) == 1
