"""The OpenAPI document: the frontend's types and other people's clients are made from it."""

import io
import re

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_the_schema_describes_every_address_without_a_warning() -> None:
    document = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=document)
    text = document.getvalue()
    for address in (
        "/api/auth/login/",
        "/api/video/",
        "/api/video/{movie_id}/{resolution}/index.m3u8",
        "/api/video/{movie_id}/{resolution}/{segment}",
    ):
        assert f"  {address}:\n" in text


@pytest.mark.django_db
def test_the_documentation_needs_no_internet(client) -> None:
    page = client.get("/api/docs/").content.decode()
    assert "http://" not in page.replace("http://testserver", "")
    assert "https://" not in page


@pytest.mark.django_db
def test_the_documentation_keeps_to_our_policy(client) -> None:
    """A script inside the page would be blocked, and the page stay empty."""
    answer = client.get("/api/docs/")
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
    scripts = re.findall(r'<script src="([^"]+)"></script>', answer.content.decode())
    assert len(scripts) == answer.content.decode().count("<script") == 3
    assert b"SwaggerUIBundle(" in client.get(scripts[-1]).content
