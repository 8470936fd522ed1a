"""What this program's processes, and the whole machine, use of processor and memory."""

import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import psutil

from appliance.processes.argv import WITH_PARENT, program

FIRST_LOOK_SECONDS = 0.2  # between two looks, where nobody has looked lately
LATELY_SECONDS = 60.0
HELPERS = "Programs that they started"  # ffmpeg, mostly
SUPERVISOR, WEB = "Supervisor and window", "Web server"
WORKERS = {"play": "Workers for viewers", "prepare": "Workers that prepare"}
FORK = "--multiprocessing-fork"  # how a frozen program calls what it forks, where systems cannot fork


@dataclass(frozen=True)
class Use:
    """Of processor, in percent of one core, and memory, in bytes, by so many processes."""

    name: str
    processes: int
    percent: float
    memory: int


@dataclass(frozen=True)
class Machine:
    """The whole machine: processor in percent of all cores, memory in bytes, and our own processes by what they do."""

    cores: int
    percent: float
    memory_used: int
    memory_total: int
    ours: tuple[Use, ...]

    @property
    def memory_percent(self) -> float:
        """How full its memory is."""
        return 100 * self.memory_used / self.memory_total if self.memory_total else 0.0


@dataclass(frozen=True)
class _Look:
    """Processor times in seconds at a moment: of the machine (busy, all), and of each process that is ours."""

    at: float
    busy: float
    all: float
    ours: dict[tuple[int, float], float]


_last: _Look | None = None
_lock = threading.Lock()


def measured() -> Machine:
    """How it is now, since somebody looked last; who is the first waits for a moment."""
    global _last
    with _lock:
        found = list(_family())
        before = _last
        if before is None or time.monotonic() - before.at > LATELY_SECONDS or time.monotonic() - before.at < FIRST_LOOK_SECONDS:
            before = _look(found)
            time.sleep(FIRST_LOOK_SECONDS)
        _last = now = _look(found)
    memory = psutil.virtual_memory()
    percent = 100 * (now.busy - before.busy) / max(now.all - before.all, 1e-9)
    return Machine(os.cpu_count() or 1, percent, memory.total - memory.available, memory.total, _uses(found, before, now))


def _family() -> Iterator[psutil.Process]:
    """The supervisor, however it was started, and all its descendants; without one, this process and its own."""
    own = psutil.Process()
    eldest = own
    with suppress(psutil.Error):
        eldest = own.parent() or own if WITH_PARENT in own.cmdline() else own
    yield eldest
    with suppress(psutil.Error):
        yield from eldest.children(recursive=True)


def role_of(command: list[str]) -> str | None:
    """What a process does, by how it was called; None: it is none that was called with a verb of ours."""
    own = program()
    words = command[len(own) :]
    if command[1 : len(own)] != own[1:] or (len(own) == 1 and command[:1] != own) or words[:1] == [FORK]:
        return None
    if words[:1] == ["web"]:
        return WEB
    return WORKERS.get(_option(words, "--queue"), SUPERVISOR) if words[:1] == ["work"] else SUPERVISOR


def _option(words: list[str], name: str) -> str:
    return words[words.index(name) + 1] if name in words[:-1] else ""


def _look(processes: Iterable[psutil.Process]) -> _Look:
    times = psutil.cpu_times()
    everything = sum(times) - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0)  # counted as user's, too
    busy = everything - times.idle - getattr(times, "iowait", 0.0)
    ours = {}
    for process in processes:
        with suppress(psutil.Error):
            spent = process.cpu_times()
            ours[process.pid, process.create_time()] = spent.user + spent.system
    return _Look(time.monotonic(), busy, everything, ours)


def _uses(processes: Iterable[psutil.Process], before: _Look, now: _Look) -> tuple[Use, ...]:
    elapsed = max(now.at - before.at, 1e-9)
    found: dict[str, Use] = {}
    roles: dict[int, str] = {}
    for process in processes:  # parents come before their children
        with suppress(psutil.Error):  # it has ended meanwhile
            key = process.pid, process.create_time()
            forked = roles.get(process.ppid(), SUPERVISOR) if process.exe() == psutil.Process().exe() else HELPERS
            roles[process.pid] = role = role_of(process.cmdline()) or forked
            memory = _memory(process)
            spent = now.ours.get(key, 0.0) - before.ours.get(key, now.ours.get(key, 0.0))
            known = found.get(role, Use(role, 0, 0.0, 0))
            found[role] = Use(role, known.processes + 1, known.percent + 100 * spent / elapsed, known.memory + memory)
    order = [SUPERVISOR, WEB, *WORKERS.values(), HELPERS]
    return tuple(sorted(found.values(), key=lambda use: order.index(use.name)))


def _memory(process: psutil.Process) -> int:
    """Bytes, what it shares with others divided among them where the system says so: forked workers share nearly everything."""
    full = process.memory_full_info()
    return int(getattr(full, "pss", full.uss))
