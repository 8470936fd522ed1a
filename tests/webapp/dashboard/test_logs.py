"""The log viewer shows what is in the folder of logs, and nothing else."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db

LOGS = reverse("dashboard:logs")
LINES = """2026-11-26 13:00:00,123 INFO 7 webapp.library: a film came
2026-11-26 13:00:01,123 WARNING 7 webapp.streaming: the disk is nearly full
2026-11-26 13:00:02,123 ERROR 7 django.request: Internal Server Error
Traceback (most recent call last):
  ValueError: <b>bold</b>
"""


@pytest.fixture(autouse=True)
def folder() -> Iterator[Path]:
    folder = Path(settings.PATHS.logs)
    before = set(folder.iterdir())
    (folder / "web.log").write_text(LINES)
    (folder / "work-play.log").write_text("2026-11-26 13:00:00,123 INFO 7 webapp.jobs: a worker began\n")
    os.utime(folder / "work-play.log", (1, 1))
    yield folder
    for path in set(folder.iterdir()) - before:
        path.unlink()


def shown(admin: Client, **choice: str) -> str:
    return admin.get(LOGS, choice).content.decode()


def test_the_newest_log_is_shown_the_latest_first(admin: Client) -> None:
    page = shown(admin, file="web.log")
    assert page.index("ValueError") < page.index("nearly full") < page.index("a film came")
    assert "<b>bold" not in page


def test_another_one_can_be_chosen(admin: Client) -> None:
    page = shown(admin, file="work-play.log")
    assert "a worker began" in page
    assert "a film came" not in page


@pytest.mark.parametrize(
    ("choice", "there", "gone"),
    [
        ({"level": "WARNING"}, ["nearly full", "ValueError"], ["a film came"]),
        ({"level": "ERROR"}, ["ValueError"], ["nearly full"]),
        ({"search": "NEARLY"}, ["nearly full"], ["ValueError", "a film came"]),
        ({"search": "valueerror"}, ["Internal Server Error"], ["nearly full"]),
        ({"most": "1"}, ["ValueError"], ["nearly full"]),
        ({"most": "many", "level": "LOUD"}, ["ValueError", "a film came"], []),
    ],
    ids=str,
)
def test_filters(choice: dict[str, str], there: list[str], gone: list[str], admin: Client) -> None:
    page = shown(admin, file="web.log", **choice).partition('class="log"')[2]
    assert [words for words in there if words not in page] == []
    assert [words for words in gone if words in page] == []


def test_the_part_that_refreshes_keeps_the_choice(admin: Client) -> None:
    assert "?part&amp;file=web.log&amp;level=ERROR" in shown(admin, file="web.log", level="ERROR")


def test_a_whole_log_can_be_had(admin: Client) -> None:
    answer = admin.get(reverse("dashboard:log", args=["web.log"]))
    assert b"".join(answer.streaming_content).decode() == LINES
    assert answer["Content-Disposition"] == 'attachment; filename="videoflix-web.log"'
    assert answer["Content-Type"].startswith("text/plain")


TRICKS = ["../secret.key", "..%2Fsecret.key", "....//secret.key", "/etc/passwd", "secret.key", "link.log", "web.log/", "web.log\0", ".."]


@pytest.mark.parametrize("name", TRICKS)
def test_nothing_else_can_be_had(name: str, folder: Path, admin: Client) -> None:
    (folder / "link.log").symlink_to(settings.PATHS.secret_key)
    assert admin.get(f"{LOGS}{quote(name)}").status_code in (301, 302, 404)
    assert admin.get(f"{LOGS}{name}").status_code in (301, 302, 404)
    page = shown(admin, file=name)
    assert "link.log" not in page
    assert Path(settings.PATHS.secret_key).read_text().strip() not in page
