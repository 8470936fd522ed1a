"""A running appliance: lock, supervisor in a thread, and the order in which all that begins and ends."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from appliance import child
from appliance.config import Config
from appliance.processes import argv, health, listening, lock, parent
from appliance.processes.supervisor import Role, Supervisor, SystemClock

MIGRATE_SECONDS = 3600.0  # a big library on a slow disk
ORPHANS_SECONDS = 2 * parent.ORDERLY_SECONDS  # children of one that was killed end in order, and hold the port meanwhile

_log = logging.getLogger(__name__)


class Session:
    """The appliance as its face sees it: where it answers, and that it is to stop."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.base_url = listening.base_url(config.host, config.port)
        self.stopping = threading.Event()

    def at(self, base_url: str) -> "Session":
        """The same face on an appliance that another process runs."""
        other = Session(self.config)
        other.base_url, other.stopping = base_url, self.stopping
        return other


Preparation = Callable[[Config, threading.Event], None]  # ends before its time when the event is set


@contextmanager
def running(session: Session, *preparations: Preparation) -> Iterator[None]:
    """Bring the appliance up and leave the block to take it down; `preparations` come after the migrations.

    The block is entered when everything runs, or when `session.stopping` was set meanwhile. Raises AlreadyRunning, CannotListen,
    StartFailed, ChildFailed.
    """
    config = session.config
    config.paths.create()
    with lock.held(config.paths.lock, session.base_url) as was_killed:
        listening.ensure_free(config.host, config.port, ORPHANS_SECONDS if was_killed else 0)
        supervision = _Supervision(session, preparations)
        supervision.start()
        try:
            supervision.wait_until_ready()
            yield
        finally:
            lock.announce_ending(config.paths.lock)
            supervision.stop()


def migrate(config: Config, stopping: threading.Event) -> None:
    """Bring the databases up to date before anybody uses them."""
    child.run(argv.migrate(config), MIGRATE_SECONDS, stopping)


class _Supervision:
    """The supervisor in its thread, and what it ended with."""

    def __init__(self, session: Session, preparations: tuple[Preparation, ...]) -> None:
        self._session = session
        self._preparations = (migrate, *preparations)
        self._supervisor = Supervisor(_roles(session.config), _make, self._prepare, self._is_well, SystemClock())
        self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)
        self._error: BaseException | None = None

    def start(self) -> None:
        self._thread.start()

    def wait_until_ready(self) -> None:
        while not self._supervisor.ready.wait(0.1) and not self._session.stopping.is_set():
            if not self._thread.is_alive():
                break
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        self._supervisor.request_stop()
        while self._thread.is_alive():
            self._thread.join(0.2)

    def _run(self) -> None:
        try:
            self._supervisor.run()
        except child.Stopped:
            _log.info("Told to end before everything was prepared.")
        except BaseException as error:  # raised again in the main thread
            self._error = error

    def _prepare(self) -> None:
        for preparation in self._preparations:
            if not self._session.stopping.is_set():
                preparation(self._session.config, self._session.stopping)

    def _is_well(self) -> bool:
        return health.is_well(self._session.base_url)


def _roles(config: Config) -> list[Role]:
    return [
        Role("videoflix web", argv.web(config)),
        Role("videoflix work (play)", argv.work(config, "play")),
        Role("videoflix work (prepare)", argv.work(config, "prepare"), below_normal=True),
    ]


def _make(role: Role) -> child.Child:
    _log.info("Starting %s.", role.name)
    return child.start(role.argv, role.below_normal)
