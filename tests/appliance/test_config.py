"""Configuration is refused by name: whoever mistypes an option learns which one."""

import itertools
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance import config
from appliance.config import ConfigurationError

TEMPLATE = Path(config.__file__).parent.parent / "env.template"

Setting = Callable[[pytest.MonkeyPatch, Path], None]


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder and a working folder of the test's own; what it loads is forgotten afterwards."""
    working, data = tmp_path / "working", tmp_path / "data"
    working.mkdir()
    data.mkdir()
    monkeypatch.chdir(working)
    monkeypatch.setenv("VIDEOFLIX_DATA_DIR", str(data))
    monkeypatch.setattr(config, "_current", None)
    return data


def env(name: str, value: str) -> Setting:
    return lambda monkeypatch, data: monkeypatch.setenv(name, value)


def dotenv(text: str) -> Setting:
    return lambda monkeypatch, data: _write(Path(".env"), text)


def toml(text: str) -> Setting:
    return lambda monkeypatch, data: _write(data / "videoflix.toml", text)


def _write(path: Path, text: str) -> None:
    path.write_text(text)


REFUSED = [
    pytest.param(env("VIDEOFLIX_COLOUR", "red"), "VIDEOFLIX_COLOUR", id="unknown key in the environment"),
    pytest.param(dotenv("VIDEOFLIX_COLOUR=red"), "colour", id="unknown key in .env"),
    pytest.param(toml('colour = "red"'), "colour", id="unknown key in videoflix.toml"),
    pytest.param(toml("[web]\nport = 1"), "web", id="unknown table in videoflix.toml"),
    pytest.param(toml("port = = 1"), "videoflix.toml", id="broken videoflix.toml"),
    pytest.param(lambda _, data: (data / "videoflix.toml").write_bytes(b'host = "\xff"'), "videoflix.toml", id="toml that is no UTF-8"),
    pytest.param(toml('data_dir = "/srv"'), "data_dir", id="data folder inside the data folder"),
    pytest.param(env("VIDEOFLIX_PORT", "eighty"), "port", id="port that is no number"),
    pytest.param(env("VIDEOFLIX_PORT", "65536"), "port", id="port too high, in the environment"),
    pytest.param(dotenv("VIDEOFLIX_PORT=0"), "port", id="port too low, in .env"),
    pytest.param(toml("port = 70000"), "port", id="port too high, in videoflix.toml"),
    pytest.param(env("VIDEOFLIX_LOG_LEVEL", "LOUD"), "log_level", id="log level that there is not"),
    pytest.param(env("VIDEOFLIX_DATABASE_URL", "mysql://localhost/x"), "database_url", id="another database"),
    pytest.param(env("VIDEOFLIX_DATABASE_URL", "postgresql://u:p@host:abc/name"), "database_url", id="database port that is none"),
    pytest.param(env("VIDEOFLIX_DATABASE_URL", "postgresql://[host/name"), "database_url", id="broken database address"),
    pytest.param(env("VIDEOFLIX_DATABASE_URL", "postgresql://u:p@host/"), "database_url", id="database without a name"),
    pytest.param(env("VIDEOFLIX_DATA_DIR", "~nobody-here/x"), "data_dir", id="data folder in the home of nobody"),
    pytest.param(lambda _, data: Path(".env").write_bytes(b"\xff"), ".env", id=".env that is no UTF-8"),
    pytest.param(env("VIDEOFLIX_HTTPS", "perhaps"), "https", id="neither true nor false"),
    pytest.param(env("VIDEOFLIX_ALLOWED_HOSTS", "films.example,*"), "allowed_hosts", id="every host"),
    pytest.param(env("VIDEOFLIX_ALLOWED_HOSTS", "http://films.example"), "allowed_hosts", id="an origin for a host"),
    pytest.param(env("VIDEOFLIX_ALLOWED_HOSTS", ".example"), "allowed_hosts", id="every host of a domain"),
    pytest.param(env("VIDEOFLIX_ALLOWED_HOSTS", "{films}"), "'{films}'", id="braces in a host"),
    pytest.param(env("VIDEOFLIX_TRUSTED_ORIGINS", "films.example"), "trusted_origins", id="a host for an origin"),
    pytest.param(env("VIDEOFLIX_TRUSTED_ORIGINS", "https://*.example"), "trusted_origins", id="every origin of a domain"),
    pytest.param(env("VIDEOFLIX_TRUSTED_ORIGINS", "https://films.example/page"), "trusted_origins", id="a page for an origin"),
    pytest.param(toml('host = ""'), "host", id="no address at all"),
    pytest.param(toml("allowed_hosts = 5"), "allowed_hosts", id="hosts that are no list"),
]


@pytest.mark.parametrize(("setting", "named"), REFUSED)
def test_refuses_and_names_the_option(setting: Setting, named: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    setting(monkeypatch, data_dir)
    with pytest.raises(ConfigurationError) as refused:
        config.load()
    sentence = str(refused.value)
    assert named in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")


def test_a_password_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDEOFLIX_DATABASE_URL", "mysql://user:geheim@localhost/x")
    with pytest.raises(ConfigurationError) as refused:
        config.load()
    monkeypatch.setenv("VIDEOFLIX_DATABASE_URL", "postgresql://user:geheim/word@localhost/x")
    with pytest.raises(ConfigurationError) as refused_too:
        config.load()
    assert "geheim" not in f"{refused_too.value} {refused_too.value.__cause__}"
    assert "geheim" not in f"{refused.value} {refused.value.__cause__}"


@pytest.mark.parametrize("port", ['"eighty"', "8359.5", "[]"])
def test_the_reason_is_said_in_plain_words(port: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml(f"port = {port}")(monkeypatch, data_dir)
    with pytest.raises(ConfigurationError, match=r"^The option port has a bad value: must be a whole number\.$"):
        config.load()


def test_the_bounds_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDEOFLIX_PORT", "65536")
    with pytest.raises(ConfigurationError, match="must be 65535 or less"):
        config.load()


def test_origins_and_hosts_get_the_spelling_that_browsers_send(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDEOFLIX_TRUSTED_ORIGINS", "HTTPS://Films.Example/,http://10.0.0.5:8080")
    monkeypatch.setenv("VIDEOFLIX_ALLOWED_HOSTS", "Films.Example,[fd00::5]")
    assert config.load().trusted_origins == ["https://films.example", "http://10.0.0.5:8080"]
    assert config.load().allowed_hosts == ["films.example", "[fd00::5]"]


def test_a_env_file_may_serve_other_programs() -> None:
    Path(".env").write_text("PORT=3000\nSECRET_KEY=x\nHOST=nowhere\nVIDEOFLIX_PORT=8360\n")
    assert config.load().port == 8360
    assert config.load().host is None


def test_the_stronger_source_wins(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data_dir / "videoflix.toml").write_text("port = 1001")
    assert config.load().port == 1001
    Path(".env").write_text("VIDEOFLIX_PORT=1002")
    assert config.load().port == 1002
    monkeypatch.setenv("VIDEOFLIX_PORT", "1003")
    assert config.load().port == 1003
    assert config.load(port=1004).port == 1004


def test_what_the_command_line_leaves_open_is_not_overridden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDEOFLIX_PORT", "1003")
    assert config.load(port=None, host=None).port == 1003


@pytest.mark.parametrize(
    "setting",
    [
        pytest.param(env("VIDEOFLIX_ALLOWED_HOSTS", "films.example, box.lan"), id="commas in the environment"),
        pytest.param(dotenv("VIDEOFLIX_ALLOWED_HOSTS=films.example,box.lan"), id="commas in .env"),
        pytest.param(toml('allowed_hosts = ["films.example", "box.lan"]'), id="a list in videoflix.toml"),
    ],
)
def test_lists_are_written_as_people_do(setting: Setting, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    setting(monkeypatch, data_dir)
    assert config.load().allowed_hosts == ["films.example", "box.lan"]


def test_the_data_folder_is_absolute(tmp_path: Path) -> None:
    assert config.load(Path("here")).data_dir == tmp_path / "working" / "here"


def test_a_relative_data_folder_finds_its_toml() -> None:
    Path("here").mkdir()
    Path("here/videoflix.toml").write_text("port = 1001")
    assert config.load(Path("here")).port == 1001


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDEOFLIX_HOST", "")
    assert config.load().host is None


def _paragraphs() -> dict[str, str]:
    """Each variable of env.template with the comment above it."""
    lines = TEMPLATE.read_text().splitlines()
    return {
        line.removeprefix("# ").split("=")[0]: above for above, line in itertools.pairwise(lines) if line.startswith(f"# {config.PREFIX}")
    }


def test_the_template_lists_every_option_and_no_other() -> None:
    options = {config.PREFIX + name.upper() for name in config.Config.model_fields}
    assert set(_paragraphs()) == options


def test_the_template_explains_every_option() -> None:
    for name, above in _paragraphs().items():
        assert above.startswith("# "), f"{name} has no explanation"
        assert above.endswith("."), f"{name} is not explained in a sentence"


def test_the_template_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example in it can be switched on."""
    monkeypatch.delenv("VIDEOFLIX_DATA_DIR")
    lines = TEMPLATE.read_text().splitlines()
    Path(".env").write_text("\n".join(line.removeprefix("# ") for line in lines if line.startswith(f"# {config.PREFIX}")))
    loaded = config.load()
    assert loaded.port == config.DEFAULT_PORT
    assert loaded.model_fields_set == set(config.Config.model_fields)


@pytest.mark.parametrize(("original", "handed_down"), [("/opt/lib", "/opt/lib"), (None, None)], ids=["had one", "had none"])
def test_children_of_a_frozen_program_find_the_systems_libraries(
    original: str | None, handed_down: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/videoflix/_internal:/opt/lib")
    monkeypatch.setenv("PYINSTALLER_RESET_ENVIRONMENT", "")
    if original is not None:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", original)
    config.hand_down_system_libraries()
    assert os.environ.get("LD_LIBRARY_PATH") == handed_down
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ
    assert os.environ["PYINSTALLER_RESET_ENVIRONMENT"] == "1"


def test_a_program_that_is_not_frozen_leaves_them_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/lib")
    config.hand_down_system_libraries()
    assert os.environ["LD_LIBRARY_PATH"] == "/opt/lib"
    assert "PYINSTALLER_RESET_ENVIRONMENT" not in os.environ
