"""Starts the children in order, restarts them with back-off, stops them in reverse. Clock and process maker come in from outside."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from appliance.errors import VideoflixError

EXIT_RESTART = 75  # a child that ends so wants to be started again at once, by itself and in good health

TICK_SECONDS = 0.25
HEALTHY_SECONDS = 60.0  # after so long a run, earlier failures are forgotten
FIRST_BACKOFF_SECONDS = 1.0
LONGEST_BACKOFF_SECONDS = 60.0
START_SECONDS = 120.0  # until the web process must answer; a cold disk and a virus scanner take their time
GRACE_SECONDS = 6.0  # between asking and killing; more than a child's own `parent.ORDERLY_SECONDS`

_log = logging.getLogger(__name__)


class StartFailed(VideoflixError):
    """The appliance could not be brought up."""


class Process(Protocol):
    """A running child."""

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""

    def ask(self) -> None:
        """Ask it to end in order."""

    def kill(self) -> None:
        """End it now."""


class Clock(Protocol):
    """Time, real or told."""

    def now(self) -> float:
        """Seconds since some moment."""

    def sleep(self, seconds: float) -> None:
        """Let time pass."""


class SystemClock:
    """Real time."""

    def now(self) -> float:
        """Seconds since some moment, never set back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)


@dataclass(frozen=True)
class Role:
    """One of the children: its name and its argv."""

    name: str
    argv: Sequence[str]
    below_normal: bool = False


@dataclass
class _Post:
    """A role and who fills it now."""

    role: Role
    process: Process | None = None
    started_at: float = 0.0
    failures: int = 0
    due_at: float = field(default=0.0)


class Supervisor:
    """Keeps the roles filled, in their order, from `run` until `request_stop`. The first role is the web process."""

    def __init__(
        self,
        roles: Sequence[Role],
        make: Callable[[Role], Process],
        prepare: Callable[[], None],
        is_well: Callable[[], bool],
        clock: Clock,
    ) -> None:
        """Know the `roles`; `make` starts one; `prepare` runs before all (migrations); `is_well` asks the web process."""
        self._posts = [_Post(role) for role in roles]
        self._make = make
        self._prepare = prepare
        self._is_well = is_well
        self._clock = clock
        self._stopping = threading.Event()
        self.ready = threading.Event()

    def run(self) -> None:
        """Prepare, start all, keep them running, and stop them when asked to.

        Raises StartFailed when the web process does not come up, and what `prepare` raises.
        """
        try:
            self._prepare()
            self._start_all()
            while not self._stopping.is_set():
                self._clock.sleep(TICK_SECONDS)
                self._tick()
        finally:
            self._stop_all()

    def request_stop(self) -> None:
        """Have `run` stop everything and return; callable from any thread."""
        self._stopping.set()

    def _start_all(self) -> None:
        first, *others = self._posts
        if not self._stopping.is_set():
            self._start(first)
            self._wait_until_well(first)
        for post in others:
            if not self._stopping.is_set():
                self._start(post)
        if not self._stopping.is_set():
            self.ready.set()

    def _wait_until_well(self, post: _Post) -> None:
        deadline = self._clock.now() + START_SECONDS
        while not self._stopping.is_set() and not self._is_well():
            if post.process is not None and post.process.poll() is not None:
                raise StartFailed(f"Videoflix could not start: {post.role.name} ended with code {post.process.poll()}; its log tells why.")
            if self._clock.now() >= deadline:
                raise StartFailed(
                    f"Videoflix could not start: {post.role.name} did not answer in {START_SECONDS:.0f} s; its log tells more."
                )
            self._clock.sleep(TICK_SECONDS)

    def _tick(self) -> None:
        for post in self._posts:
            if self._stopping.is_set():
                return
            if post.process is None:
                if self._clock.now() >= post.due_at:
                    self._start(post)
            elif (code := post.process.poll()) is not None:
                self._replace(post, code)
            elif self._clock.now() - post.started_at >= HEALTHY_SECONDS:
                post.failures = 0

    def _start(self, post: _Post) -> None:
        post.started_at = self._clock.now()
        try:
            post.process = self._make(post.role)
        except VideoflixError as error:
            self._postpone(post, str(error))

    def _replace(self, post: _Post, code: int) -> None:
        if code == EXIT_RESTART:
            _log.info("%s asked to be restarted.", post.role.name)
            self._start(post)
        else:
            self._postpone(post, f"{post.role.name} ended with code {code}.")

    def _postpone(self, post: _Post, reason: str) -> None:
        pause = min(LONGEST_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2**post.failures)
        post.process = None
        post.failures += 1
        post.due_at = self._clock.now() + pause
        _log.warning("%s It is started again in %.0f s.", reason, pause)

    def _stop_all(self) -> None:
        for post in reversed(self._posts):
            if post.process is not None:
                self._stop(post.process, post.role.name)
                post.process = None

    def _stop(self, process: Process, name: str) -> None:
        process.ask()
        deadline = self._clock.now() + GRACE_SECONDS
        while process.poll() is None:
            if self._clock.now() >= deadline:
                _log.warning("%s did not end when asked to.", name)
                process.kill()
                return
            self._clock.sleep(TICK_SECONDS / 5)
