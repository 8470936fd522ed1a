"""A library of rows, and Bob with his daughter Mia, each watching on a device of their own."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.library_rows import a_source
from webapp.accounts.models import Profile, User
from webapp.library.models import Library, Series, Video
from webapp.streaming import access, queries, reports

Make = Callable[..., Video]
LONG = 5400  # seconds, of films
SHORT = 2400  # of episodes


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    queries.forget_playables()
    access.forget_decisions()
    reports.forget_reports()


@pytest.fixture
def library(db: None) -> Library:
    return Library.objects.create(name="Films")


@pytest.fixture
def make(library: Library) -> Make:
    """Make a film; the one made last is the newest."""

    def film(title: str, seconds: int = LONG, **columns: Any) -> Video:
        video = Video.objects.create(library=library, title=title, **columns)
        a_source(video, seconds).save()
        return video

    return film


@pytest.fixture
def make_series(library: Library, make: Make) -> Callable[..., list[Video]]:
    """Make a series with so many episodes in each season, and give them in their order."""

    def series(title: str, *seasons: int, first: int = 1, **columns: Any) -> list[Video]:
        row = Series.objects.create(library=library, title=title)
        places = [(season, number) for season, count in enumerate(seasons, start=first) for number in range(1, count + 1)]
        return [
            make(f"{title} {season}x{number}", SHORT, series=row, season_number=season, episode_number=number, **columns)
            for season, number in places
        ]

    return series


@pytest.fixture
def mia(bob: User) -> Profile:
    """Bob's daughter, who may watch what is for twelve and below."""
    return Profile.objects.create(user=bob, name="Mia", is_child=True, highest_age=12)


@pytest.fixture
def bobs(bob: User, mia: Profile, client_of: Callable[..., APIClient]) -> APIClient:
    """Bob's device, on which he watches."""
    return choosing(client_of(bob), bob.profiles.grown_up().get())


@pytest.fixture
def mias(bob: User, mia: Profile, client_of: Callable[..., APIClient]) -> APIClient:
    """His daughter's."""
    return choosing(client_of(bob), mia)


@pytest.fixture
def nobodys(bob: User, mia: Profile, client_of: Callable[..., APIClient]) -> APIClient:
    """A device on which nobody has been chosen yet."""
    return client_of(bob)


def choosing(client: APIClient, profile: Profile) -> APIClient:
    assert client.post(f"/api/profiles/{profile.pk}/choose/", {}).status_code == 200
    return client


def rows(client: APIClient) -> dict[str, list[str]]:
    """The first page: titles by the key of their row."""
    answer = client.get("/api/home/")
    assert answer.status_code == 200, answer.content
    return {row["key"]: [card["title"] for card in row["items"]] for row in answer.json()["rows"]}


def say(client: APIClient, video: Video, **progress: Any) -> Any:
    """Say how far somebody is."""
    answer = client.put(f"/api/video/{video.pk}/progress/", progress)
    assert answer.status_code == 200, answer.content
    return answer.json()
