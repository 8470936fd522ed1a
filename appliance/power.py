"""Where the machine's power comes from."""

from collections.abc import Callable
from typing import Any

import psutil

Read = Callable[[], Any]
SENSORS: Read | None = getattr(psutil, "sensors_battery", None)  # not on every system


def on_battery(read: Read | None = SENSORS) -> bool:
    """Whether the machine runs on its battery now. A machine without one, or that does not tell, does not."""
    try:
        battery = read() if read is not None else None
    except (OSError, RuntimeError, NotImplementedError):  # drivers that are half there, in virtual machines above all
        return False
    return battery is not None and battery.power_plugged is False
