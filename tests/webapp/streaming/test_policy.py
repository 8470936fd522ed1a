"""What is prepared ahead, and when, is the owner's choice; viewers never wait for it."""

from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from appliance.media.renditions import Rendition
from webapp.library.models import Library, Source, Video
from webapp.library.services import import_file, library_named
from webapp.streaming import choosing, companions, disk, policy, queries, services, tasks
from webapp.streaming.models import NEEDED, Playback, PlayedRung, Preparation
from webapp.streaming.policy import Moment, Plan, is_between, needed_rungs
from webapp.watching.models import ListEntry, WatchProgress

NOON, MIDNIGHT = Moment(time(12, 0), on_battery=False), Moment(time(0, 0), on_battery=False)
UNPLUGGED = Moment(time(12, 0), on_battery=True)


def set_policy(**columns: Any) -> Library:
    library = library_named(None)
    Library.objects.filter(pk=library.pk).update(**columns)
    return Library.objects.get(pk=library.pk)


def nightly() -> Library:
    return set_policy(night_from=time(23, 0), night_until=time(6, 0))


def on_demand() -> Library:
    return set_policy(preparation=Library.Preparation.ON_DEMAND)


def for_devices() -> Library:
    return set_policy(preparation=Library.Preparation.DEVICES)


def prepare(at: Moment) -> int:
    """Work at that moment until nothing is left; gives the number of steps."""
    steps = 0
    while services.prepare_step(policy.plan(at)):
        steps += 1
        assert steps < 50
    return steps


def made(video: Video) -> set[str]:
    """Names of the renditions of which something is stored."""
    folder = queries.playable(video.sources.get()).folder
    return {path.parent.name for path in folder.rglob("*.m4s")}


def watch(video: Video, user: Any, rendition: str = "", ago: timedelta = timedelta(0)) -> None:
    Playback.objects.create(user=user, video=video, rendition=rendition, updated_at=timezone.now() - ago)


def begin(video: Video, user: Any, ago: timedelta) -> None:
    """Watch some of it, and go."""
    profile = user.profiles.get()
    WatchProgress.objects.create(profile=profile, video=video, position=60.0, played_at=timezone.now() - ago)


# Hours


@pytest.mark.parametrize(
    ("start", "end", "clock", "expected"),
    [
        (None, None, time(12), True),
        (time(1), None, time(0, 30), True),
        (time(1), time(5), time(0, 59), False),
        (time(1), time(5), time(1), True),
        (time(1), time(5), time(4, 59, 59), True),
        (time(1), time(5), time(5), False),
        (time(23), time(6), time(22, 59), False),
        (time(23), time(6), time(23), True),
        (time(23), time(6), time(0), True),
        (time(23), time(6), time(5, 59), True),
        (time(23), time(6), time(6), False),
        (time(0), time(6), time(0), True),
        (time(22), time(0), time(23, 59, 59), True),
        (time(22), time(0), time(0), False),
        (time(4), time(4), time(12), True),
    ],
    ids=str,
)
def test_hours_may_go_over_midnight(start: time | None, end: time | None, clock: time, expected: bool) -> None:
    assert is_between(start, end, clock) is expected


@pytest.mark.django_db
@pytest.mark.usefixtures("runs_only")
def test_by_night_only(film: Video) -> None:
    nightly()
    assert prepare(NOON) == 0
    assert made(film) == set()
    assert prepare(MIDNIGHT) > 0
    assert queries.prepared_fraction(film.sources.get()) == 1.0


@pytest.mark.django_db
@pytest.mark.usefixtures("runs_only")
def test_never_on_the_battery_unless_it_may(film: Video) -> None:
    assert prepare(UNPLUGGED) == 0
    set_policy(pause_on_battery=False)
    assert prepare(UNPLUGGED) > 0


@pytest.mark.django_db
@pytest.mark.usefixtures("runs_only")
def test_one_librarys_night_is_not_anothers(film: Video, h264_mkv_23976: Path) -> None:
    nightly()
    other = import_file(h264_mkv_23976, library_named("Series"))
    assert prepare(NOON) > 0
    assert made(film) == set()
    assert queries.prepared_fraction(other.sources.get()) == 1.0


@pytest.mark.django_db
def test_the_clock_and_the_battery_are_this_machines(film: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.power.on_battery", lambda: True)
    assert policy.moment().on_battery
    assert not services.prepare_step()
    monkeypatch.setattr("appliance.power.on_battery", lambda: False)
    assert services.prepare_step()


# Viewers are never held back


@pytest.mark.django_db
@pytest.mark.usefixtures("runs_only")
@pytest.mark.parametrize("choose", [nightly, on_demand, for_devices], ids=["by night", "on demand", "for devices"])
def test_a_viewer_gets_every_rung_at_once(choose: Callable[[], Library], large_film: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    choose()
    monkeypatch.setattr(policy, "moment", lambda: UNPLUGGED)
    tasks.make_wanted(large_film.sources.get().pk, "720p", 0)
    assert made(large_film) == {"720p"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("choose", "at"), [(nightly, NOON), (on_demand, NOON), (nightly, UNPLUGGED)], ids=["by night", "on demand", "on the battery"]
)
@pytest.mark.parametrize(("rendition", "wanted"), [("720p", {"720p"}), ("original", set()), ("", set())])
def test_what_somebody_watches_is_made_on(
    choose: Callable[[], Library], at: Moment, rendition: str, wanted: set[str], large_film: Video, bob: object
) -> None:
    choose()
    watch(large_film, bob, rendition)
    plan = policy.plan(at)
    assert {each.name for run in choosing.urgent_runs(plan) for each in run.renditions} == wanted
    assert list(choosing.remaining_runs(plan)) == []


@pytest.mark.django_db
def test_the_sound_is_made_on_with_the_original(surround_film: Video, bob: object) -> None:
    on_demand()
    watch(surround_film, bob, "original")
    names = {each.name for run in choosing.urgent_runs(policy.plan(NOON)) for each in run.renditions}
    assert names == {"audio-1", "audio-1-surround"}


@pytest.mark.django_db
def test_where_nothing_rests_every_rung_is_made_on(large_film: Video, bob: object) -> None:
    watch(large_film, bob, "720p")
    assert {each.name for each in next(choosing.urgent_runs(policy.plan(NOON))).renditions} == {"480p", "720p"}


@pytest.mark.django_db
def test_the_version_that_somebody_watches_is_made_on(film: Video, surround_film: Video, bob: object) -> None:
    Source.objects.filter(video=surround_film).update(video=film)
    watch(film, bob, "360p-v2")
    second = queries.playables(film.pk)[1]
    assert next(choosing.urgent_runs(policy.plan(NOON))).playable.source_id == second.source_id


@pytest.mark.django_db
def test_pictures_of_the_seek_bar_come_to_what_somebody_watches(film: Video, surround_film: Video, bob: object) -> None:
    on_demand()
    assert not companions.make_next(policy.plan(NOON))
    watch(film, bob, "original")
    assert not companions.make_next(policy.plan(UNPLUGGED))
    while companions.make_next(policy.plan(NOON)):
        pass
    assert companions.are_made(queries.playable(film.sources.get()))
    assert not companions.are_made(queries.playable(surround_film.sources.get())), "nobody watches the other one"


# What the household's devices need


@pytest.mark.parametrize(
    ("steps", "played", "needed"),
    [
        ("480p 720p 1080p", "", "480p"),
        ("480p 720p 1080p", "720p", "480p 720p"),
        ("480p 720p 1080p", "1080p", "480p 1080p"),
        ("480p 720p 1080p", "720p 1080p", "480p 720p 1080p"),
        ("480p 720p", "1080p", "480p 720p"),
        ("480p", "720p 1080p", "480p"),
        ("98p", "1080p", "98p"),
    ],
)
def test_devices_need_the_nearest_step_that_there_is(steps: str, played: str, needed: str) -> None:
    renditions = [Rendition(name) for name in ["original", *steps.split()]]
    assert needed_rungs(renditions, played.split()) == set(needed.split())


@pytest.mark.django_db
@pytest.mark.usefixtures("runs_only")
def test_devices_get_the_lowest_rung_and_what_they_played(large_film: Video) -> None:
    for_devices()
    assert prepare(NOON) > 0
    assert made(large_film) == {"480p"}
    assert Preparation.objects.get().stage == Preparation.Stage.WHOLE
    PlayedRung.objects.create(name="720p", played_at=timezone.now() - NEEDED + timedelta(days=1))
    assert prepare(NOON) > 0, "what counted as everything does not any more"
    assert made(large_film) == {"480p", "720p"}


@pytest.mark.django_db
@pytest.mark.usefixtures("runs_only")
def test_what_was_played_long_ago_is_needed_no_more(large_film: Video) -> None:
    for_devices()
    PlayedRung.objects.create(name="720p", played_at=timezone.now() - NEEDED - timedelta(days=1))
    prepare(NOON)
    assert made(large_film) == {"480p"}


@pytest.mark.django_db
@pytest.mark.usefixtures("runs_only")
def test_every_sound_is_prepared_for_devices(surround_film: Video) -> None:
    for_devices()
    prepare(NOON)
    assert made(surround_film) == {"360p", "audio-1", "audio-1-surround"}


@pytest.mark.django_db
@pytest.mark.usefixtures("runs_only")
def test_another_policy_looks_again_and_takes_nothing_away(large_film: Video) -> None:
    for_devices()
    prepare(NOON)
    set_policy(preparation=Library.Preparation.AHEAD)
    assert prepare(NOON) > 0
    assert made(large_film) == {"480p", "720p"}
    for_devices()
    assert prepare(NOON) == 0
    on_demand()
    assert prepare(NOON) == 0
    tasks.revive()
    assert made(large_film) == {"480p", "720p"}


# What comes first


@pytest.mark.django_db
@pytest.mark.usefixtures("runs_only")
def test_begun_films_come_after_everyones_first_minute_and_before_newer_ones(
    film: Video, surround_film: Video, large_film: Video, bob: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "FIRST_SECONDS", 1.0)
    begin(surround_film, bob, ago=timedelta(hours=2))
    begin(film, bob, ago=timedelta(hours=1))
    first = dict.fromkeys(run.playable.source_id for run in choosing.urgent_runs())
    rest = dict.fromkeys(run.playable.source_id for run in choosing.remaining_runs())
    old, begun, new = (video.sources.get().pk for video in (film, surround_film, large_film))
    assert list(first) == [new, begun, old]
    assert list(rest) == [old, begun, new]


@pytest.mark.django_db
@pytest.mark.usefixtures("runs_only")
def test_listed_films_come_before_newer_ones(film: Video, large_film: Video, bob: Any) -> None:
    ListEntry.objects.create(profile=bob.profiles.get(), video=film)
    rest = dict.fromkeys(run.playable.source_id for run in choosing.remaining_runs())
    assert list(rest) == [film.sources.get().pk, large_film.sources.get().pk]


@pytest.mark.django_db
def test_a_step_costs_the_same_however_many_films_are_prepared(
    surround_film: Video, film: Video, django_assert_max_num_queries: Any
) -> None:
    for source in Source.objects.all():
        Preparation.objects.create(source=source, stage=Preparation.Stage.WHOLE, scope=policy.EVERYTHING)
    with django_assert_max_num_queries(12):
        assert not services.prepare_step()


# Why nothing is prepared now


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("choose", "at", "sentence"),
    [
        (nightly, Moment(time(14, 5), False), "“Films” is prepared between 23:00 and 06:00; it is 14:05 now."),
        (nightly, MIDNIGHT, ""),
        (nightly, Moment(time(0), True), "Nothing of “Films” is prepared while this machine runs on its battery."),
        (on_demand, NOON, "Of “Films” only what somebody watches is made, as it is watched: nothing is prepared ahead."),
        (for_devices, NOON, ""),
    ],
)
def test_a_reason_is_a_sentence(choose: Callable[[], Library], at: Moment, sentence: str) -> None:
    library = choose()
    assert Plan({library.pk: library}, at).why_not_ahead(library) == sentence


@pytest.mark.django_db
@pytest.mark.usefixtures("runs_only")
def test_the_owner_reads_how_far_each_library_is(film: Video, surround_film: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    Library.objects.create(name="Series", preparation=Library.Preparation.ON_DEMAND)
    Library.objects.create(name="Empty")
    Preparation.objects.create(source=film.sources.get(), stage=Preparation.Stage.WHOLE, scope=policy.EVERYTHING)

    def said(number: int) -> str:
        return policy.standing(policy.plan(NOON), disk.room())[number]

    assert said(1) == "Of “Films” 1 of 2 files are prepared."
    assert said(2).startswith("Of “Series” only what somebody watches is made")
    assert said(0) == "All of “Empty” that is to be prepared is prepared."
    with monkeypatch.context() as patched:
        patched.setattr(disk, "room", lambda: disk.Room(used=0, budget=10**9, free=10**6, floor=10**9))
        assert said(1).startswith("Of “Films” 1 of 2 files are prepared. The disk is full")
    prepare(NOON)
    assert said(1) == "All of “Films” that is to be prepared is prepared."


@pytest.fixture
def admin(alice: Any) -> Client:
    client = Client()
    client.force_login(alice)
    return client


PAGES = ["streaming_segmentstore", "streaming_preparedvideo", "streaming_runlease"]


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_pages_say_why_nothing_is_prepared_now(page: str, admin: Client, film: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    address = reverse(f"admin:{page}_changelist")
    sentence = "Nothing of “Films” is prepared while this machine runs on its battery."
    monkeypatch.setattr(policy, "moment", lambda: UNPLUGGED)
    assert sentence in admin.get(address, follow=True).content.decode()
    monkeypatch.setattr(policy, "moment", lambda: NOON)
    assert sentence not in admin.get(address, follow=True).content.decode()


@pytest.mark.django_db
def test_nothing_is_said_where_nothing_is_left_to_prepare(admin: Client, film: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "moment", lambda: UNPLUGGED)
    Preparation.objects.create(source=film.sources.get(), stage=Preparation.Stage.WHOLE, scope=policy.EVERYTHING)
    assert policy.pauses(policy.plan()) == []


@pytest.mark.django_db
def test_the_segment_store_shows_every_library_and_what_devices_played(admin: Client, film: Video) -> None:
    PlayedRung.objects.create(name="1080p", played_at=timezone.now())
    PlayedRung.objects.create(name="720p", played_at=timezone.now())
    page = admin.get(reverse("admin:streaming_segmentstore_changelist"), follow=True).content.decode()
    assert "Of “Films” 0 of 1 files are prepared." in page
    assert "The lowest rung of each film, and what was played lately: 720p, 1080p." in page
