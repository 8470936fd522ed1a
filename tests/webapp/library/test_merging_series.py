"""A person says that two series are one: nothing is lost, and no scan undoes it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from appliance.paths import DataPaths
from tests.webapp.library.conftest import Placed
from webapp.accounts.models import User
from webapp.library import services
from webapp.library.models import Alias, Category, Credit, Library, Person, Season, Series, SeriesAlias, Video
from webapp.library.services import GroupingRefused
from webapp.watching.models import ListEntry, Thumb, WatchProgress

pytestmark = pytest.mark.usefixtures("series_library")
MONDAY, TUESDAY = datetime(2026, 3, 2, 20, tzinfo=UTC), datetime(2026, 3, 3, 20, tzinfo=UTC)
LIST = reverse("admin:library_series_changelist")


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def episodes_of(series: Series) -> list[tuple[int | None, int | None, int]]:
    """Season, number, and of how many files."""
    rows = series.episodes.order_by("season_number", "episode_number")
    return [(each.season_number, each.episode_number, each.sources.count()) for each in rows]


@pytest.fixture
def two(put: Placed) -> tuple[Series, Series]:
    """One series that was taken for two: the second came first, and is to go."""
    gone, _ = (put(f"Marvels Agents/S01E0{number} 720p.mkv").series for number in (1, 2))
    kept, _ = (put(f"Agents of Marvel/S01E0{number}.mkv").series for number in (1, 3))
    assert kept is not None
    assert gone is not None
    return kept, gone


def test_episodes_come_together_by_their_numbers(two: tuple[Series, Series]) -> None:
    kept, gone = two
    assert services.merge_series(kept.pk, [kept.pk, gone.pk]) == kept
    assert Series.objects.get() == kept
    assert episodes_of(kept) == [(1, 1, 2), (1, 2, 1), (1, 3, 1)]
    assert [season.number for season in kept.seasons.all()] == [1]
    second = kept.episodes.get(episode_number=2)
    assert ("agents of marvel" in second.search_text, "marvels agents" in second.search_text) == (True, False)


def test_episodes_of_a_day_and_those_nobody_knows_the_number_of(put: Placed) -> None:
    kept, gone = (put(f"{name}/{name} 2024-05-01.mkv").series for name in ("Evening News", "News of the Evening"))
    Video.objects.create(library=kept.library, series=kept, title="Extra")
    Video.objects.create(library=kept.library, series=gone, title="Extra")
    services.merge_series(kept.pk, [gone.pk])
    assert kept.episodes.get(released_on__isnull=False).sources.count() == 2
    assert kept.episodes.filter(title="Extra").count() == 2, "nobody knows that these are one"


def test_what_people_did_moves_over(two: tuple[Series, Series], alice: User, bob: User) -> None:
    kept, gone = two
    ann, ben = alice.profiles.get(), bob.profiles.get()
    ours, theirs, alone = kept.episodes.get(episode_number=1), gone.episodes.get(episode_number=1), gone.episodes.get(episode_number=2)
    WatchProgress.objects.create(profile=ann, video=ours, position=60, played_at=MONDAY, updated_at=MONDAY)
    WatchProgress.objects.create(profile=ann, video=theirs, position=600, played_at=TUESDAY, updated_at=TUESDAY)
    WatchProgress.objects.create(profile=ben, video=theirs, watched=True, watched_at=MONDAY, updated_at=MONDAY)
    WatchProgress.objects.create(profile=ben, video=alone, position=30, played_at=MONDAY)
    ListEntry.objects.create(profile=ben, video=theirs)
    Thumb.objects.create(profile=ben, video=theirs, up=True)

    services.merge_series(kept.pk, [gone.pk])

    assert sorted(WatchProgress.objects.values_list("profile", "video", "position", "watched", "played_at")) == sorted(
        [(ann.pk, ours.pk, 600, False, TUESDAY), (ben.pk, ours.pk, 0, True, None), (ben.pk, alone.pk, 30, False, MONDAY)]
    )
    assert (ListEntry.objects.get().video, Thumb.objects.get().video) == (ours, ours)


def test_no_scan_undoes_it(two: tuple[Series, Series], put: Placed, root: Path) -> None:
    kept, gone = two
    (root / "Marvels Agents" / "tvshow.nfo").write_text("<tvshow><title>Marvels Agents</title><plot>Theirs.</plot></tvshow>")
    (root / "Agents of Marvel" / "tvshow.nfo").write_text("<tvshow><title>Agents of Marvel</title><plot>Ours.</plot></tvshow>")
    Image.new("RGB", (60, 90), "red").save(root / "Marvels Agents" / "poster.jpg")
    services.merge_series(kept.pk, [gone.pk])

    for video in Video.objects.all():
        services.identify(video)
    assert put("Marvels Agents/S01E04.mkv").series == kept
    assert put("Marvels Agents/S01E03 720p.mkv") == kept.episodes.get(episode_number=3)
    services.identify_series(fresh(kept))

    series = Series.objects.get()
    assert (series.title, series.description, series.poster) == ("Agents of Marvel", "Ours.", ""), "the one that stayed speaks"
    assert episodes_of(series) == [(1, 1, 2), (1, 2, 1), (1, 3, 2), (1, 4, 1)]
    assert put("Other Agents/S01E01.mkv").series != kept


def test_merged_again_and_again(two: tuple[Series, Series], put: Placed) -> None:
    second, first = two
    third = put("SHIELD/S01E01.mkv").series
    services.merge_series(second.pk, [first.pk])
    services.merge_series(third.pk, [second.pk])
    assert {put(f"{name}/S02E0{number}.mkv").series for number, name in enumerate(("Marvels Agents", "Agents of Marvel", "SHIELD"))} == {
        third
    }
    assert sorted(third.aliases.values_list("title", flat=True)) == ["Agents of Marvel", "Marvels Agents"]


def test_years_tell_merged_series_from_others(put: Placed) -> None:
    kept, gone = put("Show (2005)/S01E01.mkv").series, put("Show (2006)/S01E02.mkv").series
    assert kept != gone
    services.merge_series(kept.pk, [gone.pk])
    assert put("Show (2006)/S01E03.mkv").series == kept
    assert put("Show (2005)/S01E04.mkv").series == kept
    assert put("Show (1990)/S01E05.mkv").series != kept


def test_what_was_merged_in_one_that_goes_stays_merged(put: Placed) -> None:
    gone = put("Marvels Agents/S01E01.mkv")
    services.merge(gone.pk, [put("Marvels Agents/S01E11.mkv").pk])
    services.merge(gone.pk, [put("Marvels Agents/S01E03.mkv").pk])
    kept = put("Agents of Marvel/S01E01.mkv")
    third = put("Agents of Marvel/S01E03.mkv")
    services.merge_series(kept.series_id, [gone.series_id])
    assert put("Marvels Agents/S01E11 720p.mkv") == put("Agents of Marvel/S01E11 1080p.mkv") == kept
    assert put("Agents of Marvel/S01E03 1080p.mkv") == third, "an episode that is there is itself"
    assert Alias.objects.count() == 1


def test_what_is_known_fills_gaps(two: tuple[Series, Series], paths: DataPaths, django_capture_on_commit_callbacks) -> None:
    kept, gone = two
    drama, ann = Category.objects.create(name="Drama"), Person.objects.create(name="Ann")
    for name in ("kept.jpg", "unused.jpg", "fanart.jpg", "season.jpg"):
        (paths.posters / name).touch()
    kept.description, kept.poster = "Ours.", "kept.jpg"
    gone.description, gone.rating, gone.tmdb_id, gone.poster, gone.fanart = "Theirs.", "FSK 16", "7", "unused.jpg", "fanart.jpg"
    kept.save()
    gone.save()
    gone.genres.add(drama)
    Credit.objects.create(series=gone, person=ann, role="actor", character="She")
    Season.objects.filter(series=gone).update(poster="season.jpg", locked=["poster"])
    services.lock(gone, ["title", "description", "rating", "genres", "people", "fanart", "poster"])

    with django_capture_on_commit_callbacks(execute=True):
        services.merge_series(kept.pk, [gone.pk])

    series = Series.objects.get()
    assert (series.title, series.description, series.rating, series.tmdb_id) == ("Agents of Marvel", "Ours.", "FSK 16", "7")
    assert {episode.age for episode in series.episodes.all()} == {16}
    assert (list(series.genres.all()), [credit.person for credit in series.credits.all()]) == ([drama], [ann])
    assert series.locked == ["fanart", "genres", "people", "rating"], "what filled a gap was set by hand, and is"
    assert (series.poster, series.fanart) == ("kept.jpg", "fanart.jpg")
    assert [(season.poster, season.locked) for season in series.seasons.all()] == [("season.jpg", ["poster"])]
    assert sorted(path.name for path in paths.posters.iterdir()) == ["fanart.jpg", "kept.jpg", "season.jpg"]


def test_series_of_two_libraries(two: tuple[Series, Series], tmp_path: Path) -> None:
    kept, gone = two
    second = Library.objects.create(name="Second drive", kind=Library.Kind.SERIES)
    Series.objects.filter(pk=gone.pk).update(library=second)
    Video.objects.filter(series=gone).update(library=second)
    services.merge_series(kept.pk, [gone.pk])
    video = kept.episodes.get(episode_number=2)
    services.identify(video)
    assert (fresh(video).series, fresh(video).library) == (kept, second)


def test_what_cannot_be_merged(two: tuple[Series, Series]) -> None:
    kept, gone = two
    with pytest.raises(GroupingRefused, match="at least two"):
        services.merge_series(kept.pk, [kept.pk])
    with pytest.raises(GroupingRefused, match="not there any more"):
        services.merge_series(kept.pk, [gone.pk, 10**9])
    assert (Series.objects.count(), Video.objects.count(), SeriesAlias.objects.count()) == (2, 4, 0)


# In the admin


def test_the_owner_merges_two_series(admin: Client, two: tuple[Series, Series]) -> None:
    kept, gone = two
    Series.objects.filter(pk=gone.pk).update(poster="gone.jpg")
    chosen = {"action": "merge", "_selected_action": [kept.pk, gone.pk]}
    page = admin.post(LIST, chosen).content.decode()
    assert Series.objects.count() == 2, "nothing happens before it is confirmed"
    assert all(text in page for text in ("Which one stays?", "Marvels Agents", "2 episodes"))
    assert reverse("admin:library_series_hanging", args=[gone.pk, "poster"]) in page

    answer = admin.post(LIST, chosen | {"keep": kept.pk}, follow=True).content.decode()
    assert "These are one title now: Agents of Marvel." in answer
    assert Series.objects.get() == kept
    assert "Marvels Agents" in answer, "its page says what it was merged with"
    assert "not there any more" in admin.post(LIST, chosen | {"keep": kept.pk}, follow=True).content.decode()


def test_members_merge_nothing(bob: User, two: tuple[Series, Series]) -> None:
    client = Client()
    client.force_login(bob)
    client.post(LIST, {"action": "merge", "_selected_action": [each.pk for each in two], "keep": two[0].pk})
    assert Series.objects.count() == 2


def test_several_episodes_are_moved_to_another_series(admin: Client, two: tuple[Series, Series]) -> None:
    kept, gone = two
    chosen = list(gone.episodes.values_list("pk", flat=True))
    said = {"action": "change_many", "_selected_action": chosen, "_apply": "", "series": kept.pk}
    assert "2 videos were changed" in admin.post(reverse("admin:library_video_changelist"), said, follow=True).content.decode()
    for video in Video.objects.filter(pk__in=chosen):
        services.identify(video)
    assert kept.episodes.count() == 4
    assert all("agents of marvel" in video.search_text and video.locked == ["series"] for video in Video.objects.filter(pk__in=chosen))


def test_what_a_person_split_off_stays_apart(two: tuple[Series, Series]) -> None:
    kept, gone = two
    apart = Video.objects.create(library=gone.library, series=gone, title="Apart", season_number=1, episode_number=2)
    services.merge_series(kept.pk, [gone.pk])
    assert fresh(apart).series == kept
    assert kept.episodes.filter(episode_number=2).count() == 2


def test_a_series_is_read_where_it_lies_whatever_was_put_with_it(put: Placed, root: Path) -> None:
    for name in ("Show", "Other"):
        (root / name).mkdir()
        (root / name / "tvshow.nfo").write_text(f"<tvshow><title>{name}</title></tvshow>")
    first, other = put("Show/S01E01.mkv"), put("Other/S01E02.mkv")
    show = first.series
    assert show is not None
    services.lock(other, ["series"])
    Video.objects.filter(pk=other.pk).update(series=show)
    services.identify(fresh(first))
    assert fresh(show).title == "Show"
