"""A file that has its name is whole."""

import os
from pathlib import Path

import pytest

from appliance.media import drafts


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_draft_is_never_seen_under_its_name(tmp_path, monkeypatch):
    def refuse(draft, path):
        assert Path(draft).read_bytes() == b"whole"
        assert not Path(path).exists()
        raise OSError("the disk went away")

    monkeypatch.setattr(drafts.os, "replace", refuse)
    with pytest.raises(OSError, match="went away"):
        drafts.write_whole(tmp_path / "00000.m4s", b"whole")
    assert names(tmp_path) == []


def test_a_draft_grows_for_all_to_see_and_gets_its_name(tmp_path):
    draft = drafts.Draft(tmp_path / "00000.m4s", "alice")
    draft.append(b"one ")
    assert (tmp_path / ".00000.m4s.alice").read_bytes() == b"one "
    draft.append(b"two")
    draft.keep()
    draft.discard()
    assert names(tmp_path) == ["00000.m4s"]
    assert (tmp_path / "00000.m4s").read_bytes() == b"one two"


def test_what_the_disk_took_half_of_is_never_whole(tmp_path):
    """A full disk takes what still fits, as the limit of a file's size does here, and says so at the next write only."""
    resource = pytest.importorskip("resource", reason="limits of files are POSIX")
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, kept[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            drafts.write_whole(tmp_path / "00000.m4s", bytes(150_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)
    assert names(tmp_path) == []


def test_a_name_is_tried_again_while_somebody_reads(tmp_path, monkeypatch):
    """On Windows a file that is open cannot be renamed."""
    replace, refusals = os.replace, [PermissionError(), PermissionError()]

    def refuse_at_first(draft, path):
        if refusals:
            raise refusals.pop()
        replace(draft, path)

    monkeypatch.setattr(drafts.os, "replace", refuse_at_first)
    drafts.write_whole(tmp_path / "00000.m4s", b"whole")
    assert names(tmp_path) == ["00000.m4s"]
