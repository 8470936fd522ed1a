"""A stranger is refused at every address below `/api/`, unless it is in the list of those that are for everybody."""

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

FOR_EVERYBODY = {
    "health", "schema", "docs",
    "setup", "presence",  # first run, and the window's way in: both want a secret that only somebody at the machine has
    "register", "invitation", "activate", "login", "logout", "token-refresh", "password-reset", "password-confirm",
    "pairing", "pairing-token",  # a device that nobody has let in yet
}  # fmt: skip
METHODS = ("get", "post", "put", "patch", "delete")
VALUES = {"int": "1", "str": "x", "slug": "x", "uuid": "00000000-0000-0000-0000-000000000001", "path": "x"}


def routes(resolver: URLResolver, start: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Give every address as it is written in urls.py, and what answers there."""
    for pattern in resolver.url_patterns:
        route = start + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        else:
            yield route, pattern


API = dict(each for each in routes(get_resolver()) if each[0].startswith("api/"))


def view(pattern: URLPattern) -> object:
    """Give what answers: the same view has one name and several addresses."""
    return getattr(pattern.callback, "view_class", pattern.callback)


OPEN_VIEWS = {view(pattern) for pattern in API.values() if pattern.name in FOR_EVERYBODY}
GUARDED = [route for route, pattern in API.items() if view(pattern) not in OPEN_VIEWS]


def filled(route: str) -> str:
    """Give an address of this form."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: VALUES[found[1] or "str"], route)


def test_the_list_names_addresses_that_there_are():
    assert {pattern.name for pattern in API.values()} >= FOR_EVERYBODY


def test_films_are_guarded():
    assert {"api/video/", "api/video/<int:movie_id>/<str:resolution>/index.m3u8"} <= set(GUARDED)


@pytest.mark.parametrize("route", GUARDED)
def test_a_stranger_is_refused(route, charlie, db):
    """Before anything is looked up: no video has the number 1, and a 404 would only say that."""
    answers = {getattr(charlie, method)(filled(route)).status_code for method in METHODS}
    assert answers == {401}
