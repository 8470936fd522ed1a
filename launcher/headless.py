"""`videoflix serve`: the same without the window."""

from appliance import secrets
from appliance.config import Config
from launcher import face, links, signals
from launcher.session import Session, running

RENEW_SECONDS = secrets.PRESENCE_SECONDS * 0.9  # a printed link should not die while it is the last one


def run(config: Config) -> None:
    """Start everything, say where, and serve until told to end."""
    session = Session(config)
    signals.on_stop(session.stopping.set)
    with running(session):
        if not session.stopping.is_set():
            print(f"Videoflix is running at {session.base_url}/ (Ctrl-C ends it).", flush=True)
            _say_setup_link(session)
            face.wait(session.stopping, RENEW_SECONDS, lambda: _say_setup_link(session))


def _say_setup_link(session: Session) -> None:
    if not links.has_owner(session.base_url):
        print(f"Nobody owns it yet. Set it up at {links.setup(session.config, session.base_url)}", flush=True)
