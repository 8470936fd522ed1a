"""Configuration: parsed once, strictly, into a frozen value. The only reader of the environment.

Sources, strongest first: the command line, `VIDEOFLIX_*` variables, `.env` in the working folder, `videoflix.toml` in the data folder.
"""

import os
import re
import sys
import time
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from appliance.errors import VideoflixError, why
from appliance.paths import DataPaths, default_root

PREFIX = "VIDEOFLIX_"
DEFAULT_PORT = 8359  # "VFLX" on a telephone keypad
ENV_FILE = ".env"
HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\]")

# pydantic words its reasons for programmers.
REASONS = {
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_type": "must be a whole number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "literal_error": "must be {expected}",
    "string_type": "must be a text",
    "string_too_short": "must not be empty",
    "list_type": "must be a list",
}

Names = Annotated[list[str], NoDecode]  # NoDecode: commas in a variable are enough, nobody should have to write JSON there


class ConfigurationError(VideoflixError):
    """The configuration names something that does not exist or cannot be; the sentence names the option."""


class Config(BaseSettings):
    """Everything that is decided before the start. What the owner changes at run time is a row in the database."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        dotenv_filtering="match_prefix",  # a .env may serve other programs too: their keys are none of our business
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,  # a database address carries a password
    )

    data_dir: Path = Field(default_factory=default_root, description="The one folder that holds everything Videoflix keeps.")
    host: str | None = Field(
        None, min_length=1, description="Address to listen on; unset: loopback, or everywhere once the owner switched the LAN on."
    )
    port: int = Field(DEFAULT_PORT, ge=1, le=65535, description="Port to listen on.")
    database_url: str | None = Field(None, description="postgresql://user:password@host:port/name; unset: SQLite in the data folder.")
    allowed_hosts: Names = Field(default_factory=list, description="Further host names the appliance may be addressed by, with commas.")
    trusted_origins: Names = Field(default_factory=list, description="Further origins (https://films.example) that may sign in and write.")
    https: bool = Field(False, description="True behind a reverse proxy that speaks HTTPS: cookies become Secure.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    ffmpeg_threads: int = Field(0, ge=0, le=256, description="Threads of the decoder and of each encoder; 0: as many as are good for it.")

    @property
    def paths(self) -> DataPaths:
        """The folders below the data folder."""
        return DataPaths(self.data_dir)

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return _expanded(value).absolute()

    @field_validator("database_url")
    @classmethod
    def _postgresql(cls, value: str | None) -> str | None:
        if value is not None and not _is_postgresql(value):
            raise ValueError("must look like postgresql://user:password@host:port/name")
        return value

    @field_validator("allowed_hosts", "trusted_origins", mode="before")
    @classmethod
    def _commas(cls, value: Any) -> Any:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("allowed_hosts")
    @classmethod
    def _host_names(cls, value: list[str]) -> list[str]:
        if "*" in value:
            raise ValueError("must name each host, because * would let any web page reach this machine (DNS rebinding)")
        names = [name.lower() for name in value]
        for name in names:
            if not HOST_NAME.fullmatch(name):
                raise ValueError(f"{name!r} is no host name such as films.example, without http:// and port")
        return names

    @field_validator("trusted_origins")
    @classmethod
    def _origins(cls, value: list[str]) -> list[str]:
        origins = [origin.lower().rstrip("/") for origin in value]
        for origin in origins:
            scheme, _, host = origin.partition("://")
            if scheme not in ("http", "https") or not HOST_NAME.fullmatch(re.sub(r":[0-9]+$", "", host)):
                raise ValueError(f"{origin!r} is no origin such as https://films.example")
        return origins

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
        return (*stronger, _toml(settings_cls, DataPaths(_expanded(data_dir)).config_file))


_current: Config | None = None
_TIME_ZONE = os.environ.get("TZ")  # as it was at the start: Django sets another


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
    except (UnicodeDecodeError, OSError) as error:  # no other file is left to fail here
        raise ConfigurationError(f"{Path(ENV_FILE).absolute()} cannot be read: {error}.") from error
    return _current


def current() -> Config:
    """The configuration of this process, loaded on first use."""
    return _current if _current is not None else load()


def hand_down(**variables: str) -> None:
    """Set variables for this process and for those it makes: libraries that fork or spawn workers know no other way."""
    os.environ.update(variables)


def keep_time_zone() -> None:
    """Let this process, and those it makes, go by the machine's clock again: Django sets another, and people mean the one on their wall."""
    if _TIME_ZONE is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = _TIME_ZONE
    if sys.platform != "win32":  # there Django sets nothing
        time.tzset()


def hand_down_system_libraries() -> None:
    """Let every program this process starts find the system's shared libraries, not those that a frozen program carries.

    PyInstaller's loader puts the program's own folder first, which the window's helpers (WebKitWebProcess, GStreamer's scanner) and
    the default browser would take over. Our own children set it again for themselves.
    """
    if getattr(sys, "frozen", False) and sys.platform.startswith("linux"):
        original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
        os.environ.pop("LD_LIBRARY_PATH", None)
        if original:
            os.environ["LD_LIBRARY_PATH"] = original
        os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"  # a child that is this program begins anew, as from a terminal


def has_display() -> bool:
    """Whether a window can be shown; on Linux and the BSDs a graphical session announces itself in the environment."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _toml(settings_cls: type[BaseSettings], path: Path) -> TomlConfigSettingsSource:
    try:
        source = TomlConfigSettingsSource(settings_cls, toml_file=path)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigurationError(f"{path} cannot be read: {why(error)}.") from error
    if "data_dir" in source.toml_data:
        raise ConfigurationError(f"The option data_dir cannot be set in {path}, which lies in that folder; use VIDEOFLIX_DATA_DIR.")
    return source


def _expanded(folder: Path) -> Path:
    try:
        return folder.expanduser()
    except RuntimeError as error:
        raise ConfigurationError(f"The option data_dir has a bad value: nobody's home folder is {folder.parts[0]}.") from error


def _is_postgresql(url: str) -> bool:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 -- reading it checks it
    except ValueError:
        return False
    return parts.scheme in ("postgresql", "postgres") and len(parts.path) > 1


def _unknown_variables() -> list[str]:
    known = {PREFIX + name.upper() for name in Config.model_fields}
    return sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    option = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"Unknown option {option}; env.template lists every option."
    plain = REASONS.get(first["type"])
    reason = plain.format(**first.get("ctx", {})) if plain else first["msg"].removeprefix("Value error, ")
    return f"The option {option} has a bad value: {reason}."
