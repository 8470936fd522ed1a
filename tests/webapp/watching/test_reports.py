"""What players report becomes progress: seldom while they play, at once when somebody does something."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.library_rows import a_source
from tests.webapp.watching.conftest import Make, say
from webapp.accounts.models import Profile, User
from webapp.library.models import Video
from webapp.streaming import reports
from webapp.streaming.models import Playback
from webapp.watching.models import WatchProgress

pytestmark = pytest.mark.django_db
KEY = uuid.UUID(int=1)


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(reports, "time", clock)
    return clock


@pytest.fixture
def film(make: Make) -> Video:
    return make("Film")


def report(client: APIClient, video: Video, position: float, key: uuid.UUID = KEY, **said: Any) -> None:
    answer = client.post(f"/api/video/{video.pk}/playback/", {"key": str(key), "position": position, **said})
    assert answer.status_code == 204, answer.content


def where(video: Video) -> float | None:
    """How far the only one is who watches it."""
    return WatchProgress.objects.filter(video=video).values_list("position", flat=True).first()


def test_a_film_is_where_its_player_was(bobs: APIClient, film: Video, clock: Clock) -> None:
    report(bobs, film, 600)
    mine = WatchProgress.objects.get()
    assert (mine.profile.name, mine.position, mine.duration, mine.watched) == ("Bob", 600, 5400, False)
    assert mine.played_at is not None
    assert bobs.get(f"/api/video/{film.pk}/").json()["progress"] == {"position": 600.0, "watched": False}


def test_while_a_film_plays_it_is_written_down_every_ten_seconds(bobs: APIClient, film: Video, clock: Clock) -> None:
    report(bobs, film, 600)
    seen = []
    for seconds in range(1, 31):
        clock.now += 1
        report(bobs, film, 600 + seconds)
        seen.append(where(film))
    assert len(set(seen)) == 4
    assert Playback.objects.get().position == 630  # what prepares the film knows it at once


@pytest.mark.parametrize(
    ("seconds", "position", "said"),
    [
        (0.2, 600.2, {"paused": True}),
        (0.2, 600.2, {"ended": True}),
        (1.5, 1200, {}),
        (1.5, 300, {}),
    ],
    ids=["pause", "leave", "seek ahead", "seek back"],
)
def test_what_somebody_does_is_written_down_at_once(
    seconds: float, position: float, said: dict[str, Any], bobs: APIClient, film: Video, clock: Clock
) -> None:
    report(bobs, film, 600)
    clock.now += seconds
    report(bobs, film, position, **said)
    assert where(film) == position


def test_a_slider_that_is_dragged_writes_once_a_second(bobs: APIClient, film: Video, clock: Clock) -> None:
    report(bobs, film, 600)
    for step in range(1, 10):
        clock.now += 0.1
        report(bobs, film, 600 + step * 100)
    assert where(film) == 600
    clock.now += 0.1
    report(bobs, film, 2000)
    assert where(film) == 2000


def test_while_a_film_plays_nothing_is_written_in_between(
    bobs: APIClient, film: Video, clock: Clock, django_assert_num_queries: Any
) -> None:
    report(bobs, film, 600)
    clock.now += 5
    with django_assert_num_queries(2):  # who asks, and where the player is
        report(bobs, film, 605)


def test_two_devices_of_one_profile_do_not_hold_each_other_up(bobs: APIClient, film: Video, clock: Clock) -> None:
    report(bobs, film, 600)
    report(bobs, film, 60, key=uuid.UUID(int=2))
    assert where(film) == 60


def test_the_beginning_is_no_place_to_go_on_from(bobs: APIClient, film: Video, clock: Clock) -> None:
    report(bobs, film, 0)
    assert where(film) is None
    clock.now += 5
    report(bobs, film, 2000)
    report(bobs, film, 0, key=uuid.UUID(int=2))  # another player opens, and has not gone where it should yet
    assert where(film) == 2000


@pytest.mark.parametrize("said", [{}, {"ended": True}], ids=["goes on", "leaves"])
def test_whoever_sees_the_credits_has_watched_it(said: dict[str, Any], bobs: APIClient, film: Video, clock: Clock) -> None:
    report(bobs, film, 5300, **said)
    mine = WatchProgress.objects.get()
    assert (mine.watched, mine.position) == (True, 0)  # the next time it begins anew
    assert mine.watched_at is not None


def test_watching_again_forgets_nothing(bobs: APIClient, film: Video, clock: Clock) -> None:
    report(bobs, film, 5300)
    clock.now += 100
    report(bobs, film, 700)
    mine = WatchProgress.objects.get()
    assert (mine.watched, mine.position) == (True, 700)


def test_everybody_is_somewhere_else(bobs: APIClient, mias: APIClient, make: Make, clock: Clock) -> None:
    film = make("Film", rating="FSK 6")
    report(bobs, film, 600)
    report(mias, film, 900, key=uuid.UUID(int=2))
    assert dict(WatchProgress.objects.values_list("profile__name", "position")) == {"Bob": 600, "Mia": 900}


def test_without_a_profile_nothing_is_remembered(nobodys: APIClient, make: Make, clock: Clock) -> None:
    """The player hears so: a profile that was deleted elsewhere would be forgotten without a word."""
    answer = nobodys.post(f"/api/video/{make('Film').pk}/playback/", {"key": str(KEY), "position": 600})
    assert (answer.status_code, answer.json()["code"]) == (409, "profile-wanted")
    assert not WatchProgress.objects.exists()
    assert Playback.objects.get().position == 600


def test_a_film_in_two_files_is_one_film(bobs: APIClient, make: Make, clock: Clock) -> None:
    film = make("Film", seconds=3000)
    a_source(film, 2400, part=2).save()
    report(bobs, film, 100, rendition="original-v2")
    mine = WatchProgress.objects.get()
    assert (mine.position, mine.duration, mine.watched) == (3100, 5400, False)
    clock.now += 100
    report(bobs, film, 2950, rendition="original", ended=True)
    assert where(film) == 2950
    report(bobs, film, 2390, rendition="480p-v2")
    assert WatchProgress.objects.get().watched


def test_a_position_that_is_said_counts(bobs: APIClient, film: Video) -> None:
    assert say(bobs, film, position=1) == {"position": 1.0, "watched": False}
    assert say(bobs, film, position=9000) == {"position": 0.0, "watched": True}


def test_progress_goes_with_its_profile(bob: User, mia: Profile, mias: APIClient, make: Make, client_of: Callable[..., APIClient]) -> None:
    say(mias, make("Film", rating="FSK 6"), position=100)
    mia.delete()
    assert not WatchProgress.objects.exists()
