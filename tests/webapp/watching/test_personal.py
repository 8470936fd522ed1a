"""A profile's list, thumbs, marks and history."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from rest_framework.test import APIClient

from tests.webapp.watching.conftest import Make, say
from webapp.accounts.models import User
from webapp.library.models import Video
from webapp.watching import services
from webapp.watching.models import ListEntry, Thumb, WatchProgress

pytestmark = pytest.mark.django_db


def titles(client: APIClient, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return [entry.get("video", entry)["title"] for entry in answer.json()]


# The list


def test_what_is_listed_last_comes_first(bobs: APIClient, make: Make) -> None:
    first, second, third = make("First"), make("Second"), make("Third")
    for film in (second, third, first, second):  # the second time it keeps its place
        assert bobs.put(f"/api/list/{film.pk}/").status_code == 204
    assert titles(bobs, "/api/list/") == ["First", "Third", "Second"]
    assert bobs.delete(f"/api/list/{third.pk}/").status_code == 204
    assert bobs.delete(f"/api/list/{third.pk}/").status_code == 204
    assert titles(bobs, "/api/list/") == ["First", "Second"]
    assert bobs.get(f"/api/video/{first.pk}/").json()["in_list"] is True
    assert bobs.get(f"/api/video/{third.pk}/").json()["in_list"] is False


def test_lists_are_paged(bobs: APIClient, make: Make) -> None:
    for number in range(5):
        film = make(f"Film {number}")
        bobs.put(f"/api/list/{film.pk}/")
        say(bobs, film, position=100)
    for address in ("/api/list/", "/api/history/"):
        assert titles(bobs, f"{address}?limit=2&offset=1") == ["Film 3", "Film 2"]
        assert bobs.get(f"{address}?limit=2")["X-Total-Count"] == "5"


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "offset=-1", "offset=" + "9" * 30])
@pytest.mark.parametrize("address", ["list", "history"])
def test_nonsense_pages_are_refused(address: str, query: str, bobs: APIClient) -> None:
    assert bobs.get(f"/api/{address}/?{query}").status_code == 400


# Thumbs


@pytest.mark.parametrize("said", [[True], [False], [True, False], [True, None], [None]])
def test_a_thumb_says_the_last_that_was_said(said: list[bool | None], bobs: APIClient, make: Make) -> None:
    film = make("Film")
    for up in said:
        assert bobs.put(f"/api/video/{film.pk}/thumb/", {"up": up}).json() == {"up": up}
    assert bobs.get(f"/api/video/{film.pk}/").json()["thumb"] == said[-1]
    assert Thumb.objects.count() == (0 if said[-1] is None else 1)


@pytest.mark.parametrize("said", [{}, {"up": "sideways"}, []], ids=str)
def test_a_nonsense_thumb_is_refused(said: Any, bobs: APIClient, make: Make) -> None:
    assert bobs.put(f"/api/video/{make('Film').pk}/thumb/", said).status_code == 400


# Marks


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([{"watched": True}], (0, True)),
        ([{"position": 600}], (600, False)),
        ([{"position": 600}, {"watched": True}], (0, True)),
        ([{"position": 600}, {"watched": False}], (0, False)),
        ([{"watched": True}, {"position": 600}], (600, True)),
        ([{"watched": True}, {"watched": False}], (0, False)),
        ([{"position": 600, "watched": True}], (600, True)),
        ([{"position": 5399}], (0, True)),
        ([{"position": 5399, "watched": False}], (5399, False)),
        ([{"position": 0}], (0, False)),
    ],
    ids=str,
)
def test_marks_and_positions(steps: list[dict[str, Any]], expected: tuple[float, bool], bobs: APIClient, make: Make) -> None:
    film = make("Film")
    answers = [say(bobs, film, **step) for step in steps]
    assert (answers[-1]["position"], answers[-1]["watched"]) == expected
    mine = WatchProgress.objects.get()
    assert (mine.position, mine.watched) == expected
    assert (mine.watched_at is not None) == mine.watched


@pytest.mark.parametrize("said", [{}, {"position": -1}, {"position": "NaN"}, {"position": 1e8}, {"watched": "perhaps"}, []], ids=str)
def test_nonsense_progress_is_refused(said: Any, bobs: APIClient, make: Make) -> None:
    assert bobs.put(f"/api/video/{make('Film').pk}/progress/", said).status_code == 400
    assert not WatchProgress.objects.exists()


@pytest.mark.parametrize("said", [{}, {"watched": "perhaps"}, {"watched": True, "season": -1}, {"watched": True, "season": "x"}], ids=str)
def test_nonsense_marks_of_a_series_are_refused(said: Any, bobs: APIClient, make_series: Callable[..., list[Video]]) -> None:
    [episode] = make_series("Series", 1)
    assert bobs.put(f"/api/series/{episode.series_id}/watched/", said).status_code == 400


def test_marking_a_series_leaves_what_was_watched_before(bobs: APIClient, make_series: Callable[..., list[Video]]) -> None:
    episodes = make_series("Series", 3)
    say(bobs, episodes[0], watched=True)
    then = timezone.now() - timedelta(days=400)
    WatchProgress.objects.update(watched_at=then)
    bobs.put(f"/api/series/{episodes[0].series_id}/watched/", {"watched": True})
    assert WatchProgress.objects.filter(watched=True).count() == 3
    assert WatchProgress.objects.get(video=episodes[0]).watched_at == then


def test_the_list_of_everything_tells_progress(bobs: APIClient, mias: APIClient, make: Make) -> None:
    film = make("Film", rating="FSK 6")
    say(bobs, film, position=600)
    assert bobs.get("/api/video/").json()[0]["progress"] == {"position": 600.0, "watched": False}
    assert mias.get("/api/video/").json()[0]["progress"] is None


def test_the_list_of_one_genre(bobs: APIClient, make: Make) -> None:
    drama = make("Drama").genres.create(name="Drama")
    make("Comedy")
    answer = bobs.get(f"/api/video/?genre={drama.pk}")
    assert ([video["title"] for video in answer.json()], answer["X-Total-Count"]) == (["Drama"], "1")


def test_the_list_of_one_tag(bobs: APIClient, make: Make) -> None:
    evening = make("Evening").tags.create(name="Evening")
    make("Morning")
    answer = bobs.get(f"/api/video/?tag={evening.pk}")
    assert ([video["title"] for video in answer.json()], answer["X-Total-Count"]) == (["Evening"], "1")


def test_the_list_goes_by_title_without_its_article(bobs: APIClient, make: Make) -> None:
    for title in ("The Middle", "Saga 10", "Der Anfang", "Saga 2", "Twin", "Twin"):
        make(title)
    in_order = ["Der Anfang", "The Middle", "Saga 2", "Saga 10", "Twin", "Twin"]
    assert [video["title"] for video in bobs.get("/api/video/?order=title").json()] == in_order
    pages = [bobs.get(f"/api/video/?order=title&limit=1&offset={offset}").json()[0]["id"] for offset in range(6)]
    assert pages == [video["id"] for video in bobs.get("/api/video/?order=title").json()]
    assert bobs.get("/api/video/?order=new").json() == bobs.get("/api/video/").json()


@pytest.mark.parametrize("order", ["name", "-title", "title,id"])
@pytest.mark.parametrize("place", ["video/", "series/", "genres/{}/", "tags/{}/"])
def test_an_order_that_there_is_not_is_refused(place: str, order: str, bobs: APIClient, make: Make) -> None:
    film = make("Film")
    number = (film.genres if "genres" in place else film.tags).create(name="Evening").pk
    answer = bobs.get(f"/api/{place.format(number)}", {"order": order})
    assert (answer.status_code, answer.json()) == (400, {"order": [f"There is no order “{order}”, only: new, title."]})


# The history


def test_what_was_played_last_comes_first(bobs: APIClient, make: Make) -> None:
    first, second, marked = make("First"), make("Second"), make("Marked")
    say(bobs, second, position=600)
    say(bobs, first, position=5399)
    say(bobs, marked, watched=True)  # which is not watching
    assert titles(bobs, "/api/history/") == ["First", "Second"]
    [entry, _] = bobs.get("/api/history/").json()
    assert (entry["video"]["progress"], bool(entry["played_at"])) == ({"position": 0.0, "watched": True}, True)


def test_what_is_put_aside_leaves_the_history(bobs: APIClient, make: Make) -> None:
    film = make("Film")
    say(bobs, film, position=5399)
    assert bobs.delete(f"/api/history/{film.pk}/").status_code == 204
    assert titles(bobs, "/api/history/") == []
    assert bobs.get(f"/api/video/{film.pk}/").json()["progress"]["watched"] is True  # it was watched all the same
    say(bobs, film, position=600)
    assert titles(bobs, "/api/history/") == ["Film"]


# Whose it is


def test_what_a_child_may_not_see_any_more_is_gone_from_its_lists(mias: APIClient, make: Make) -> None:
    film = make("Film", rating="FSK 6")
    mias.put(f"/api/list/{film.pk}/")
    say(mias, film, position=600)
    film.rating = "FSK 16"
    film.save()
    for address in ("/api/list/", "/api/history/"):
        assert titles(mias, address) == []
        assert mias.get(address)["X-Total-Count"] == "0"


WRITES = [
    ("put", "/api/list/{}/", {}),
    ("delete", "/api/list/{}/", None),
    ("put", "/api/video/{}/thumb/", {"up": True}),
    ("put", "/api/video/{}/progress/", {"position": 600}),
    ("delete", "/api/history/{}/", None),
]


@pytest.mark.parametrize(("method", "address", "said"), WRITES, ids=str)
def test_while_nobody_is_chosen_nothing_is_remembered(method: str, address: str, said: Any, nobodys: APIClient, make: Make) -> None:
    answer = getattr(nobodys, method)(address.format(make("Film").pk), said)
    assert answer.status_code == 409
    assert answer.json() == {"detail": "Please choose first who is watching.", "code": "profile-wanted"}
    assert not any(model.objects.exists() for model in (ListEntry, Thumb, WatchProgress))


def test_a_series_is_not_marked_for_nobody(nobodys: APIClient, make_series: Callable[..., list[Video]]) -> None:
    [episode] = make_series("Series", 1)
    assert nobodys.put(f"/api/series/{episode.series_id}/watched/", {"watched": True}).status_code == 409


@pytest.mark.parametrize("address", ["/api/list/", "/api/history/"])
def test_nobody_has_lists(address: str, bobs: APIClient, nobodys: APIClient, make: Make) -> None:
    film = make("Film")
    bobs.put(f"/api/list/{film.pk}/")
    say(bobs, film, position=600)
    assert titles(nobodys, address) == []


@pytest.mark.parametrize(("method", "address", "said"), WRITES, ids=str)
@pytest.mark.parametrize("number", [999, 10**30])
def test_nothing_is_remembered_of_what_does_not_exist(method: str, address: str, said: Any, number: int, bobs: APIClient) -> None:
    assert getattr(bobs, method)(address.format(number), said).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_devices_that_say_the_same_at_once(bob: User, make: Make) -> None:
    import threading

    film, profile, start = make("Film"), bob.profiles.get(), threading.Barrier(4)
    failed: list[BaseException] = []

    def work() -> None:
        start.wait()
        try:
            services.note_position(profile.pk, film.pk, 600, 5400)
            services.add_to_list(profile.pk, film.pk)
            services.set_thumb(profile.pk, film.pk, True)
            services.set_watched(profile.pk, [film.pk], True)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert (WatchProgress.objects.count(), ListEntry.objects.count(), Thumb.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_film_that_is_deleted_meanwhile_is_no_error(bob: User, make: Make) -> None:
    film, profile = make("Film"), bob.profiles.get()
    number = film.pk
    film.delete()
    services.note_position(profile.pk, number, 600, 5400)
    services.add_to_list(profile.pk, number)
    services.set_thumb(profile.pk, number, True)
    assert not WatchProgress.objects.exists()
