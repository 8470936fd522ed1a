"""The first run, in Chromium: from the printed link to a house that is open to its other devices."""

import re
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from appliance.processes.listening import LOOPBACK
from tests.e2e.appliance import Appliance
from tests.e2e.conftest import OWNER

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("own_database")]


def listening(appliance: Appliance) -> set[str]:
    """Where anything of this appliance listens."""
    assert appliance.process is not None
    family = psutil.Process(appliance.process.pid).children(recursive=True)
    found = []
    for process in family:
        with suppress(psutil.NoSuchProcess):  # an encoder's test may have ended meanwhile
            found += [each for each in process.net_connections("tcp") if each.status == psutil.CONN_LISTEN]
    return {each.laddr.ip for each in found if each.laddr.port == appliance.port}


def setup_link(appliance: Appliance) -> str:
    """Give the link that the program prints, a moment after it is healthy."""
    until = time.monotonic() + 20
    while True:
        said = appliance.data_dir.with_name("said.txt").read_text()
        if found := re.search(r"http://\S+/setup#\S+", said):
            return found[0]
        assert time.monotonic() < until, said
        time.sleep(0.2)


def test_the_owner_opens_the_house(browser: Any, tmp_path: Path) -> None:
    appliance = Appliance(tmp_path / "data")
    appliance.start()
    try:
        page = browser.new_context(locale="en-US").new_page()
        page.goto(setup_link(appliance))
        page.get_by_label("Email address").fill(OWNER[0])
        page.get_by_label("Password", exact=True).fill(OWNER[1])
        page.get_by_label("Repeat the password").fill(OWNER[1])
        page.get_by_label("Let the other devices in this house in").check()
        assert listening(appliance) <= set(LOOPBACK)
        page.get_by_role("button", name="Create my Videoflix").click()
        # A machine without a network has no address to tell.
        page.get_by_text("Go to my Videoflix").or_(page.get_by_text("No films yet")).wait_for(timeout=60_000)
        assert "0.0.0.0" in listening(appliance)
        page.goto(appliance.url)
        page.get_by_text("No films yet").wait_for()  # signed in, at a process that was not there yet
    finally:
        assert appliance.stop() == 0
