"""`videoflix doctor`: what this machine can do, in plain lines."""

import re
import shutil
import sys
from collections.abc import Iterator

from appliance import child, hosts
from appliance import config as configuration
from appliance.errors import VideoflixError
from appliance.media import ffmpeg, hardware
from appliance.processes.listening import EVERYWHERE
from appliance.version import version
from webapp.commands import prepare_django

FRESH = "to be brought up to date at the next start."
Finding = tuple[str, str, bool]  # subject, sentence, whether it is well


def examine(no_window: str) -> int:
    """Print one line per finding, and what is wrong on standard error too; returns the exit code.

    `no_window`: why the desktop window cannot open; empty when it can. A machine without a screen is well.
    """
    prepare_django()
    findings = [*_machine(), ("Window", no_window or "It can open.", True)]
    for subject, sentence, _ in findings:
        print(f"{subject:<12} {sentence}")
    wrong = [sentence for _, sentence, well in findings if not well]
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    return 1 if wrong else 0


def _machine() -> Iterator[Finding]:
    yield "Videoflix", f"Version {version()}.", True
    database = _database()
    ready = database[2] and not database[1].endswith(FRESH)
    yield _data_folder(ready)
    yield database
    yield from _encoding()
    yield from _network(ready)


def _data_folder(ready: bool) -> Finding:
    from webapp.streaming import disk

    paths = configuration.current().paths
    complaint = disk.room().complaint if ready else ""
    free = disk.gigabytes(shutil.disk_usage(paths.root).free)
    return "Data folder", f"{paths.root}, {free} free. {complaint}".rstrip(), not complaint


def _database() -> Finding:
    from webapp.commands import serving

    kind = "PostgreSQL" if configuration.current().database_url else "SQLite"
    try:
        pending = serving.is_pending()
    except VideoflixError as error:
        return "Database", str(error), False
    return "Database", f"{kind}, {FRESH if pending else 'up to date.'}", True


def _encoding() -> Iterator[Finding]:
    """ffmpeg, and a fresh self-test of every encoder it lists, which is remembered."""
    try:
        said = child.run([ffmpeg.executable(), "-version"], hardware.TEST_SECONDS).decode(errors="replace")
        yield "ffmpeg", f"Version {said.split()[2]}.", True
        tests = hardware.remember(configuration.current().paths.encoders)
    except (child.ChildFailed, OSError, RuntimeError) as error:
        yield "ffmpeg", f"The ffmpeg that Videoflix brings cannot be used: {error}", False
        return
    chosen = hardware.choose(tests).name
    for test in tests:
        yield "Encoder", f"{test}{' This one is used.' if test.encoder == chosen and test.passed else ''}", True
    if not any(test.passed for test in tests):
        yield "Encoder", "No encoder works on this machine: films play as they are, and nothing can be prepared.", False


def _network(ready: bool) -> Iterator[Finding]:
    from webapp.accounts import queries

    config = configuration.current()
    if config.host is None and not (ready and queries.lan_enabled()):
        yield "Network", f"Only this machine: http://127.0.0.1:{config.port}/. The owner can switch the home network on.", True
        return
    addresses = hosts.own_addresses() if config.host in (None, *EVERYWHERE) else [config.host or ""]
    outside = [address for address in addresses if not re.match(r"127\.|::1$|fe80:", address)]
    for address in outside or addresses:
        yield "Network", f"http://{f'[{address}]' if ':' in address else address}:{config.port}/", True
