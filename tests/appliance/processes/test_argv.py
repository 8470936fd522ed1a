"""How children are called."""

import sys
from pathlib import Path

import pytest

from appliance.config import Config
from appliance.processes import argv


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data_dir=tmp_path, host="10.0.0.5", port=9000)


def test_a_child_is_this_program_with_a_verb(config: Config, tmp_path: Path) -> None:
    assert argv.work(config, "play") == [
        *[sys.executable, "-m", "launcher.cli", "work", "--data-dir", str(tmp_path)],
        *["--queue", "play", "--with-parent"],
    ]


def test_a_frozen_program_is_its_own_executable(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert argv.migrate(config)[:2] == [sys.executable, "migrate"]


def test_host_and_port_reach_the_web_process(config: Config) -> None:
    assert " ".join(argv.web(config)).endswith("--host 10.0.0.5 --port 9000 --with-parent")


def test_an_open_host_stays_open(tmp_path: Path) -> None:
    assert "--host" not in argv.web(Config(data_dir=tmp_path))


@pytest.mark.parametrize("make", [argv.web, argv.migrate, argv.prepare_demo, lambda config: argv.work(config, "prepare")])
def test_every_child_knows_the_data_folder(make, config: Config, tmp_path: Path) -> None:
    words = make(config)
    assert words[words.index("--data-dir") + 1] == str(tmp_path)
