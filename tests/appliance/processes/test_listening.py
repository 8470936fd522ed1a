"""Ports in use, and by which address one reaches oneself."""

import socket
import threading
from collections.abc import Iterator

import pytest

from appliance.processes import listening
from appliance.processes.listening import CannotListen


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on; the next one is free."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            if port < 65000 and listening._next_free(listening.LOOPBACK, port) == port + 1:
                yield port
                return


def test_a_port_in_use_names_the_next_free_one(taken: int) -> None:
    with pytest.raises(CannotListen) as refused:
        listening.ensure_free(None, taken)
    assert str(refused.value) == f"Port {taken} is in use by another program. Port {taken + 1} is free: start with --port {taken + 1}."


def test_a_port_that_somebody_has_everywhere_is_in_use(taken: int) -> None:
    with socket.create_server(("0.0.0.0", taken + 1)), pytest.raises(CannotListen, match="in use"):
        listening.ensure_free(None, taken + 1)


def test_a_port_that_becomes_free_is_waited_for() -> None:
    other = socket.create_server(("127.0.0.1", 0))
    threading.Timer(0.2, other.close).start()
    listening.ensure_free("127.0.0.1", other.getsockname()[1], patience=60)
    assert other.fileno() == -1


def test_a_free_port_stays_free(taken: int) -> None:
    listening.ensure_free(None, taken + 1)
    listening.ensure_free(None, taken + 1)


def test_nothing_stays_open_when_the_second_address_is_taken(taken: int) -> None:
    with pytest.raises(CannotListen):
        listening.open_sockets(("127.0.0.2", "127.0.0.1"), taken)
    socket.create_server(("127.0.0.2", taken)).close()


def test_a_foreign_address_is_named() -> None:
    with pytest.raises(CannotListen, match=r"192\.0\.2\.1 does not belong to this machine"):
        listening.ensure_free("192.0.2.1", 8359)


def test_a_name_that_nobody_knows_is_named() -> None:
    with pytest.raises(CannotListen, match=r"nonesuch\.invalid"):
        listening.ensure_free("nonesuch.invalid", 8359)


@pytest.mark.parametrize(
    ("host", "lan", "expected"),
    [
        pytest.param(None, False, ("127.0.0.1", "::1"), id="this machine only"),
        pytest.param(None, True, ("0.0.0.0", "::"), id="the household's network"),
        pytest.param("10.0.0.5", True, ("10.0.0.5",), id="as configured"),
    ],
)
def test_where_to_listen(host: str | None, lan: bool, expected: tuple[str, ...]) -> None:
    assert listening.addresses(host, lan) == expected


@pytest.mark.parametrize(
    ("host", "url"),
    [
        (None, "http://127.0.0.1:8359"),
        ("0.0.0.0", "http://127.0.0.1:8359"),
        ("::", "http://[::1]:8359"),
        ("::1", "http://[::1]:8359"),
        ("10.0.0.5", "http://10.0.0.5:8359"),
        ("box.lan", "http://box.lan:8359"),
    ],
)
def test_own_address(host: str | None, url: str) -> None:
    assert listening.base_url(host, 8359) == url
