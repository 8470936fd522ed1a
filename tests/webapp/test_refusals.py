"""Refusals that no view words."""

import pytest
from django.test import Client


@pytest.mark.parametrize(("address", "kind"), [("/api/health/", "application/json"), ("/", "text/plain; charset=utf-8")])
def test_a_wrong_name_is_told_what_to_do(client: Client, address: str, kind: str) -> None:
    answer = client.get(address, headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == kind
    assert "VIDEOFLIX_ALLOWED_HOSTS" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()


def test_too_large_a_body_is_413_in_json(client: Client) -> None:
    answer = client.post("/api/auth/login/", b'{"email": "' + b"x" * 2_000_000 + b'"}', content_type="application/json")
    assert answer.status_code == 413
    assert answer.json() == {"detail": "This is more than Videoflix takes at once."}


def test_programs_are_told_in_json_that_there_is_nothing(client: Client) -> None:
    answer = client.get("/api/nowhere/")
    assert answer.status_code == 404
    assert answer.json() == {"detail": "There is nothing at this address."}


def test_files_that_are_not_there_are_no_page(client: Client) -> None:
    answer = client.get("/assets/nowhere.js")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_the_admin_is_found_without_the_last_slash(client: Client) -> None:
    answer = client.get("/admin")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/admin/"
