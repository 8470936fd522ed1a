"""The argv of each child: "this program, with a verb", frozen or not."""

import sys
from typing import Literal

from appliance.config import Config

Queue = Literal["play", "prepare"]  # `play`: a viewer waits. `prepare`: work ahead, below-normal priority.

WITH_PARENT = "--with-parent"  # tells a child that the end of its standard input is the end of its parent


def program() -> list[str]:
    """How this program is called."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "launcher.cli"]


def verb(config: Config, *words: str) -> list[str]:
    """Any verb, on this configuration's data folder."""
    return [*program(), *words, "--data-dir", str(config.data_dir)]


def web(config: Config) -> list[str]:
    """The web process; what the command line said about host and port reaches it, too."""
    host = ["--host", config.host] if config.host is not None else []
    return [*verb(config, "web"), *host, "--port", str(config.port), WITH_PARENT]


def work(config: Config, queue: Queue) -> list[str]:
    """The workers of one queue."""
    return [*verb(config, "work"), "--queue", queue, WITH_PARENT]


def migrate(config: Config) -> list[str]:
    """Brings the databases up to date, then ends."""
    return [*verb(config, "migrate"), WITH_PARENT]


def prepare_demo(config: Config) -> list[str]:
    """Puts the demo's owner and film into the data folder, says the film's number, then ends."""
    return [*verb(config, "prepare-demo"), WITH_PARENT]
