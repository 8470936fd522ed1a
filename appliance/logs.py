"""Logging: one file per process in the data folder, and warnings on standard error."""

import logging
import logging.config
from pathlib import Path


def configure(folder: Path, process: str, level: str = "INFO") -> None:
    """Write records of this process to `<folder>/<process>.log` (5 files of 2 MB at most) and warnings to standard error."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "file": {"format": "{asctime} {levelname} {process} {name}: {message}", "style": "{"},
                "console": {"format": "{levelname}: {message}", "style": "{"},
            },
            "handlers": {
                "file": {
                    "class": "logging.handlers.RotatingFileHandler",
                    "filename": folder / f"{process}.log",
                    "maxBytes": 2_000_000,
                    "backupCount": 4,
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
    """Libraries that report every step speak up from WARNING on."""
    for name in ("PIL", "asyncio", "libav", "waitress.queue", "whitenoise", "django_q"):
        logging.getLogger(name).setLevel(logging.WARNING)
