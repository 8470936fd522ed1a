"""The web application goes by the clock on the wall, and so do its children; rows keep UTC all the same."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.laws.sources import ROOT

PROGRAM = """
import os
from datetime import datetime
from webapp.commands import prepare_django
prepare_django()
from django.utils import timezone
print(datetime.now().astimezone().utcoffset(), timezone.now().utcoffset(), os.environ.get("TZ"), sep="|")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Django leaves the time zone alone there")
@pytest.mark.parametrize(("named", "offset"), [("Asia/Kolkata", "5:30:00"), ("Asia/Tokyo", "9:00:00")])
def test_a_named_time_zone_holds(named: str, offset: str, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "VIDEOFLIX_DATA_DIR": str(tmp_path), "TZ": named}
    said = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == f"{offset}|0:00:00|{named}"


@pytest.mark.skipif(sys.platform == "win32", reason="Django leaves the time zone alone there")
def test_without_a_name_the_systems_time_zone_holds(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "VIDEOFLIX_DATA_DIR": str(tmp_path)}
    said = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert said.stdout.strip().endswith("|None")
