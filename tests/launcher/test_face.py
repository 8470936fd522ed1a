"""Window, browser or address; and when closing the window asks."""

import threading
import webbrowser
from pathlib import Path

import pytest

from appliance import config as configuration
from appliance import secrets
from appliance.config import Config
from appliance.processes import health
from launcher import face, links, window
from launcher.session import Session
from launcher.window import NoWindow

BASE = "http://127.0.0.1:8359"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    config = Config(data_dir=tmp_path)
    config.paths.create()
    return config


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the default browser was asked to open, on a machine without a web view."""

    def no_window(*_: object, **__: object) -> None:
        raise NoWindow("There is no web view on this machine.")

    opened: list[str] = []
    monkeypatch.setattr(face, "Window", no_window)
    monkeypatch.setattr(webbrowser, "open", opened.append)
    return opened


def test_without_a_web_view_the_browser_opens(
    config: Config, opened: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(configuration, "has_display", lambda: True)
    face.show(Session(config), f"{BASE}/", stay=False)
    assert opened == [f"{BASE}/"]
    assert capsys.readouterr().out.startswith("There is no web view on this machine.")


def test_without_a_display_the_address_is_told(
    config: Config, opened: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(configuration, "has_display", lambda: False)
    face.show(Session(config), f"{BASE}/", stay=False)
    assert opened == []
    assert f"{BASE}/ in any browser" in capsys.readouterr().out


def test_goes_on_serving_until_it_is_stopped(config: Config, opened: list[str]) -> None:
    session = Session(config)
    threading.Timer(0.05, session.stopping.set).start()
    face.show(session, f"{BASE}/")
    assert session.stopping.is_set()


@pytest.mark.parametrize(
    ("watching", "page", "asks"),
    [
        pytest.param(0, "/", False, id="nobody watches"),
        pytest.param(1, "/", True, id="somebody watches elsewhere"),
        pytest.param(1, "/watch/7", False, id="the window's own film"),
        pytest.param(2, "/watch/7", True, id="another one besides"),
    ],
)
def test_closing_asks_when_it_would_stop_somebody_else(watching: int, page: str, asks: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "watching", lambda _: watching)
    assert face.others_watch(BASE, f"{BASE}{page}") is asks


@pytest.mark.parametrize(
    ("setup", "begins_with_setup"),
    [
        pytest.param({"owner_exists": False}, True, id="first run"),
        pytest.param({"owner_exists": True}, False, id="an owner"),
        pytest.param(None, False, id="no answer"),
    ],
)
def test_the_window_begins_with_the_setup(
    setup: dict[str, bool] | None, begins_with_setup: bool, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "get_json", lambda *_: setup)
    page, _, secret = links.start(config, BASE).partition("#")
    assert page == f"{BASE}/{'setup' if begins_with_setup else ''}"
    assert secrets.check_presence(config.paths.presence, secret, "setup") is begins_with_setup


def test_the_demo_link_signs_in_once(config: Config) -> None:
    page, _, secret = links.enter(config, BASE, "/watch/7").partition("#")
    assert page == f"{BASE}/enter?next=/watch/7"
    assert secrets.redeem_presence(config.paths.presence, secret, "sign-in")
    assert not secrets.redeem_presence(config.paths.presence, secret, "sign-in")


@pytest.mark.parametrize(("owned", "page", "purpose"), [(True, "enter?next=/", "sign-in"), (False, "setup", "setup")])
def test_whoever_sits_at_the_machine_gets_in(owned: bool, page: str, purpose: str, config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "get_json", lambda *_: {"owner_exists": owned})
    link, _, secret = links.way_in(config, BASE).partition("#")
    assert link == f"{BASE}/{page}"
    assert secrets.check_presence(config.paths.presence, secret, purpose)


def test_why_no_window_can_open_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window.configuration, "has_display", lambda: False)
    assert window.why_not() == "There is no display for a window."
