"""The command line: what is said, and with which exit code."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from appliance import config as configuration
from appliance import logs
from appliance.child import ChildFailed
from appliance.errors import VideoflixError
from appliance.paths import DataPaths
from launcher import cli

CHECKOUT = Path(cli.__file__).parents[1]
VERBS = ["serve", "web", "work", "demo", "import", "export-nfo", "user", "doctor", "manage"]


@pytest.fixture(autouse=True)
def _own_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each verb believes to be a process of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(configuration, "_current", None)
    monkeypatch.setattr(logs, "configure", lambda *_: None)


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch) -> list[configuration.Config]:
    """The configurations that `videoflix serve` was started with."""
    from launcher import headless

    started: list[configuration.Config] = []
    monkeypatch.setattr(headless, "run", started.append)
    return started


def test_help_lists_every_verb() -> None:
    said = CliRunner().invoke(cli.app, ["--help"]).output
    assert [verb for verb in VERBS if verb not in said] == []


@pytest.mark.parametrize("words", [["--data-dir", "here", "serve"], ["serve", "--data-dir", "here"]], ids=["before", "behind"])
def test_the_data_folder_before_or_behind_the_verb(words: list[str], serving: list[configuration.Config], tmp_path: Path) -> None:
    assert CliRunner().invoke(cli.app, words).exit_code == 0
    assert [config.data_dir for config in serving] == [tmp_path / "here"]


def test_host_and_port_win(serving: list[configuration.Config], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDEOFLIX_PORT", "1000")
    CliRunner().invoke(cli.app, ["serve", "--data-dir", "here", "--host", "10.0.0.5", "--port", "9000"])
    assert [(config.host, config.port) for config in serving] == [("10.0.0.5", 9000)]


def test_the_demo_has_a_data_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from launcher import demo

    started: list[Path] = []
    monkeypatch.setattr(demo, "run", lambda config, window: started.append(config.data_dir))
    monkeypatch.setattr(cli, "default_root", lambda name: tmp_path / name)
    CliRunner().invoke(cli.app, ["demo"])
    CliRunner().invoke(cli.app, ["demo", "--data-dir", "here"])
    assert started == [tmp_path / "Videoflix Demo", tmp_path / "here"]


def fail(error: Exception) -> Callable[[], None]:
    def program() -> None:
        raise error

    return program


@pytest.mark.parametrize(
    "error", [VideoflixError("The disk is full."), ChildFailed("ffmpeg ended with code 1.", "line 1\nline 2")], ids=["plain", "with a tail"]
)
def test_a_clear_error_is_one_sentence(error: VideoflixError, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli._exit_clearly(fail(error))
    assert ended.value.code == 1
    assert capsys.readouterr() == ("", f"{error}\n")


def test_the_technical_tail_goes_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"), pytest.raises(SystemExit):
        cli._exit_clearly(fail(ChildFailed("ffmpeg ended with code 1.", "moov atom not found")))
    assert "moov atom not found" in caplog.text


def test_a_fault_of_ours_is_logged_with_its_trace(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(SystemExit) as ended:
        cli._exit_clearly(fail(ZeroDivisionError()))
    assert ended.value.code == 1
    assert "ZeroDivisionError" in caplog.text


def test_what_may_not_be_read_is_no_wrong_usage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It gets its sentence where the others get theirs, and the other films come in."""
    from webapp.commands import importing, serving

    taken: list[list[Path]] = []
    monkeypatch.setattr(serving, "migrate", lambda: None)
    monkeypatch.setattr(importing, "import_paths", lambda paths, library, wait, way: taken.append(paths) or 1)
    monkeypatch.setattr(os, "access", lambda *_: False)  # root, who runs these tests in CI, may read everything
    (tmp_path / "secret.mp4").touch()
    (tmp_path / "here").mkdir()
    monkeypatch.setattr(DataPaths, "create", lambda _: None)
    assert CliRunner().invoke(cli.app, ["import", "secret.mp4", "--data-dir", "here"]).exit_code == 1
    assert taken == [[Path("secret.mp4")]]


# From here on as a user calls it: real processes.


def videoflix(*words: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    environment = {**configuration.os.environ, "PYTHONPATH": str(CHECKOUT)}
    return subprocess.run([sys.executable, "-m", "launcher.cli", *words], input=stdin, capture_output=True, text=True, env=environment)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["--nonesuch"], id="option"),
        pytest.param(["nonesuch"], id="verb"),
        pytest.param(["work", "--queue", "nonesuch"], id="queue"),
        pytest.param(["import"], id="nothing to import"),
    ],
)
def test_wrong_usage_is_2(words: list[str]) -> None:
    ended = videoflix(*words)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Traceback" not in ended.stderr


def test_a_bad_configuration_is_1_and_named() -> None:
    Path(".env").write_text("VIDEOFLIX_COLOUR=red")
    ended = videoflix("serve", "--data-dir", "here")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "Unknown option colour; env.template lists every option.\n"


def test_a_port_in_use_is_1_before_anything_is_started() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as other:
        ended = videoflix("serve", "--data-dir", "here", "--port", str(other.getsockname()[1]))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "is in use by another program. Port" in ended.stderr
    assert not Path("here/videoflix.sqlite3").exists()


def test_the_desktop_knows_no_django_and_the_web_process_no_window() -> None:
    code = (
        "import sys; from launcher import cli, desktop, headless, demo; print(sorted({'django', 'webapp', 'webview'} & set(sys.modules)))"
    )
    environment = {**configuration.os.environ, "PYTHONPATH": str(CHECKOUT)}
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment).stdout == "[]\n"


def test_workers_refuse_tables_of_another_version() -> None:
    ended = videoflix("work", "--queue", "play", "--data-dir", "here")
    assert ended.returncode == 1
    assert ended.stderr.startswith("The database is not ready for this version")


def test_users_can_be_made_in_a_fresh_data_folder() -> None:
    ended = videoflix("user", "add", "alice@example.org", "--owner", "--password-stdin", "--data-dir", "here", stdin="correct horse 7\n")
    assert ended.returncode == 0, ended.stderr
    ended = videoflix("user", "reset", "bob@example.org", "--password-stdin", "--data-dir", "here", stdin="correct horse 7\n")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1


def test_who_forgot_the_password_gets_a_link() -> None:
    videoflix("user", "add", "alice@example.org", "--owner", "--password-stdin", "--data-dir", "here", stdin="correct horse 7\n")
    ended = videoflix("user", "reset", "alice@example.org", "--data-dir", "here")
    assert ended.returncode == 0, ended.stderr
    link = ended.stdout.splitlines()[-1]
    assert link.startswith("http://127.0.0.1:8359/reset-password/")
    logs = "".join(path.read_text() for path in Path("here/logs").iterdir())
    assert link.rpartition("/")[2] not in logs


def test_manage_hands_everything_on() -> None:
    ended = videoflix("manage", "--data-dir", "here", "migrate", "--help")
    assert ended.returncode == 0
    assert "--fake-initial" in ended.stdout
