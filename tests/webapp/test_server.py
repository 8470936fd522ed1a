"""Waitress as the appliance sets it up; here with a real socket and a real thread, but no process."""

import http.client
import signal
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import waitress

from appliance import config as configuration
from appliance import hosts
from appliance.processes.supervisor import EXIT_RESTART
from webapp import server


class Stop:
    """Told instead of `_thread.interrupt_main`, which would end the test run."""

    def __init__(self) -> None:
        self.signals: list[int] = []
        self.told = threading.Event()

    def __call__(self, number: int) -> None:
        self.signals.append(number)
        self.told.set()


@pytest.fixture
def stop(monkeypatch: pytest.MonkeyPatch) -> Stop:
    stop = Stop()
    monkeypatch.setattr(server._thread, "interrupt_main", stop)
    monkeypatch.setattr(server, "ANSWER_SECONDS", 0.01)
    monkeypatch.setattr(server, "_restart_asked", False)
    return stop


def test_a_restart_is_asked_of_the_supervisor(stop: Stop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_restartable", True)
    server.request_restart()
    assert stop.told.wait(5)
    assert stop.signals == [signal.SIGTERM]
    assert server.is_restarting()


def test_nobody_is_stopped_who_would_not_be_started_again(stop: Stop, caplog: pytest.LogCaptureFixture) -> None:
    server.request_restart()
    assert not stop.told.wait(0.1)
    assert "no supervisor" in caplog.text


class Waitress:
    """Keeps what `create_server` was given; its server ends at once, after `meanwhile`."""

    def __init__(self, meanwhile: Any) -> None:
        self.options: dict[str, Any] = {}
        self._meanwhile = meanwhile

    def create_server(self, application: Any, **options: Any) -> "Waitress":
        self.options = options
        return self

    def run(self) -> None:
        self._meanwhile()


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Serve with told settings until `meanwhile` returns; gives exit code, addresses and Waitress's options."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    opened: list[socket.socket] = []

    def serve(lan: bool, host: str | None = None, meanwhile: Any = lambda: None, **options: Any) -> tuple[int, set[str], dict[str, Any]]:
        config = configuration.Config(host=host, port=_free_port(), **options)
        fake = Waitress(meanwhile)
        monkeypatch.setattr(configuration, "_current", config)
        monkeypatch.setattr(server, "_lan_enabled", lambda: lan)
        monkeypatch.setattr(server.waitress, "create_server", fake.create_server)
        monkeypatch.setattr(server, "_restart_asked", False)
        monkeypatch.setattr(server, "_restartable", False)
        monkeypatch.setattr(server, "_listening", ())
        code = server.serve(restartable=True)
        opened.extend(fake.options["sockets"])
        return code, {entry.getsockname()[0] for entry in opened}, fake.options

    yield serve
    for entry in opened:
        entry.close()
    for number, handler in handlers.items():
        signal.signal(number, handler)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def test_listens_on_this_machine_only(served: Any) -> None:
    _, addresses, _ = served(lan=False)
    assert "127.0.0.1" in addresses
    assert addresses <= {"127.0.0.1", "::1"}


def test_listens_everywhere_once_the_owner_said_so(served: Any) -> None:
    _, addresses, _ = served(lan=True)
    assert "0.0.0.0" in addresses
    assert addresses <= {"0.0.0.0", "::"}


def test_the_configured_address_wins(served: Any) -> None:
    _, addresses, _ = served(lan=True, host="127.0.0.2")
    assert addresses == {"127.0.0.2"}


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"lan": True}, True),
        ({"lan": False, "host": "0.0.0.0"}, True),
        ({"lan": False}, False),
        ({"lan": True, "host": "127.0.0.2"}, False),
        ({"lan": True, "https": True}, False),
    ],
)
def test_tells_the_house_its_address_where_it_listens_to_it(
    settings: dict[str, Any], told: bool, served: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosts, "home_address", lambda: "192.168.1.5")
    served(**settings)
    expected = f"http://192.168.1.5:{configuration.current().port}"
    assert server.house_address() == (expected if told else None)
    monkeypatch.setattr(hosts, "home_address", lambda: None)
    assert server.house_address() is None


def test_ends_well_or_to_be_restarted(served: Any, stop: Stop) -> None:
    assert served(lan=False)[0] == 0
    assert served(lan=False, meanwhile=server.request_restart)[0] == EXIT_RESTART


def test_notices_viewers_who_left_and_trusts_no_proxy(served: Any) -> None:
    _, _, options = served(lan=False)
    assert options["channel_request_lookahead"] > 0
    assert options["clear_untrusted_proxy_headers"] is True
    assert len(options["_dispatcher"].threads) == 32
    assert options["url_scheme"] == "http"
    waitress.adjustments.Adjustments(**{name: value for name, value in options.items() if name not in ("sockets", "_dispatcher")})


def test_https_is_what_the_owner_says_it_is(served: Any) -> None:
    assert served(lan=False, https=True)[2]["url_scheme"] == "https"


def test_a_real_waitress_says_who_it_is(served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through a socket: identity, and a body that is too large."""
    _, _, options = served(lan=False, host="127.0.0.1")
    port = options["sockets"][0].getsockname()[1]
    monkeypatch.undo()
    real = waitress.create_server(lambda environ, start: (start("200 OK", []), [b"hello"])[1], **options)
    thread = threading.Thread(target=real.run, daemon=True)
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        answer = connection.getresponse()
        assert (answer.read(), answer.headers["Server"]) == (b"hello", "Videoflix")
        connection.request("POST", "/", headers={"Content-Length": str(server.BODY_BYTES + 1)})
        assert connection.getresponse().status == 413
    finally:
        connection.close()
        real.task_dispatcher.shutdown()
        real.close()
