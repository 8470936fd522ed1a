"""`videoflix doctor`: plain lines, and 1 when something is wrong."""

import shutil
from collections import namedtuple

import pytest

from appliance import child
from appliance import config as configuration
from appliance.media import hardware
from appliance.media.encoders import NVENC, RANKING, X264
from webapp.accounts.models import Household
from webapp.commands import doctor, serving

pytestmark = pytest.mark.django_db

DiskUsage = namedtuple("DiskUsage", "total used free")


@pytest.fixture(autouse=True)
def tests_passed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The encoders that pass their self-test, as names."""
    passed = {"libx264"}
    tests = lambda _: [  # noqa: E731
        hardware.SelfTest(e.name, e.label, e.hardware, e.name in passed, 0.5, "" if e.name in passed else "It does not work here.")
        for e in RANKING
    ]
    monkeypatch.setattr(hardware, "remember", tests)
    return passed


def lines(capsys: pytest.CaptureFixture[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in capsys.readouterr().out.splitlines():
        found.setdefault(line[:12].strip(), []).append(line[13:])
    return found


def test_a_well_machine(capsys: pytest.CaptureFixture[str], tests_passed: set[str]) -> None:
    tests_passed.add(NVENC.name)
    assert doctor.examine("There is no display for a window.") == 0
    said = lines(capsys)
    assert set(said) == {"Videoflix", "Data folder", "Database", "ffmpeg", "Encoder", "Network", "Window"}
    assert str(configuration.current().data_dir) in said["Data folder"][0]
    assert said["Database"][0].endswith("up to date.")
    assert [line for line in said["Encoder"] if "This one is used." in line] == [
        "NVIDIA NVENC: works, a second of film in 0.50 s. This one is used."
    ]
    assert "VA-API: It does not work here." in said["Encoder"]
    assert said["Window"] == ["There is no display for a window."]


def test_no_encoder_is_wrong(capsys: pytest.CaptureFixture[str], tests_passed: set[str]) -> None:
    tests_passed.discard(X264.name)
    assert doctor.examine("") == 1
    assert capsys.readouterr().err.startswith("No encoder works on this machine")


def test_a_full_disk_is_wrong(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: DiskUsage(10**12, 10**12, 10**6))
    assert doctor.examine("") == 1
    assert "The disk is full" in capsys.readouterr().err


def test_an_unusable_database_is_wrong_and_the_rest_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> bool:
        raise serving.DatabaseUnusable("The database /films.sqlite3 cannot be used: it is none.")

    monkeypatch.setattr(serving, "is_pending", refuse)
    assert doctor.examine("") == 1
    output, errors = capsys.readouterr()
    assert errors == "The database /films.sqlite3 cannot be used: it is none.\n"
    assert "This one is used." in output


def test_a_fresh_data_folder_is_well(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "is_pending", lambda: True)
    assert doctor.examine("") == 0


def test_a_broken_ffmpeg_is_wrong(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise child.ChildFailed("ffmpeg ended with code 127.", "")

    monkeypatch.setattr(child, "run", fail)
    assert doctor.examine("") == 1
    assert "ffmpeg ended with code 127." in capsys.readouterr().err


@pytest.mark.parametrize("lan", [True, False])
def test_addresses_for_the_household(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lan: bool) -> None:
    Household.objects.update_or_create(pk=1, defaults={"lan_enabled": lan})
    monkeypatch.setattr(doctor.hosts, "own_addresses", lambda: ["127.0.0.1", "192.168.1.5", "::1", "fe80::1", "fd00::5"])
    doctor.examine("")
    port = configuration.current().port
    said = lines(capsys)["Network"]
    assert said == [f"http://192.168.1.5:{port}/", f"http://[fd00::5]:{port}/"] if lan else said[0].startswith("Only this machine")
