"""Asking the web process, which may be anything but well."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from appliance.processes import health

WELL = b'{"status": "degraded", "web": true, "database": true, "watching": 2}'


class Web:
    """A web process that answers as it is told."""

    status, body = 200, WELL

    def __init__(self) -> None:
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(web.status)
                self.end_headers()
                self.wfile.write(web.body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    thread = threading.Thread(target=web.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield web
    web.server.shutdown()
    web.server.server_close()


def test_well_is_enough_to_start_the_queues(web: Web) -> None:
    assert health.is_well(web.url)
    assert health.watching(web.url) == 2


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(503, b'{"web": true, "database": false}', id="no database"),
        pytest.param(200, b"<h1>Welcome</h1>", id="another program"),
        pytest.param(200, b"[]", id="something else"),
        pytest.param(500, b"", id="nothing"),
    ],
)
def test_not_well(status: int, body: bytes, web: Web) -> None:
    web.status, web.body = status, body
    assert not health.is_well(web.url)
    assert health.watching(web.url) == 0


def test_nobody_there(web: Web) -> None:
    web.server.shutdown()
    web.server.server_close()
    assert not health.is_well(web.url)
    assert health.watching(web.url) == 0


def test_never_through_a_proxy(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert health.is_well(web.url)
