"""`videoflix demo`: a household with an owner and a film, in a data folder of its own."""

import threading

from appliance import child
from appliance.config import Config
from appliance.processes import argv
from launcher import face, links, signals
from launcher.session import Session, running

PREPARE_SECONDS = 600.0


def run(config: Config, window: bool) -> None:
    """Make the demo's household if need be, start everything, and open the film, signed in as its owner."""
    session = Session(config)
    signals.on_stop(session.stopping.set)
    demo = _Demo()
    if not config.paths.database.exists():
        print("Making the demo's household and painting its film; once, and in about half a minute.", flush=True)
    with running(session, demo.prepare):
        if session.stopping.is_set():
            return
        print(f"Videoflix is running at {session.base_url}/ (Ctrl-C ends it).")
        print(f"Watch the demo at {links.enter(config, session.base_url, demo.page)}", flush=True)
        if window:
            face.show(session, links.enter(config, session.base_url, demo.page))
        else:
            face.wait(session.stopping)


class _Demo:
    """What the preparation found out: the film's page."""

    page = "/"

    def prepare(self, config: Config, stopping: threading.Event) -> None:
        said = child.run(argv.prepare_demo(config), PREPARE_SECONDS, stopping).decode().split()
        if said and said[-1].isdigit():
            self.page = f"/watch/{said[-1]}"
