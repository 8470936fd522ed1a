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


@pytest.mark.parametrize("status", [401, 404, 503])
def test_what_is_refused_to_somebody_stays_off_the_console(
    status: int, tmp_path: Path, root_logger: logging.Logger, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.configure(tmp_path, "web", "INFO")
    logging.getLogger("django.request").warning("Unauthorized: /api/video/", extra={"status_code": status})
    assert "INFO" in (tmp_path / "web.log").read_text()
    assert "Unauthorized" not in capfd.readouterr().err


def test_an_error_of_ours_is_told_on_the_console(tmp_path: Path, root_logger: logging.Logger, capfd: pytest.CaptureFixture[str]) -> None:
    logs.configure(tmp_path, "web", "WARNING")
    logging.getLogger("django.request").error("Internal Server Error: /api/video/", extra={"status_code": 500})
    logging.getLogger("django.request").warning("Not Found: /api/", extra={"status_code": 404})
    assert "Internal Server Error" in capfd.readouterr().err
    assert "Not Found" not in (tmp_path / "web.log").read_text()


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Bad Request: /api/password_confirm/MQ/cx1-abc/", "Bad Request: /api/password_confirm/..."),
        ("Bad Request: /api/passwort_confirm/MQ/cx1-abc", "Bad Request: /api/passwort_confirm/..."),
        ("Bad Request: /api/activate/MQ/cx1-abc/", "Bad Request: /api/activate/..."),
        ("Method Not Allowed (POST): /reset-password/MQ/cx1-abc", "Method Not Allowed (POST): /reset-password/..."),
        ("Forbidden: /api/devices/pairing/BCDF GHJK/approve/", "Forbidden: /api/devices/pairing/..."),
        ("Not Found: /api/invitations/abc/", "Not Found: /api/invitations/..."),
        ("GET '/api/video/1/480p/00000.m4s?v=1&token=a:b' 404", "GET '/api/video/1/480p/00000.m4s?v=1&token=...' 404"),
        ("Not Found: /link?code=BCDF-GHJK", "Not Found: /link?code=..."),
        ("Not Found: /api/video/7/480p/00000.m4s", "Not Found: /api/video/7/480p/00000.m4s"),
    ],
)
def test_addresses_lose_what_would_let_a_reader_in(said: str, written: str, tmp_path: Path, root_logger: logging.Logger) -> None:
    logs.configure(tmp_path, "web", "DEBUG")
    logging.getLogger("django.request").warning("%s", said)
    logging.getLogger("django.request").debug("It came from here.", exc_info=ValueError(said))
    told = (tmp_path / "web.log").read_text()
    assert told.splitlines()[0].endswith(f"django.request: {written}")
    assert told.splitlines()[-1] == f"ValueError: {written}"
