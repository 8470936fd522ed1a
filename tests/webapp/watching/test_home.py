"""The first page of a profile."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.webapp.watching.conftest import Make, rows, say
from webapp.accounts.models import Profile
from webapp.library.models import Category, Source, Video
from webapp.watching.models import WatchProgress
from webapp.watching.serializers import CardSerializer

pytestmark = pytest.mark.django_db
CONTINUE = "continue-watching"


def watched_long_ago(*videos: Video) -> None:
    """Let a day pass since these were watched."""
    WatchProgress.objects.filter(video__in=videos).update(updated_at=timezone.now() - timedelta(days=1))


def test_an_empty_library_has_no_rows(bobs: APIClient) -> None:
    assert bobs.get("/api/home/").json() == {"rows": []}


def test_what_is_new_comes_first(bobs: APIClient, make: Make) -> None:
    make("First")
    make("Second")
    assert rows(bobs) == {"new": ["Second", "First"]}


def test_a_row_ends_after_twenty(bobs: APIClient, make: Make) -> None:
    for number in range(25):
        make(f"Film {number}")
    assert rows(bobs)["new"] == [f"Film {number}" for number in range(24, 4, -1)]


def test_a_card_tells_what_a_shelf_shows(bobs: APIClient, make: Make) -> None:
    film = make("Film", year=1999, rating="FSK 6", poster="abc.jpg")
    say(bobs, film, position=600)
    bobs.put(f"/api/list/{film.pk}/")
    card = bobs.get("/api/home/").json()["rows"][0]["items"][0]
    assert card == {
        "kind": "video", "id": film.pk, "title": "Film", "year": 1999, "rating": "FSK 6", "age": 6,
        "thumbnail_url": f"http://testserver/api/video/{film.pk}/poster.jpg?v=abc",
        "series": None, "season_number": None, "episode_number": None, "episode_last": None, "episodes": None,
        "duration": 5400.0, "state": "ready", "progress": {"position": 600.0, "watched": False}, "in_list": True,
    }  # fmt: skip


def test_cards_keep_to_their_description(bobs: APIClient, make: Make, make_series: Callable[..., list[Video]]) -> None:
    make("Film")
    make_series("Series", 1)
    cards = [card for row in bobs.get("/api/home/").json()["rows"] for card in row["items"]]
    assert {card["kind"] for card in cards} == {"video", "series"}
    for card in cards:
        assert list(card) == list(CardSerializer().fields)
        assert CardSerializer(card).data == card


def test_a_missing_film_stays_and_says_so(bobs: APIClient, make: Make) -> None:
    say(bobs, make("Film"), position=600)
    Source.objects.update(state=Source.State.MISSING)
    [card] = bobs.get("/api/home/").json()["rows"][0]["items"]
    assert (card["state"], card["duration"], card["progress"]["position"]) == ("missing", 5400.0, 600.0)


def test_a_series_without_its_drive_says_so_until_an_episode_is_back(bobs: APIClient, make_series: Callable[..., list[Video]]) -> None:
    episodes = make_series("Series", 2)
    for state, shown in ((Source.State.MISSING, "missing"), (Source.State.READY, "ready")):
        Source.objects.filter(video=episodes[0]).update(state=state)
        Source.objects.filter(video=episodes[1]).update(state=Source.State.MISSING)
        rows = bobs.get("/api/home/").json()["rows"]
        assert {card["state"] for row in rows for card in row["items"] if card["kind"] == "series"} == {shown}


# To go on with


def test_what_was_begun_is_offered_the_last_first(bobs: APIClient, make: Make) -> None:
    first, second, third = make("First"), make("Second"), make("Third")
    for film in (second, first):
        say(bobs, film, position=600)
    say(bobs, third, watched=True)
    assert rows(bobs)[CONTINUE] == ["First", "Second"]


def test_a_film_that_is_watched_again_is_offered_again(bobs: APIClient, make: Make) -> None:
    film = make("Film")
    say(bobs, film, watched=True)
    assert CONTINUE not in rows(bobs)
    assert say(bobs, film, position=600) == {"position": 600.0, "watched": True}
    assert rows(bobs)[CONTINUE] == ["Film"]


@pytest.mark.parametrize(
    ("watched", "begun", "offered"),
    [
        ([0], None, "Series 1x2"),
        ([0, 1], None, "Series 2x1"),  # on to the next season
        ([0, 1, 2, 3], None, None),  # through
        ([3], None, None),  # through from where they were
        ([0], 1, "Series 1x2"),
        ([3, 0], None, "Series 1x2"),  # where they were last counts
        ([2, 0], 1, "Series 1x2"),
        ([1, 0], None, "Series 2x1"),  # not what is watched already
        ([], 2, "Series 2x1"),
    ],
)
def test_a_series_goes_on_where_somebody_was_last(
    watched: list[int], begun: int | None, offered: str | None, bobs: APIClient, make_series: Callable[..., list[Video]]
) -> None:
    episodes = make_series("Series", 2, 2)
    for index in watched:
        say(bobs, episodes[index], watched=True)
    if begun is not None:
        say(bobs, episodes[begun], position=600)
    assert rows(bobs).get(CONTINUE, [None]) == [offered]


def test_films_and_series_stand_in_the_order_they_were_watched(
    bobs: APIClient, make: Make, make_series: Callable[..., list[Video]]
) -> None:
    series, film, other = make_series("Series", 2), make("Film"), make_series("Other", 2)
    say(bobs, series[0], watched=True)
    say(bobs, film, position=600)
    say(bobs, other[0], position=600)
    assert rows(bobs)[CONTINUE] == ["Other 1x1", "Film", "Series 1x2"]


def test_specials_and_seasons_do_not_lead_to_each_other(bobs: APIClient, make: Make, make_series: Callable[..., list[Video]]) -> None:
    first, special, second = make_series("Series", 1, 2, 1, first=0)[:3]
    later_special = make("Special 2", series=special.series, season_number=0, episode_number=2)
    del second
    say(bobs, first, watched=True)  # season 0
    assert rows(bobs)[CONTINUE] == ["Special 2"]
    say(bobs, later_special, watched=True)
    assert CONTINUE not in rows(bobs)


def test_episodes_without_numbers_go_by_their_day(bobs: APIClient, make: Make, make_series: Callable[..., list[Video]]) -> None:
    [pilot] = make_series("Series", 1)
    late = make("Late", series=pilot.series, released_on="2020-02-02")
    early = make("Early", series=pilot.series, released_on="2020-01-01")
    say(bobs, early, watched=True)
    assert rows(bobs)[CONTINUE] == ["Late"]
    assert bobs.get(f"/api/video/{pilot.pk}/").json()["next"] == {"id": early.pk, "title": "Early"}
    assert bobs.get(f"/api/video/{late.pk}/").json()["next"] is None


def test_what_is_put_aside_is_offered_when_it_is_played_again(bobs: APIClient, make: Make) -> None:
    film = make("Film")
    say(bobs, film, position=600)
    assert bobs.delete(f"/api/history/{film.pk}/").status_code == 204
    assert CONTINUE not in rows(bobs)
    assert bobs.get(f"/api/video/{film.pk}/").json()["progress"] == {"position": 600.0, "watched": False}  # nothing is lost
    say(bobs, film, position=700)
    assert rows(bobs)[CONTINUE] == ["Film"]


@pytest.mark.parametrize("begun", [False, True], ids=["offered as the next", "begun"])
def test_with_an_episode_its_series_is_put_aside(begun: bool, bobs: APIClient, make_series: Callable[..., list[Video]]) -> None:
    episodes = make_series("Series", 3)
    say(bobs, episodes[0], watched=True)
    if begun:
        say(bobs, episodes[1], position=600)
    assert rows(bobs)[CONTINUE] == ["Series 1x2"]
    bobs.delete(f"/api/history/{episodes[1].pk}/")
    assert CONTINUE not in rows(bobs)
    say(bobs, episodes[2], position=600)
    assert rows(bobs)[CONTINUE] == ["Series 1x3"]


def test_a_series_that_is_marked_as_watched_is_through(bobs: APIClient, make_series: Callable[..., list[Video]]) -> None:
    series = make_series("Series", 2, 2)
    say(bobs, series[1], position=600)
    address = f"/api/series/{series[0].series_id}/watched/"
    assert bobs.put(address, {"watched": True, "season": 1}).status_code == 204
    assert rows(bobs)[CONTINUE] == ["Series 2x1"]
    assert bobs.put(address, {"watched": True}).status_code == 204
    assert CONTINUE not in rows(bobs)
    assert bobs.put(address, {"watched": False}).status_code == 204
    assert CONTINUE not in rows(bobs)
    assert not WatchProgress.objects.filter(watched=True).exists()


def test_a_long_finished_series_does_not_hide_others(bobs: APIClient, make: Make, make_series: Callable[..., list[Video]]) -> None:
    begun, through = make_series("Begun", 2), make_series("Through", 30)
    say(bobs, begun[0], watched=True)
    watched_long_ago(begun[0])
    bobs.put(f"/api/series/{through[0].series_id}/watched/", {"watched": True})
    assert rows(bobs)[CONTINUE] == ["Begun 1x2"]


# Everybody has a page of their own


def test_nobody_sees_what_others_do(bobs: APIClient, mias: APIClient, nobodys: APIClient, make: Make) -> None:
    film = make("Film", rating="FSK 6")
    say(bobs, film, position=600)
    bobs.put(f"/api/list/{film.pk}/")
    assert rows(bobs) == {CONTINUE: ["Film"], "my-list": ["Film"], "new": ["Film"]}
    assert rows(mias) == {"new": ["Film"]}
    assert rows(nobodys) == {"new": ["Film"]}
    assert [card["progress"] for row in mias.get("/api/home/").json()["rows"] for card in row["items"]] == [None]


def test_a_child_is_shown_what_is_for_children(
    bobs: APIClient, mias: APIClient, mia: Profile, make: Make, make_series: Callable[..., list[Video]]
) -> None:
    war, fun = Category.objects.create(name="War"), Category.objects.create(name="Fun")
    film, cartoon = make("Film", rating="FSK 16"), make("Cartoon", rating="FSK 0")
    film.genres.add(war, fun)
    cartoon.genres.add(fun)
    grim, jolly = make_series("Grim", 2, rating="FSK 16"), make_series("Jolly", 2, rating="FSK 6")
    for episodes in (grim, jolly):
        episodes[0].series.genres.add(war)
    for video in (film, grim[0], jolly[0]):  # before she was too young for some of it
        WatchProgress.objects.create(profile=mia, video=video, watched=True, position=600)
    mia.list_entries.create(video=film)
    assert rows(mias) == {
        CONTINUE: ["Jolly 1x1"],
        "new": ["Cartoon"],
        "new-episodes": ["Jolly"],
        f"genre-{fun.pk}": ["Cartoon"],
        f"genre-{war.pk}": ["Jolly"],
    }
    assert rows(bobs)[f"genre-{war.pk}"] == ["Jolly", "Grim", "Film"]


def test_of_a_series_with_mixed_ratings_a_child_goes_on_with_what_is_for_it(
    mias: APIClient, make_series: Callable[..., list[Video]]
) -> None:
    episodes = make_series("Series", 3, rating="FSK 6")
    episodes[1].rating = "FSK 16"
    episodes[1].save()
    say(mias, episodes[0], watched=True)
    assert rows(mias)[CONTINUE] == ["Series 1x3"]
    [card] = [row["items"][0] for row in mias.get("/api/home/").json()["rows"] if row["key"] == "new-episodes"]
    assert card["episodes"] == 2


# Series and genres


def test_new_episodes_stand_together(bobs: APIClient, make: Make, make_series: Callable[..., list[Video]]) -> None:
    series, other = make_series("Series", 3), make_series("Other", 1)
    make("Film")
    make("Series 2x1", series=series[0].series, season_number=2, episode_number=1)
    del other
    assert rows(bobs) == {"new": ["Film"], "new-episodes": ["Series", "Other"]}


def test_a_series_shows_its_poster_else_that_of_its_newest_episode(bobs: APIClient, make_series: Callable[..., list[Video]]) -> None:
    episodes = make_series("Series", 2, poster="episode.jpg")

    def thumbnail() -> str:
        return bobs.get("/api/home/").json()["rows"][0]["items"][0]["thumbnail_url"].removeprefix("http://testserver")

    assert thumbnail() == f"/api/video/{episodes[1].pk}/poster.jpg?v=episode"
    series = episodes[0].series
    series.poster = "series.jpg"
    series.save()
    assert thumbnail() == f"/api/video/{episodes[1].pk}/series.jpg?v=series"


def test_the_genres_that_are_used_most_come_first(bobs: APIClient, make: Make, make_series: Callable[..., list[Video]]) -> None:
    names = {name: Category.objects.create(name=name) for name in ("Rare", "Drama", "Comedy", "Unused")}
    for number, genres in enumerate((["Drama", "Rare"], ["Drama", "Comedy"], ["Drama"], ["Comedy"])):
        make(f"Film {number}").genres.set([names[name] for name in genres])
    series = make_series("Series", 2)[0].series
    series.genres.add(names["Comedy"], names["Drama"])
    make("Film 4").genres.add(names["Comedy"])
    found = {row["title"]: [card["title"] for card in row["items"]] for row in bobs.get("/api/home/").json()["rows"]}
    assert list(found.items())[2:] == [
        ("Comedy", ["Film 4", "Series", "Film 3", "Film 1"]),
        ("Drama", ["Series", "Film 2", "Film 1", "Film 0"]),
        ("Rare", ["Film 0"]),
    ]
    assert [(each["name"], each["count"]) for each in bobs.get("/api/genres/").json()] == [("Comedy", 4), ("Drama", 4), ("Rare", 1)]


def test_a_rare_genre_is_found_however_old_its_films_are(bobs: APIClient, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.watching.queries.genres.RECENT", 3)
    rare, usual = Category.objects.create(name="Rare"), Category.objects.create(name="Usual")
    for number in range(6):
        make(f"Film {number}").genres.set([rare, usual] if number % 3 == 0 else [usual])
    found = rows(bobs)
    assert found[f"genre-{rare.pk}"] == ["Film 3", "Film 0"]
    assert found[f"genre-{usual.pk}"] == [f"Film {number}" for number in range(5, -1, -1)]


def test_a_stranger_gets_no_page(charlie: Any, make: Make) -> None:
    make("Film")
    answer = charlie.get("/api/home/")
    assert answer.status_code == 401
    assert "Film" not in answer.content.decode()
