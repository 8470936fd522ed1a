"""A person says which title it is: what they say last counts, whatever scans and databases say later."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.webapp.library.conftest import Placed
from tests.webapp.library.online.stand_in import StandIn
from webapp.library import services
from webapp.library.models import Library, OnlineLookup, Series, Source, Video
from webapp.library.online.provider import LookupFailed
from webapp.library.services import NamingRefused


def page(row: Video | Series) -> str:
    return reverse(f"admin:library_{row._meta.model_name}_identify", args=[row.pk])


def test_a_match_counts_above_everything_that_was_known(put: Placed, switched_on: OnlineLookup) -> None:
    video = put("Wrong (1999).mkv")
    video.title, video.tagline, video.rating = "Mine", "Of a wrong match.", "FSK 18"
    video.save()
    services.lock(video, ["title"])

    services.take_film(video, "45745")
    services.identify(Video.objects.get())

    video = Video.objects.get()
    assert (video.title, video.year, video.tagline, video.age, video.collection.name) == ("Sintel", 2010, "", 12, "Open Movies")
    assert {"title", "year", "people", "genres", "category", "collection", "series", "tmdb_id"} <= set(video.locked)
    assert "halina reijn" in video.search_text


def test_an_episode_was_taken_for_a_film_and_the_other_way_round(put: Placed, switched_on: OnlineLookup, library: Library) -> None:
    video = put("Something.mkv")

    series = services.take_episode(video, "7", 1, 1)
    services.identify(Video.objects.get())

    video = Video.objects.get()
    assert (video.title, video.series, video.season_number, video.episode_number) == ("Der Anfang", series, 1, 1)
    assert (series.title, series.tmdb_id, Series.objects.get().rating) == ("Die Schau", "7", "DE:16")

    services.take_film(video, "45745")
    services.identify(Video.objects.get())
    assert (Video.objects.get().title, Video.objects.get().series, Video.objects.get().episode_number) == ("Sintel", None, None)


def test_an_episode_moves_to_the_series_with_this_number(put: Placed, switched_on: OnlineLookup, series_library: Library) -> None:
    right = Series.objects.create(library=series_library, title="The right one", tmdb_id="7", description="Known.")
    episode, other = put("Show/S01E05.mkv"), put("Show/S01E06.mkv")
    wrong = episode.series
    wrong.tmdb_id = "8"
    wrong.save()

    assert services.take_episode(episode, "7", 1, 1) == right
    assert Video.objects.get(pk=other.pk).series == wrong


def test_a_series_that_nobody_knew_gets_its_name_by_its_episode(put: Placed, switched_on: OnlineLookup, series_library: Library) -> None:
    episode = put("Schau/S01E01.mkv")
    series = services.take_episode(episode, "7", 1, 1)
    assert (series, series.title) == (episode.series, "Die Schau")
    assert put("Schau/S01E02.mkv").series == series


def test_what_a_match_failed_at_changes_nothing(put: Placed, switched_on: OnlineLookup) -> None:
    video = put("Holiday.mkv")
    with pytest.raises(LookupFailed, match="does not know this title"):
        services.take_episode(video, "7", 9, 9)
    with pytest.raises(LookupFailed):
        services.take_film(video, "../../account")
    assert (Video.objects.get().title, Video.objects.get().locked, Series.objects.count()) == ("Holiday", [], 0)


def test_a_title_that_is_gone(put: Placed, switched_on: OnlineLookup) -> None:
    video = put("Holiday.mkv")
    Video.objects.all().delete()
    with pytest.raises(NamingRefused, match="not there any more"):
        services.take_film(video, "45745")
    with pytest.raises(NamingRefused, match="not there any more"):
        services.name_by_hand(video)


def test_the_owner_looks_a_film_up_and_chooses(admin: Client, put: Placed, switched_on: OnlineLookup) -> None:
    video = put("Sintl.mkv")
    assert "Sintl" in admin.get(page(video)).content.decode()
    assert StandIn.asked == [], "nothing leaves the house unasked"

    found = admin.get(page(video), {"title": "Sintel", "year": "", "kind": "film"}).content.decode()
    assert found.index("Sintel Returns") < found.index('value="45745"')
    answer = admin.post(page(video), {"number": "45745", "kind": "film"}, follow=True).content.decode()

    assert "Taken over" in answer
    assert Video.objects.get().title == "Sintel"


def test_the_owner_chooses_an_episode(admin: Client, put: Placed, switched_on: OnlineLookup) -> None:
    video = put("Something.mkv")
    found = admin.get(page(video), {"title": "Die Schau", "kind": "series"}).content.decode()
    assert 'name="season"' in found

    match = {"number": "7", "kind": "series"}
    assert "Say which season and episode" in admin.post(page(video), match, follow=True).content.decode()
    admin.post(page(video), match | {"season": 1, "episode": 1})
    assert Video.objects.get().title == "Der Anfang"


def test_the_owner_says_which_series_it_is(admin: Client, library: Library, switched_on: OnlineLookup) -> None:
    series = Series.objects.create(library=library, title="Show")
    found = admin.get(page(series), {"title": "Die Schau"}).content.decode()
    assert 'value="7"' in found
    admin.post(page(series), {"number": "7"})
    series.refresh_from_db()
    assert (series.title, series.tmdb_id, set(series.locked) >= {"title", "description", "genres", "people"}) == ("Die Schau", "7", True)
    assert "second lead" in series.search_text


def test_it_is_said_when_looking_up_is_switched_off(admin: Client, put: Placed) -> None:
    video = put("Holiday.mkv")
    assert "switched off" in admin.get(page(video), {"title": "Holiday", "kind": "film"}).content.decode()
    assert "switched off" in admin.post(page(video), {"number": "45745"}, follow=True).content.decode()


def test_in_ones_own_words(admin: Client, put: Placed, root: Path) -> None:
    video = put("asdf.mkv")
    said = {"title": "The Walk", "year": 2020, "new_series": "Our Walks", "season_number": 2, "episode_number": 3}

    assert "Kept" in admin.post(page(video), said, follow=True).content.decode()
    services.identify(Video.objects.get())

    video = Video.objects.get()
    assert (video.title, video.series.title, video.season_number, video.episode_number) == ("The Walk", "Our Walks", 2, 3)
    assert "our walks" in video.search_text
    second = put("jkl.mkv")
    admin.post(page(second), {"title": "Another", "new_series": "our walks", "season_number": 2, "episode_number": 4})
    assert Series.objects.count() == 1
    admin.post(page(second), {"title": "A film"})
    assert Video.objects.get(pk=second.pk).series is None


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"title": "", "year": 2020}, "This field is required"),
        ({"title": "A", "season_number": 1}, "Say which series the numbers are of"),
        ({"title": "A", "new_series": "B", "episode_number": 3, "episode_last": 2}, "The last episode comes after the first"),
        ({"title": "A", "new_series": "B", "season_number": -1}, "greater than or equal to 0"),
    ],
    ids=["no title", "no series", "backwards", "a negative season"],
)
def test_what_cannot_be_said(said: dict, answer: str, admin: Client, put: Placed) -> None:
    video = put("Holiday.mkv")
    assert answer in admin.post(page(video), said).content.decode()
    assert (Video.objects.get().title, Series.objects.count()) == ("Holiday", 0)


def test_another_librarys_series_is_none_of_its(admin: Client, put: Placed) -> None:
    video = put("Holiday.mkv")
    foreign = Series.objects.create(library=Library.objects.create(name="Other"), title="Foreign")
    assert "not one of the available choices" in admin.post(page(video), {"title": "A", "series": foreign.pk}).content.decode()
    assert Source.objects.get().video.series is None
