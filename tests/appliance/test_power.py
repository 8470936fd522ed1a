"""Only a machine that says so runs on its battery."""

from types import SimpleNamespace

import pytest

from appliance.power import on_battery


@pytest.mark.parametrize(
    ("battery", "expected"),
    [
        (None, False),
        (SimpleNamespace(power_plugged=True), False),
        (SimpleNamespace(power_plugged=None), False),
        (SimpleNamespace(power_plugged=False), True),
    ],
    ids=["no battery", "plugged in", "nobody knows", "unplugged"],
)
def test_what_the_system_says_counts(battery: SimpleNamespace | None, expected: bool) -> None:
    assert on_battery(lambda: battery) is expected


def test_a_system_that_cannot_tell_is_no_reason_to_wait() -> None:
    def broken() -> None:
        raise FileNotFoundError("/sys/class/power_supply/BAT0/energy_now")

    assert not on_battery(broken)
    assert not on_battery(None)


def test_this_machine_answers() -> None:
    assert on_battery() in (True, False)
