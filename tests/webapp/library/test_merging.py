"""A person says what is one film and what is not: nothing is lost, and no scan undoes it."""

import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import close_old_connections, connection

from appliance.paths import DataPaths
from tests.webapp.library.conftest import Placed
from webapp.accounts.models import User
from webapp.library import services
from webapp.library.models import Alias, Category, Collection, Library, Series, Source, Tag, Video
from webapp.library.services import GroupingRefused
from webapp.uploads.models import Upload
from webapp.watching.models import ListEntry, Thumb, WatchProgress

MONDAY, TUESDAY = datetime(2026, 3, 2, 20, tzinfo=UTC), datetime(2026, 3, 3, 20, tzinfo=UTC)


def files_of(video: Video) -> list[str]:
    return [Path(source.path).name for source in video.sources.order_by("id")]


def test_files_become_versions_of_the_one_that_stays(put: Placed) -> None:
    kept, gone = put("Dune (2021).mkv"), put("Duna 2160p.mkv")
    source = gone.sources.get()

    assert services.merge(kept.pk, [kept.pk, gone.pk]) == kept

    assert Video.objects.get() == kept
    assert files_of(kept) == ["Dune (2021).mkv", "Duna 2160p.mkv"]
    moved = Source.objects.get(pk=source.pk)
    assert (moved.fingerprint, moved.timeline_json, moved.placed_by_hand) == (source.fingerprint, source.timeline_json, True)


def test_no_scan_undoes_a_merge(put: Placed, root: Path) -> None:
    gone, kept = put("Duna (1999).mkv"), put("Dune (2021).mkv")
    services.merge(kept.pk, [gone.pk])

    services.identify(Video.objects.get())
    assert put("Duna (1999) - 2160p.mkv") == put("Dune (2021) - 2160p.mkv") == kept

    video = Video.objects.get()
    assert (video.title, video.year, video.sources.count()) == ("Dune", 2021, 4)
    assert put("Duna (2003).mkv") != kept, "a film of another year"


def test_merged_again_and_again(put: Placed) -> None:
    first, second, third = put("A (2001).mkv"), put("B (2002).mkv"), put("C (2003).mkv")
    services.merge(second.pk, [first.pk])
    services.merge(third.pk, [second.pk])
    assert put("A (2001) 720p.mkv") == put("B (2002) 720p.mkv") == put("C (2003) 720p.mkv") == third


def test_an_episodes_name_leads_to_the_one_it_was_merged_with(put: Placed, series_library: Library) -> None:
    kept, gone = put("Show/S01E01.mkv"), put("Show/S01E11.mkv")
    services.merge(kept.pk, [gone.pk])
    assert put("Show/S01E11 720p.mkv") == kept
    assert (Video.objects.get().episode_number, Alias.objects.get().title) == (1, "S01E11")


def test_parts_that_were_taken_for_two_films_become_one(put: Placed) -> None:
    first, second = put("Film (1999) cd1.avi"), put("Fillm (1999) cd2.avi")
    Source.objects.filter(video=second).update(part=2)
    services.merge(first.pk, [second.pk])
    assert list(first.sources.order_by("part").values_list("part", flat=True)) == [1, 2]


def test_what_is_known_fills_gaps(put: Placed, paths: DataPaths, django_capture_on_commit_callbacks) -> None:
    kept, gone = put("Dune (2021).mkv"), put("Duna.mkv")
    ours, theirs = (Tag.objects.create(name=name) for name in ("ours", "theirs"))
    kept.tags.add(ours)
    gone.tags.add(theirs)
    gone.genres.add(Category.objects.create(name="Drama"))
    kept.description = "Kept."
    gone.description, gone.tagline, gone.rating, gone.collection = "Lost.", "Sand.", "FSK 12", Collection.objects.create(name="Saga")
    gone.fanart, gone.poster, kept.poster = "fanart.jpg", "unused.jpg", "kept.jpg"
    for name in ("fanart.jpg", "unused.jpg", "kept.jpg"):
        (paths.posters / name).touch()
    kept.save()
    gone.save()
    services.lock(gone, ["tagline", "description"])

    with django_capture_on_commit_callbacks(execute=True):
        services.merge(kept.pk, [gone.pk])

    video = Video.objects.get()
    assert (video.title, video.description, video.tagline, video.age, video.collection.name) == ("Dune", "Kept.", "Sand.", 12, "Saga")
    assert (set(video.tags.all()), [genre.name for genre in video.genres.all()]) == ({ours, theirs}, ["Drama"])
    assert video.locked == ["tagline"], "what filled a gap was set by hand, and is"
    assert (video.poster, video.fanart) == ("kept.jpg", "fanart.jpg")
    assert sorted(path.name for path in paths.posters.iterdir()) == ["fanart.jpg", "kept.jpg"]


def test_what_people_did_moves_over(put: Placed, alice: User, bob: User) -> None:
    kept, gone, other = put("Dune (2021).mkv"), put("Duna.mkv"), put("Dyna.mkv")
    ann, ben = alice.profiles.get(), bob.profiles.get()
    WatchProgress.objects.create(profile=ann, video=gone, position=600, duration=5400, played_at=MONDAY, updated_at=MONDAY)
    ListEntry.objects.create(profile=ann, video=gone)
    Thumb.objects.create(profile=ann, video=gone, up=True)
    ListEntry.objects.create(profile=ben, video=kept)
    ListEntry.objects.create(profile=ben, video=other)
    Thumb.objects.create(profile=ben, video=kept, up=False)
    Thumb.objects.create(profile=ben, video=other, up=True)
    upload = Upload.objects.create(user=alice, library=kept.library, size=1, video=gone, state="added", expires_at=MONDAY)

    services.merge(kept.pk, [gone.pk, other.pk])

    mine = WatchProgress.objects.get()
    assert (mine.profile, mine.video, mine.position, mine.played_at) == (ann, kept, 600, MONDAY)
    assert sorted(ListEntry.objects.values_list("profile", "video")) == sorted([(ann.pk, kept.pk), (ben.pk, kept.pk)])
    assert {thumb.profile: (thumb.video, thumb.up) for thumb in Thumb.objects.all()} == {ann: (kept, True), ben: (kept, False)}
    upload.refresh_from_db()
    assert upload.video == kept


@pytest.mark.parametrize(
    ("mine", "theirs", "position", "watched"),
    [
        ({"position": 600}, {"position": 900}, 900, False),
        ({"position": 600, "watched": True, "watched_at": MONDAY}, {"position": 900}, 900, True),
        ({"position": 600}, {"watched": True, "watched_at": TUESDAY}, 0, True),
        ({"position": 600}, {"position": 0}, 600, False),
        ({"position": 600, "hidden": True}, {"position": 900}, 900, False),
    ],
    ids=["the latest place", "watched, and begun again", "watched since", "never begun", "put aside"],
)
def test_progress_in_both_becomes_one(mine: dict, theirs: dict, position: float, watched: bool, put: Placed, alice: User) -> None:
    kept, gone = put("Dune (2021).mkv"), put("Duna.mkv")
    ann = alice.profiles.get()
    WatchProgress.objects.create(profile=ann, video=kept, played_at=MONDAY, updated_at=MONDAY, **mine)
    WatchProgress.objects.create(profile=ann, video=gone, played_at=TUESDAY, updated_at=TUESDAY, **theirs)

    services.merge(kept.pk, [gone.pk])

    row = WatchProgress.objects.get()
    assert (row.video, row.position, row.watched, row.hidden, row.played_at) == (kept, position, watched, False, TUESDAY)


def test_what_cannot_be_merged(put: Placed, series_library: Library) -> None:
    one, other = put("Show/S01E01.mkv"), put("Another/S01E01.mkv")
    with pytest.raises(GroupingRefused, match="at least two"):
        services.merge(one.pk, [one.pk])
    with pytest.raises(GroupingRefused, match=r"different series: (Show, Another|Another, Show)"):
        services.merge(one.pk, [other.pk])
    with pytest.raises(GroupingRefused, match="not there any more"):
        services.merge(one.pk, [10**9])
    assert (Video.objects.count(), Series.objects.count(), Alias.objects.count()) == (2, 2, 0)


def test_a_file_becomes_a_title_of_its_own(put: Placed, alice: User) -> None:
    video = put("Dune (2021).mkv")
    put("Dune (2021) - The Making Of.mkv")
    ListEntry.objects.create(profile=alice.profiles.get(), video=video)
    source = video.sources.last()

    new = services.split_off(video, [source.pk], "The making of Dune")

    assert (files_of(video), files_of(new)) == (["Dune (2021).mkv"], ["Dune (2021) - The Making Of.mkv"])
    assert (new.title, new.library, new.locked, new.name_key) == ("The making of Dune", video.library, ["title"], "")
    assert ListEntry.objects.get().video == video


def test_no_scan_undoes_a_split(put: Placed) -> None:
    video = put("Dune (2021).mkv")
    put("Dune (2021) - The Making Of.mkv")
    new = services.split_off(video, [video.sources.last().pk], "The making of Dune")

    services.identify(new)
    services.identify(video)

    assert put("Dune (2021) - 2160p.mkv") == video
    assert (Video.objects.get(pk=new.pk).title, Video.objects.count()) == ("The making of Dune", 2)


def test_a_split_takes_a_merge_back(put: Placed) -> None:
    kept, gone = put("Dune (2021).mkv"), put("Duna (1999).mkv")
    services.merge(kept.pk, [gone.pk])

    new = services.split_off(kept, [kept.sources.last().pk], "Duna")

    assert put("Duna (1999) 720p.mkv") == new
    assert put("Dune (2021) 720p.mkv") == kept
    assert not Alias.objects.exists()


def test_parts_are_split_off_together_and_counted_anew(put: Placed, root: Path) -> None:
    for name in ("Film (1999) cd1.avi", "Film (1999) cd2.avi"):
        (root / name).touch()
    video = put("Film (1999) cd1.avi")
    put("Film (1999) cd2.avi")
    put("Film (1999) 1080p.mkv")
    parts = video.sources.filter(path__contains="cd")

    new = services.split_off(video, list(parts.values_list("pk", flat=True)), "Old Film")
    assert list(new.sources.order_by("part").values_list("part", flat=True)) == [1, 2]

    alone = services.split_off(new, [new.sources.get(part=2).pk], "The second half")
    assert alone.sources.get().part == 1


def test_what_cannot_be_split(put: Placed) -> None:
    video, other = put("Dune (2021).mkv"), put("Duna.mkv")
    with pytest.raises(GroupingRefused, match="At least one file has to stay"):
        services.split_off(video, [video.sources.get().pk], "Alone")
    with pytest.raises(GroupingRefused, match="Choose the files"):
        services.split_off(video, [], "Nothing")
    with pytest.raises(GroupingRefused, match="not there any more"):
        services.split_off(video, [other.sources.get().pk], "Another's")
    assert Video.objects.count() == 2


def test_a_title_of_its_own_gets_its_own_picture(film: Path, library: Library, paths: DataPaths) -> None:
    video = services.import_file(film, library)
    second = Path(shutil.copy(film, film.with_name("Holiday (2020) - 720p.mp4")))
    second.write_bytes(second.read_bytes() + b"\0" * 8)  # other content
    assert services.import_file(second, library) == video

    new = services.split_off(video, [video.sources.last().pk], "Second")

    assert (paths.posters / new.poster).is_file()
    assert new.poster != video.poster


def test_without_its_drive_a_title_has_no_picture(put: Placed, root: Path) -> None:
    video = put("Dune (2021).mkv")
    put("Dune (2021) - 720p.mkv")
    root.rename(root.with_name("unplugged"))
    assert services.split_off(video, [video.sources.last().pk], "Second").poster == ""


@pytest.mark.django_db(transaction=True)
def test_two_owners_at_once(put: Placed) -> None:
    one, other = put("Dune (2021).mkv"), put("Duna.mkv")
    refused: list[str] = []

    def merge(keep: Video, gone: Video) -> None:
        close_old_connections()
        try:
            services.merge(keep.pk, [gone.pk])
        except GroupingRefused as error:
            refused.append(str(error))
        finally:
            connection.close()

    owners = [threading.Thread(target=merge, args=pair) for pair in ((one, other), (other, one))]
    for owner in owners:
        owner.start()
    for owner in owners:
        owner.join()

    assert [files_of(video) for video in Video.objects.all()] == [["Dune (2021).mkv", "Duna.mkv"]]
    assert len(refused) == 1
    assert "not there any more" in refused[0]


def test_tags_that_a_person_gave_stay(put: Placed, root: Path) -> None:
    (root / "Dune (2021).nfo").write_text("<movie><title>Dune</title><tag>theirs</tag></movie>")
    kept, gone = put("Dune (2021).mkv"), put("Duna.mkv")
    gone.tags.add(Tag.objects.create(name="mine"))
    services.lock(gone, ["tags"])
    services.merge(kept.pk, [gone.pk])
    services.identify(Video.objects.get())
    assert {tag.name for tag in kept.tags.all()} == {"mine", "theirs"}
