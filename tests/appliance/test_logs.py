"""Log files that several processes share."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance import logs


@pytest.fixture
def record() -> logging.LogRecord:
    return logging.LogRecord("test", logging.INFO, "", 0, "something happened", None, None)


@pytest.fixture
def root_logger() -> Iterator[logging.Logger]:
    """The root logger, put back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield root
    for handler in set(root.handlers) - set(handlers):
        handler.close()
    root.handlers[:], root.level = handlers, level


def test_each_process_writes_its_file(tmp_path: Path, root_logger: logging.Logger, capfd: pytest.CaptureFixture[str]) -> None:
    logs.configure(tmp_path, "web", "INFO")
    logging.getLogger("videoflix").info("one for the file")
    logging.getLogger("videoflix").warning("one for both")
    written = (tmp_path / "web.log").read_text()
    assert "one for the file" in written
    assert "one for both" in written
    said = capfd.readouterr().err
    assert "one for both" in said
    assert "one for the file" not in said


def test_follows_when_another_process_rotates(tmp_path: Path, record: logging.LogRecord) -> None:
    path = tmp_path / "work.log"
    handler = logs.SharedFileHandler(path, maxBytes=0)
    handler.emit(record)
    path.rename(tmp_path / "work.log.1")
    handler.emit(record)
    handler.close()
    assert path.read_text().count("something happened") == 1


def test_goes_on_where_an_open_file_cannot_be_renamed(tmp_path: Path, record: logging.LogRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = logs.SharedFileHandler(tmp_path / "work.log", maxBytes=10, backupCount=1)

    def refuse(*_: object) -> None:
        raise PermissionError("in use by another process")

    monkeypatch.setattr(handler, "rotate", refuse)
    for _ in range(3):
        handler.emit(record)
    handler.close()
    assert (tmp_path / "work.log").read_text().count("something happened") == 3
