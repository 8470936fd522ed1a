"""NOTICE names everything that an installation carries."""

import importlib.util
import re

from tests.laws.sources import ROOT, read

SPEC = importlib.util.spec_from_file_location("notices", ROOT / "packaging" / "notices.py")
notices = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(notices)


def names(rows):
    return {name for name, _, _ in rows}


def test_nothing_is_missing():
    """Versions may be newer than those of the day it was written; a new name has to be written down."""
    listed = set(re.findall(r"[\w.-]+", read("NOTICE")))
    missing = (names(notices.python_rows()) | names(notices.npm_rows())) - listed
    assert not missing, f"run packaging/notices.py: {sorted(missing)}"


def test_every_row_has_a_licence():
    rows = notices.python_rows() + notices.npm_rows()
    assert [name for name, _, licence in rows if not licence or licence.startswith("see ")] == []


def test_the_closure_reaches_below_our_own_requirements():
    assert {"django", "sqlparse", "psycopg-binary", "hls.js", "svelte"} <= names(notices.python_rows() + notices.npm_rows())


def test_ffmpeg_is_gpl():
    assert "--enable-gpl" in read("NOTICE")
