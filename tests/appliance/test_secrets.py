"""The signing key, and proof that somebody is at the machine."""

import os
import stat
from pathlib import Path

import pytest

from appliance import secrets


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    key = secrets.signing_key(path)
    assert len(key) >= 64
    assert secrets.signing_key(path) == key
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret.key"]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_disk_without_hard_links_has_a_key_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "secret.key"
    assert secrets.signing_key(path) == secrets.signing_key(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret.key"]


def test_the_first_process_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.key"
    link = os.link

    def another_was_faster(source: Path, target: Path) -> None:
        path.write_text("the other's key")
        link(source, target)

    monkeypatch.setattr(os, "link", another_was_faster)
    assert secrets.signing_key(path) == "the other's key"


def test_an_empty_key_is_never_used(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    path.touch()
    with pytest.raises(secrets.SigningKeyUnusable, match=r"secret\.key"):
        secrets.signing_key(path)


def test_a_key_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    path.mkdir()
    with pytest.raises(secrets.SigningKeyUnusable, match=r"secret\.key cannot be read"):
        secrets.signing_key(path)


def test_presence_is_proved_once(tmp_path: Path) -> None:
    secret = secrets.mint_presence(tmp_path, "setup")
    assert secrets.check_presence(tmp_path, secret, "setup")
    assert secrets.redeem_presence(tmp_path, secret, "setup")
    assert not secrets.redeem_presence(tmp_path, secret, "setup")


def test_presence_is_for_one_purpose(tmp_path: Path) -> None:
    secret = secrets.mint_presence(tmp_path, "setup")
    assert not secrets.redeem_presence(tmp_path, secret, "sign-in")


def test_presence_lasts_an_hour(tmp_path: Path) -> None:
    secret = secrets.mint_presence(tmp_path, "setup")
    _age(tmp_path, secrets.PRESENCE_SECONDS + 5)
    assert not secrets.check_presence(tmp_path, secret, "setup")
    secrets.mint_presence(tmp_path, "setup")
    assert len(list(tmp_path.iterdir())) == 1, "what is too old is thrown away"


def test_the_secret_itself_is_not_kept(tmp_path: Path) -> None:
    secret = secrets.mint_presence(tmp_path, "setup")
    kept = [path.name + path.read_text() for path in tmp_path.iterdir()]
    assert secret not in "".join(kept)


def _age(folder: Path, seconds: float) -> None:
    for path in folder.iterdir():
        then = path.stat().st_mtime - seconds
        os.utime(path, (then, then))
