"""`videoflix`: the double-clicked program."""

from appliance.config import Config
from appliance.processes.lock import AlreadyRunning
from launcher import face, links, signals
from launcher.session import Session, running


def run(config: Config) -> None:
    """Start everything, show the window, stop everything. A second double-click shows the first one's pages."""
    session = Session(config)
    signals.on_stop(session.stopping.set)
    try:
        with running(session):
            if not session.stopping.is_set():
                face.show(session, links.start(config, session.base_url))
    except AlreadyRunning as error:
        print(error)
        face.show(session.at(error.address), f"{error.address}/", stay=False)
