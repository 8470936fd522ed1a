"""Waitress serves the WSGI application."""

import _thread
import logging
import select
import signal
import threading
from types import FrameType

import waitress
from django.core.servers.basehttp import get_internal_wsgi_application

from appliance import config as configuration
from appliance import hosts
from appliance.processes import listening, parent
from appliance.processes.supervisor import EXIT_RESTART
from webapp.threads import Threads

THREADS = 32  # most of them wait: for a disk, or for a segment
CONNECTIONS = 400  # a household of devices, six connections each, and some to spare
BODY_BYTES = 20 * 1024 * 1024  # uploads come in parts of at most 16 MiB
LOOKAHEAD_REQUESTS = 5  # above 0, so that a viewer who left is noticed while a request of theirs still runs
ANSWER_SECONDS = 1.0  # for the answer to whoever asked for the restart

_log = logging.getLogger(__name__)
_listening: tuple[str, ...] = ()
_restartable = False
_restart_asked = False


def serve(restartable: bool) -> int:
    """Serve until SIGTERM or what stands for it; returns the exit code, EXIT_RESTART when a restart was requested.

    Raises CannotListen.
    """
    global _listening, _restartable
    config = configuration.current()
    _listening = listening.addresses(config.host, _lan_enabled())
    sockets = listening.open_sockets(_listening, config.port)
    for number in parent.stop_signals():
        signal.signal(number, _end)
    server = waitress.create_server(
        get_internal_wsgi_application(),  # the one that the settings name
        sockets=sockets,
        _dispatcher=Threads(THREADS),
        channel_request_lookahead=LOOKAHEAD_REQUESTS,
        connection_limit=CONNECTIONS,
        max_request_body_size=BODY_BYTES,
        clear_untrusted_proxy_headers=True,
        url_scheme="https" if config.https else "http",
        asyncore_use_poll=hasattr(select, "poll"),  # select() ends at 1024 open files
        ident="Videoflix",
    )
    _restartable = restartable
    server.run()  # returns on SystemExit
    return EXIT_RESTART if _restart_asked else 0


def request_restart() -> None:
    """Have the supervisor start the web process anew, a moment from now, to listen where the household's settings say."""
    global _restart_asked
    if not _restartable:
        _log.warning("The web process has no supervisor; start it anew for the change to take effect.")
        return
    _restart_asked = True
    timer = threading.Timer(ANSWER_SECONDS, _thread.interrupt_main, (signal.SIGTERM,))
    timer.daemon = True
    timer.start()


def is_restarting() -> bool:
    """Whether this web process is about to end, for another to take its place."""
    return _restart_asked


def house_address() -> str | None:
    """Where the other devices in the house reach this web process; None while it does not listen to them, or when nobody can say."""
    config = configuration.current()
    if config.https or not any(address in listening.EVERYWHERE for address in _listening):
        return None  # behind HTTPS, another program is the one to call
    address = hosts.home_address()
    return None if address is None else listening.base_url(address, config.port)


def _lan_enabled() -> bool:
    from webapp.accounts.queries import lan_enabled

    return lan_enabled()


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit
