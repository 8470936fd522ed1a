"""Gaps are filled when the owner wants it, when it is beyond doubt which title it is, and never over what is known."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from tests.webapp.library.online.stand_in import KEY, StandIn
from webapp.library import services, tasks
from webapp.library.models import Category, Library, OnlineLookup, Series, Video
from webapp.library.online.provider import LookupFailed


def test_it_is_off_until_the_owner_wants_it(library: Library, address: str) -> None:
    video = Video.objects.create(library=library, title="Sintel", year=2010)
    OnlineLookup.objects.create(tmdb_key=KEY)
    with pytest.raises(LookupFailed, match="switched off"):
        services.look_up(video)
    assert StandIn.asked == []


def test_gaps_are_filled_and_nothing_else(library: Library, switched_on: OnlineLookup) -> None:
    genre = Category.objects.create(name="Ours")
    video = Video.objects.create(library=library, title="sintel", year=2010, tagline="Ours", locked=["collection"])
    video.genres.add(genre)

    assert services.look_up(video)

    video = Video.objects.get()
    assert (video.title, video.tagline, video.description) == ("sintel", "Ours", "A girl looks for a dragon.")
    assert (video.rating, video.age, video.imdb_id, video.tmdb_id) == ("DE:12", 12, "tt1727587", "45745")
    assert (list(video.genres.all()), video.collection) == ([genre], None)
    assert "halina reijn" in video.search_text


@pytest.mark.parametrize(
    ("title", "year", "found"),
    [
        ("Sintel", 2010, True),
        ("Sintel", 2011, True),
        ("Sintel", 1990, False),
        ("Sintel", None, False),
        ("Twins", None, False),
        ("Holiday", 2010, False),
    ],
    ids=["this year", "the year before", "another year", "no year, two films", "twins", "unknown"],
)
def test_only_without_doubt(title: str, year: int | None, found: bool, library: Library, switched_on: OnlineLookup) -> None:
    video = Video.objects.create(library=library, title=title, year=year)
    assert services.look_up(video) is found
    assert bool(Video.objects.get().tmdb_id) is found


def test_numbers_in_names_leave_no_doubt(library: Library, switched_on: OnlineLookup) -> None:
    video = Video.objects.create(library=library, title="My own name for it", imdb_id="tt1727587")
    assert services.look_up(video)
    assert Video.objects.get().tmdb_id == "45745"


def test_an_episode_and_its_series(library: Library, switched_on: OnlineLookup) -> None:
    series = Series.objects.create(library=library, title="Die Schau")
    video = Video.objects.create(library=library, title="S01E01", series=series, season_number=1, episode_number=1)

    assert services.look_up(video)

    video, series = Video.objects.get(), Series.objects.get()
    assert (video.title, video.description, video.age) == ("Der Anfang", "It begins.", 16)
    assert (series.description, series.rating, series.tmdb_id, series.genres.get().name) == ("It goes on.", "DE:16", "7", "Drama")


def test_home_videos_are_nobodys_business(library: Library, switched_on: OnlineLookup) -> None:
    library.kind = Library.Kind.HOME_VIDEOS
    library.save()
    assert not services.look_up(Video.objects.create(library=library, title="Sintel", year=2010))
    assert StandIn.asked == []


def test_the_task_reads_anew_and_never_fails(library: Library, switched_on: OnlineLookup, caplog: pytest.LogCaptureFixture) -> None:
    video = Video.objects.create(library=library, title="Sintel", year=2010)
    tasks.look_up(video.pk)
    assert Video.objects.get().tmdb_id == "45745"
    tasks.look_up(video.pk + 1)
    OnlineLookup.objects.update(tmdb_key="wrong")
    with caplog.at_level(logging.WARNING):
        tasks.look_up(video.pk)
    assert "does not accept the key" in caplog.text
    assert "wrong" not in caplog.text


def test_the_owner_switches_it_on_and_asks(alice, library: Library) -> None:
    from django_q.models import OrmQ

    admin = Client()
    admin.force_login(alice)
    video = Video.objects.create(library=library, title="Sintel", year=2010)
    asking = {"action": "look_up", "_selected_action": [video.pk]}

    page = admin.post(reverse("admin:library_video_changelist"), asking, follow=True).content.decode()
    assert "switched off" in page

    form = admin.get(reverse("admin:library_onlinelookup_changelist"), follow=True)
    address = form.redirect_chain[-1][0]
    admin.post(address, {"enabled": "on", "tmdb_key": KEY, "language": "de-DE"})
    assert KEY not in admin.get(address).content.decode()
    admin.post(address, {"enabled": "on", "tmdb_key": "", "language": "de-DE"})
    assert OnlineLookup.objects.get().tmdb_key == KEY

    admin.post(reverse("admin:library_video_changelist"), asking)
    assert [(each.key, each.task["func"], each.task["args"]) for each in OrmQ.objects.all()] == [
        ("prepare", "webapp.library.tasks.look_up", (video.pk,))
    ]
