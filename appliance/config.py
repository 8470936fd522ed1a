"""Configuration: parsed once, strictly, into a frozen value. The only reader of the environment.

Sources, strongest first: `VIDEOFLIX_*` variables, `.env` in the working folder, `videoflix.toml` in the data folder.
"""

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from appliance.errors import VideoflixError
from appliance.paths import DataPaths, default_root

PREFIX = "VIDEOFLIX_"
DEFAULT_PORT = 8359  # "VFLX" on a telephone keypad


class ConfigurationError(VideoflixError):
    """The configuration names something that does not exist or cannot be; the sentence names the option."""


class Config(BaseSettings):
    """Everything that is decided before the start. What the owner changes at run time is a row in the database."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="forbid", frozen=True, env_ignore_empty=True)

    data_dir: Path = Field(default_factory=default_root, description="The one folder that holds everything Videoflix keeps.")
    host: str | None = Field(None, description="Address to listen on; unset: loopback, or everywhere once the owner switched the LAN on.")
    port: int = Field(DEFAULT_PORT, ge=1, le=65535, description="Port to listen on.")
    database_url: str | None = Field(None, description="postgresql://user:password@host:port/name; unset: SQLite in the data folder.")
    allowed_hosts: list[str] = Field(default_factory=list, description="Further host names the appliance may be addressed by.")
    trusted_origins: list[str] = Field(default_factory=list, description="Further origins (https://films.example) that may sign in and write.")
    https: bool = Field(False, description="True behind a reverse proxy that speaks HTTPS: cookies become Secure.")
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="DEBUG, INFO, WARNING or ERROR.")
    ffmpeg_threads: int = Field(0, ge=0, le=256, description="Processor threads one encoder may use; 0: as many as are good for it.")

    @property
    def paths(self) -> DataPaths:
        """The folders below the data folder."""
        return DataPaths(self.data_dir)

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("database_url")
    @classmethod
    def _postgresql(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("postgresql://", "postgres://")):
            raise ValueError("must start with postgresql://")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Add `videoflix.toml`, whose place depends on the stronger sources' data folder."""
        stronger = (init_settings, env_settings, dotenv_settings)
        data_dir = next((Path(found["data_dir"]) for found in (source() for source in stronger) if "data_dir" in found), default_root())
        toml = TomlConfigSettingsSource(settings_cls, toml_file=DataPaths(data_dir.expanduser()).config_file)
        return (*stronger, toml)


_current: Config | None = None


def load(data_dir: Path | None = None, **overrides: Any) -> Config:
    """Parse the configuration once for this process; what the command line says (`overrides`) wins.

    Raises ConfigurationError naming the option that is unknown or has a bad value.
    """
    global _current
    chosen = {name: value for name, value in overrides.items() if value is not None}
    if data_dir is not None:
        chosen["data_dir"] = data_dir
    unknown = _unknown_variables()
    if unknown:
        raise ConfigurationError(f"Unknown option {unknown[0]} in the environment; env.template lists every option.")
    try:
        _current = Config(**chosen)
    except ValidationError as error:
        raise ConfigurationError(_sentence(error)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"videoflix.toml cannot be read: {error}.") from error
    return _current


def current() -> Config:
    """The configuration of this process, loaded on first use."""
    return _current if _current is not None else load()


def child_environment() -> dict[str, str]:
    """The environment that children inherit."""
    return dict(os.environ)


def _unknown_variables() -> list[str]:
    known = {PREFIX + name.upper() for name in Config.model_fields}
    return sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    option = ".".join(str(part) for part in first["loc"])
    option = option.lower().removeprefix(PREFIX.lower())
    if first["type"] == "extra_forbidden":
        return f"Unknown option {option}; env.template lists every option."
    reason = first["msg"].removeprefix("Value error, ")
    return f"The option {option} has a bad value: {reason}."
