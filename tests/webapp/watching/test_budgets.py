"""What each page costs: the same number of queries however much there is."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.webapp.watching.conftest import Make, say
from webapp.library.models import Category, Collection, Credit, Person, Tag, Video

pytestmark = pytest.mark.django_db

# address, and how many queries it may cost; the first of them says who asks
BUDGETS = {
    "/api/home/": 18,
    "/api/video/": 5,
    "/api/video/?limit=2": 5,
    "/api/video/?order=title&tag={tag}": 5,
    "/api/video/{film}/": 13,
    "/api/video/{episode}/": 14,
    "/api/series/": 4,
    "/api/series/?order=title&limit=2": 5,
    "/api/series/{series}/": 15,
    "/api/collections/{collection}/": 8,
    "/api/genres/": 5,
    "/api/genres/{genre}/": 11,
    "/api/genres/{genre}/?order=title": 11,
    "/api/tags/{tag}/": 7,
    "/api/collections/": 4,
    "/api/search/?q=film": 16,
    "/api/search/?q=series": 16,
    "/api/search/?q=player": 16,
    "/api/list/": 7,
    "/api/history/": 7,
}
# what follows on the first page of a list, at no higher cost
FURTHER = ["/api/video/?limit=50&offset=50", "/api/list/?offset=50", "/api/history/?offset=50", "/api/genres/{genre}/?offset=50"]


class Household:
    """A library that grows, and somebody who watches it."""

    def __init__(self, client: APIClient, make: Make, make_series: Callable[..., list[Video]]) -> None:
        self.client, self.make, self.make_series = client, make, make_series
        self.collection = Collection.objects.create(name="Saga")
        self.genres = [Category.objects.create(name=name) for name in ("Drama", "Comedy", "Action")]
        self.tag = Tag.objects.create(name="Evening")
        self.films: list[Video] = []
        self.episodes: list[Video] = []

    def grow(self, count: int) -> None:
        """Add so many films and series, all of them begun and listed."""
        for _ in range(count):
            film = self.make(f"Film {len(self.films)}", collection=self.collection)
            film.genres.set(self.genres)
            Credit.objects.create(video=film, person=Person.objects.create(name=f"Person {film.pk}"), role="actor")
            episodes = self.make_series(f"Series {len(self.films)}", 3)
            series = episodes[0].series
            series.genres.set(self.genres)
            Credit.objects.create(series=series, person=Person.objects.create(name=f"Player {series.pk}"), role="actor")
            series.save()
            for video in (film, *episodes[:2]):
                video.tags.add(self.tag)
                say(self.client, video, position=600)
                self.client.put(f"/api/list/{video.pk}/")
            self.films.append(film)
            self.episodes += episodes
        more = len(self.episodes)
        for number in range(count):
            self.make(f"More {number}", series=self.episodes[0].series, season_number=2, episode_number=more + number)

    def cost(self, address: str) -> int:
        """Queries of a page."""
        numbers = {
            "film": self.films[0].pk,
            "episode": self.episodes[0].pk,
            "series": self.episodes[0].series_id,
            "genre": self.genres[0].pk,
            "tag": self.tag.pk,
        }
        with CaptureQueriesContext(connection) as captured:
            answer = self.client.get(address.format(collection=self.collection.pk, **numbers))
        assert answer.status_code == 200, answer.content
        return len(captured)


def test_pages_cost_the_same_however_much_there_is(bobs: APIClient, make: Make, make_series: Callable[..., list[Video]]) -> None:
    """From two of everything to more than any shelf shows, and than a page of any list holds (50): films, series, episodes of a season."""
    household = Household(bobs, make, make_series)
    household.grow(2)
    few = {address: household.cost(address) for address in BUDGETS}
    household.grow(60)
    many = {address: household.cost(address) for address in BUDGETS}
    assert {address: cost for address, cost in many.items() if cost > few[address]} == {}  # less: a first page of films alone
    assert {address: cost for address, cost in many.items() if cost > BUDGETS[address]} == {}
    further = {address: household.cost(address) for address in FURTHER}
    assert {address: cost for address, cost in further.items() if cost > BUDGETS[address.split("?")[0]]} == {}


def test_who_has_watched_nothing_costs_no_more(
    bobs: APIClient, mias: APIClient, make: Make, make_series: Callable[..., list[Video]]
) -> None:
    household = Household(bobs, make, make_series)
    household.grow(2)
    Video.objects.update(age=6)
    household.client = mias
    assert {address: cost for address, budget in BUDGETS.items() if (cost := household.cost(address)) > budget} == {}
