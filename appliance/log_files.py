"""Log files as people read them: the last records first found from the end, however long the file is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from appliance.errors import VideoflixError

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
BLOCK_BYTES = 64 * 1024
MOST_BYTES = 8 * 1024 * 1024  # that are looked through: a search for what is not there ends, too
LONGEST_RECORD = 200  # lines: of a longer one the end is shown

_BEGINNING = re.compile(rf"(?P<at>\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d),\d+ (?P<level>{'|'.join(LEVELS)}) (?P<text>.*)", re.DOTALL)


class NoSuchLog(VideoflixError):
    """The folder of logs holds no file of this name."""

    def __init__(self) -> None:
        super().__init__("There is no such log.")


@dataclass(frozen=True)
class LogFile:
    """A file in the folder of logs; `modified` in seconds since 1970."""

    path: Path
    size: int
    modified: float

    @property
    def name(self) -> str:
        """What it is called."""
        return self.path.name


@dataclass(frozen=True)
class Record:
    """What was written at once: a line, and the trace below it. Of what another program wrote, `at` and `level` are empty."""

    at: str
    level: str
    text: str


def listing(folder: Path) -> list[LogFile]:
    """The log files in a folder, the one that was written last first; nothing that only points elsewhere."""
    found = []
    for path in folder.glob("*.log*"):
        if path.is_file() and not path.is_symlink():
            status = path.stat()
            found.append(LogFile(path, status.st_size, status.st_mtime))
    return sorted(found, key=lambda file: -file.modified)


def named(folder: Path, name: str) -> LogFile:
    """The log of this name, which must be one of the listing's. Raises NoSuchLog."""
    for file in listing(folder):
        if file.name == name:
            return file
    raise NoSuchLog


def tail(file: LogFile, most: int, level: str = "DEBUG", search: str = "") -> list[Record]:
    """The last records at least as grave as `level` in which `search` stands, in any case; the latest first."""
    graver, wanted, found = LEVELS[LEVELS.index(level) :], search.casefold(), []
    for record in _records(file.path):
        if (not record.level or record.level in graver) and wanted in record.text.casefold():
            found.append(record)
            if len(found) >= most:
                break
    return found


def _records(path: Path) -> Iterator[Record]:
    """From the last to the first."""
    below: list[str] = []
    lines = _lines_backwards(path)
    last = next(lines, "")
    for line in chain([last] if last else [], lines):  # what follows the end of the last line is none
        match = _BEGINNING.fullmatch(line)
        if match is None:
            below.append(line)
            if len(below) < LONGEST_RECORD:
                continue
        text = [match["text"]] if match else []
        yield Record(match["at"] if match else "", match["level"] if match else "", "\n".join([*text, *reversed(below)]))
        below = []
    if below:
        yield Record("", "", "\n".join(reversed(below)))


def _lines_backwards(path: Path) -> Iterator[str]:
    """Lines without their ends, the last one first; of a file that is longer than `MOST_BYTES`, the end of it."""
    with path.open("rb") as file:
        rest = b""
        for block in _blocks_backwards(file):
            first, *others = (block + rest).split(b"\n")
            yield from (_text(line) for line in reversed(others))
            rest = first
        yield _text(rest)


def _blocks_backwards(file: BinaryIO) -> Iterator[bytes]:
    end = file.seek(0, 2)
    least = max(0, end - MOST_BYTES)
    while end > least:
        start = max(least, end - BLOCK_BYTES)
        file.seek(start)
        yield file.read(end - start)
        end = start


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace").rstrip("\r")
