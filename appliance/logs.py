"""Logging: one file per kind of process in the data folder, and warnings on standard error."""

import logging
import logging.config
import logging.handlers
import os
import re
from contextlib import suppress
from pathlib import Path

# Addresses that end with a secret: one-time links, codes, media tokens. Servers write addresses down when they refuse them.
_SECRETS = re.compile(
    r"(/(?:activate|reset-password|passwor[dt]_confirm|pairing|invitations|join)/)[^?\"'\n]+|([?&](?:token|code)=)[^\s&\"']+"
)

FILE_BYTES = 2_000_000
KEPT_FILES = 4


class SharedFileHandler(logging.handlers.RotatingFileHandler):
    """A rotating file that several processes write: a queue's workers share the file of their cluster."""

    def emit(self, record: logging.LogRecord) -> None:
        """Follow when another process has rotated the file, then write."""
        if self.stream is not None and not self._is_current(self.stream.fileno()):
            self.stream.close()
            self.stream = self._open()
        super().emit(record)

    def doRollover(self) -> None:  # noqa: N802 -- the name that logging calls
        """Rotate, or let the file grow where the system forbids to rename an open file (Windows): the next start rotates it."""
        with suppress(PermissionError):
            super().doRollover()

    def _is_current(self, descriptor: int) -> bool:
        try:
            return os.path.samestat(os.fstat(descriptor), Path(self.baseFilename).stat())
        except OSError:
            return False


class DiscreetFormatter(logging.Formatter):
    """Leaves out what would let a reader of the log in."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, with its trace if there is one."""
        return _SECRETS.sub(r"\1\2...", super().format(record))


def configure(folder: Path, process: str, level: str = "INFO") -> None:
    """Write records of this process to `<folder>/<process>.log` (5 files of 2 MB at most) and warnings to standard error."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "file": {
                    "class": "appliance.logs.DiscreetFormatter",
                    "format": "{asctime} {levelname} {process} {name}: {message}",
                    "style": "{",
                },
                "console": {"class": "appliance.logs.DiscreetFormatter", "format": "{levelname}: {message}", "style": "{"},
            },
            "handlers": {
                "file": {
                    "class": "appliance.logs.SharedFileHandler",
                    "filename": folder / f"{process}.log",
                    "maxBytes": FILE_BYTES,
                    "backupCount": KEPT_FILES,
                    "encoding": "utf-8",
                    "delay": True,
                    "formatter": "file",
                },
                "console": {"class": "logging.StreamHandler", "level": "WARNING", "formatter": "console"},
            },
            "root": {"level": level, "handlers": ["file", "console"]},
        }
    )
    quiet_libraries()


def quiet_libraries() -> None:
    """Libraries that report every step speak up from WARNING on; what is refused to somebody is no trouble of ours."""
    for name in ("PIL", "asyncio", "libav", "whitenoise", "django-q"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it warns of every request that waits a moment
    logging.getLogger("django.request").addFilter(_everyday)
    for refusal in ("DisallowedHost", "RequestDataTooBig"):
        logging.getLogger(f"django.security.{refusal}").addFilter(_one_line)


def _everyday(record: logging.LogRecord) -> bool:
    """A refusal, or a 503 that says to come back, is an answer like any other: worth a line in the file, no warning."""
    if getattr(record, "status_code", 500) != 500:
        record.levelno, record.levelname = logging.INFO, "INFO"
    return logging.getLogger(record.name).isEnabledFor(record.levelno)


def _one_line(record: logging.LogRecord) -> bool:
    """A wrong name or too large a body is somebody's mistake or a trick, but no error of ours: no trace of the stack."""
    record.exc_info = None
    return True
