"""Which host names are this machine's."""

import socket

import pytest

from appliance import hosts


class Clock:
    """Told time."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The machine's addresses, as a router may change them."""
    current = ["192.168.1.5"]
    monkeypatch.setattr(hosts, "own_addresses", lambda: [*current, "127.0.0.1", "::1"])
    return current


def test_the_address_at_home_is_one_of_ours() -> None:
    assert hosts.home_address() in [None, *hosts.own_addresses()]


class Probe(socket.socket):
    """Stands where the told way out begins."""

    way_out: str | None = None

    def connect(self, address: object) -> None:
        if self.way_out is None:
            raise OSError("Network is unreachable")

    def getsockname(self) -> tuple[str, int]:
        return (self.way_out or "", 40000)


@pytest.mark.parametrize(("way_out", "address"), [("192.168.1.5", "192.168.1.5"), ("127.0.0.1", None), (None, None)])
def test_the_address_at_home_is_where_the_way_out_begins(way_out: str | None, address: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Probe, "way_out", way_out)
    monkeypatch.setattr(socket, "socket", Probe)
    assert hosts.home_address() == address


def test_own_addresses_carry_no_zone() -> None:
    found = hosts.own_addresses()
    assert {"127.0.0.1", "::1"} <= set(found)
    assert not [address for address in found if "%" in address]


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]", "192.168.1.5", "films.example"])
def test_knows_itself(name: str, addresses: list[str]) -> None:
    assert name in list(hosts.allowed(["Films.Example"]))


@pytest.mark.parametrize("said", ["Kellerkiste", "kellerkiste.fritz.box", "Kellerkiste.local"])
def test_knows_its_names(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: said)
    assert {"kellerkiste", "kellerkiste.local", said.lower()} <= set(hosts.allowed([]))


@pytest.mark.parametrize("configured", [["*"], [""], ["", "*"]])
def test_never_everybody(configured: list[str]) -> None:
    assert not {"*", ""} & set(hosts.allowed(configured))


def test_a_changed_address_is_honoured_while_running(addresses: list[str]) -> None:
    clock = Clock()
    allowed = hosts.Allowed([], clock)
    assert "192.168.1.5" in list(allowed)
    addresses[:] = ["192.168.1.77"]
    clock.now = hosts.FRESH_SECONDS + 1
    assert "192.168.1.77" in list(allowed)
    assert "192.168.1.5" not in list(allowed)


def test_the_system_is_not_asked_for_every_request(addresses: list[str]) -> None:
    clock = Clock()
    allowed = hosts.Allowed([], clock)
    list(allowed)
    addresses[:] = ["192.168.1.77"]
    clock.now = hosts.FRESH_SECONDS / 2
    assert "192.168.1.5" in list(allowed)


@pytest.mark.parametrize("name", ["127.0.0.1", "127.1.2.3", "::1", "localhost", "LOCALHOST"])
def test_what_only_this_machine_can_call(name: str) -> None:
    assert hosts.is_loopback(name)


@pytest.mark.parametrize("name", ["192.168.1.5", "fe80::1", "films.local", "localhost.example.org", ""])
def test_what_others_can_call(name: str) -> None:
    assert not hosts.is_loopback(name)
