"""The embedded admin as its owner meets it: every page of the sidebar, what it may load, and its mark."""

import html
import re
from pathlib import Path

import pytest
from django.contrib.admin import site
from django.test import Client

from webapp import appearance
from webapp.accounts.models import User
from webapp.library.models import Series, Video
from webapp.streaming.models import PreparedVideo

CHECKOUT = Path(appearance.__file__).parent.parent
ENTRIES = [entry for group in appearance.NAVIGATION for entry in group["items"]]
IN_ADMIN = [entry for entry in ENTRIES if entry["link"] != "/upload"]


@pytest.fixture
def owner(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("alice@example.org", "correct horse 7", is_staff=True))
    return client


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["title"])
def test_every_entry_of_the_sidebar_leads_somewhere(entry: dict[str, str], owner: Client) -> None:
    answer = owner.get(str(entry["link"]), follow=True)
    assert answer.status_code == 200


@pytest.mark.parametrize("entry", IN_ADMIN, ids=lambda entry: entry["title"])
def test_every_page_of_the_sidebar_has_its_entrys_title_for_a_heading(entry: dict[str, str], owner: Client) -> None:
    answer = owner.get(str(entry["link"]), follow=True)
    words = heading(answer.content.decode())
    if answer.redirect_chain:  # a table of one row, which says what it is called last
        words.pop()
    assert words[-1] == entry["title"]


def heading(page: str) -> list[str]:
    """What the heading says, and what it says before that: where the page belongs."""
    [said] = re.findall(r"<h1\b[^>]*>(.*?)</h1>", page, re.DOTALL)
    parts = re.split(r'<span class="material-symbols-outlined[^>]*>[^<]*</span>', said)
    return [html.unescape(re.sub(r"<[^>]*>", "", part)).strip() for part in parts]


def test_the_sidebar_lists_every_kind_of_row(owner: Client) -> None:
    page = owner.get("/admin/").content.decode()
    listed = set(re.findall(r'href="(/admin/[a-z]+/[a-z]+/)"', page))
    assert {str(entry["link"]) for entry in ENTRIES if str(entry["link"]).count("/") == 4} >= listed


def test_scripts_come_from_here_and_only_the_admins_make_functions(owner: Client) -> None:
    script = re.compile(r"script-src ([^;]*)")
    in_admin, elsewhere = (script.search(owner.get(page).headers["Content-Security-Policy"]) for page in ("/admin/", "/api/health/"))
    assert in_admin is not None
    assert elsewhere is not None
    assert in_admin[1] == "'self' 'unsafe-eval'"
    assert elsewhere[1] == "'self'"
    assert not re.search(r"<script(?![^>]*src=)[^>]*>", owner.get("/admin/library/video/").content.decode()), (
        "a script in a page would not run"
    )


@pytest.mark.parametrize("rows", [Video, Series, PreparedVideo])
def test_titles_have_room_in_lists(rows: type[Video | Series]) -> None:
    roomy = re.findall(r"\.field-(\w+)", (CHECKOUT / "webapp/static/appearance.css").read_text())
    assert [column for column in roomy if column.endswith("title") and column in site._registry[rows].list_display]


def test_the_mark_is_that_of_the_households_pages() -> None:
    [mark] = (CHECKOUT / "webapp").glob("*/static/accounts/mark.svg")
    assert mark.read_bytes() == (CHECKOUT / "bundled_frontend" / "src" / "assets" / "favicon.svg").read_bytes()
