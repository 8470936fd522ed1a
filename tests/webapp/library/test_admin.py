"""The library in the owner's admin."""

from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appliance.paths import DataPaths
from webapp.library import services
from webapp.library.models import Category, Credit, Folder, FoundFile, Library, Person, Series, Source, Tag, Video
from webapp.library.services import deleting, folders

VIDEOS = reverse("admin:library_video_changelist")
NO_ROWS = {f"{rows}-{count}_FORMS": 0 for rows in ("credits", "sources", "seasons") for count in ("TOTAL", "INITIAL")}


def test_the_list_shows_videos_with_their_posters(admin: Client, film: Path, library: Library) -> None:
    video = services.import_file(film, library)
    poster = reverse("admin:library_video_poster", args=[video.pk])

    page = admin.get(reverse("admin:library_video_changelist")).content.decode()

    assert "Holiday" in page
    assert "0:00:13" in page
    assert poster in page
    assert b"".join(admin.get(poster).streaming_content).startswith(b"\xff\xd8\xff")


def test_the_list_costs_the_same_however_long_it_is(
    admin: Client, make_videos: Callable[..., list[Video]], django_assert_num_queries
) -> None:
    make_videos(3)
    admin.get(VIDEOS)  # who asks is remembered from now on
    with CaptureQueriesContext(connection) as few:
        admin.get(VIDEOS)
    make_videos(30)
    with django_assert_num_queries(len(few)):
        admin.get(VIDEOS)


@pytest.mark.parametrize("said", ["AMELIE", "tautou", "lété amélie", "moulins"])
def test_the_list_is_searched_as_the_household_searches(said: str, admin: Client, make_videos: Callable[..., list[Video]]) -> None:
    wanted, _ = make_videos(2)
    wanted.title, wanted.description = "Amélie – L'été", "Deux moulins"
    wanted.save()
    Credit.objects.create(video=wanted, person=Person.objects.create(name="Audrey Tautou"), role=Credit.Role.ACTOR)
    wanted.save()
    assert list(admin.get(VIDEOS, {"q": said}).context["cl"].result_list) == [wanted]


@pytest.mark.parametrize("said", ["AMELIE", "tautou", "moulins serie"])
def test_series_are_found_the_same_way(said: str, admin: Client, library: Library) -> None:
    wanted, _ = (Series.objects.create(library=library, title=title, description="Deux moulins") for title in ("Amélie, la série", "Other"))
    Credit.objects.create(series=wanted, person=Person.objects.create(name="Audrey Tautou"), role=Credit.Role.ACTOR)
    wanted.save()
    assert list(admin.get(reverse("admin:library_series_changelist"), {"q": said}).context["cl"].result_list) == [wanted]


@pytest.mark.parametrize("kind", [Video, Series])
def test_titles_are_ordered_without_their_articles(kind: type[Video | Series], admin: Client, library: Library) -> None:
    for title in ("The Middle", "Saga 10", "Der Anfang", "Saga 2"):
        kind.objects.create(library=library, title=title)
    address = reverse(f"admin:library_{kind._meta.model_name}_changelist")
    column = admin.get(address).context["cl"].list_display.index("sorted_title")
    in_order = ["Der Anfang", "The Middle", "Saga 2", "Saga 10"]
    for sign, wanted in (("", in_order), ("-", in_order[::-1])):
        listed = admin.get(address, {"o": f"{sign}{column}"}).context["cl"].result_list
        assert [row.title for row in listed] == wanted


@pytest.mark.parametrize("field", ["genres", "collection", "tags"])
def test_the_list_is_narrowed_by_what_orders_films(field: str, admin: Client, make_videos: Callable[..., list[Video]]) -> None:
    wanted, other = make_videos(2)
    marks = [Video._meta.get_field(field).related_model.objects.create(name=name) for name in ("One", "Two")]
    for video, mark in zip((wanted, other), marks, strict=True):
        if field == "collection":
            video.collection = mark
            video.save()
        else:
            getattr(video, field).add(mark)
    assert list(admin.get(VIDEOS, {f"{field}__id__exact": marks[0].pk}).context["cl"].result_list) == [wanted]


def test_a_video_gets_another_title(admin: Client, film: Path, library: Library) -> None:
    video = services.import_file(film, library)
    category = Category.objects.create(name="Family")
    form = {"title": "By the sea", "description": "", "category": category.pk, "library": library.pk}

    response = admin.post(reverse("admin:library_video_change", args=[video.pk]), form | NO_ROWS)

    assert response.status_code == 302
    video.refresh_from_db()
    assert (video.title, video.category) == ("By the sea", category)
    assert str(film) in admin.get(reverse("admin:library_video_change", args=[video.pk])).content.decode()


@pytest.mark.parametrize("how", ["one", "chosen"])
def test_deleting_takes_the_files_along_but_not_the_original(
    how: str, admin: Client, film: Path, library: Library, paths: DataPaths, django_capture_on_commit_callbacks
) -> None:
    video = services.import_file(film, library)
    source = video.sources.get()
    (paths.segments / f"{source.pk}-{source.version}").mkdir()

    with django_capture_on_commit_callbacks(execute=True):
        if how == "one":
            response = admin.post(reverse("admin:library_video_delete", args=[video.pk]), {"post": "yes"})
        else:
            chosen = {"action": "delete_selected", "_selected_action": [video.pk], "post": "yes"}
            response = admin.post(reverse("admin:library_video_changelist"), chosen)

    assert response.status_code == 302
    assert not Video.objects.exists()
    assert not list(paths.segments.iterdir())
    assert not list(paths.posters.iterdir())
    assert film.exists()


@pytest.mark.parametrize("kind", [Video, Category, Tag])
def test_what_goes_along_is_named(kind: type[Video | Category | Tag], admin: Client, make_videos: Callable[..., list[Video]]) -> None:
    [video] = make_videos(1)
    genre, tag = Category.objects.create(name="Drama"), Tag.objects.create(name="Evening")
    video.genres.add(genre)
    video.tags.add(tag)
    Credit.objects.create(video=video, person=Person.objects.create(name="Ann"), role=Credit.Role.ACTOR)

    address = reverse(f"admin:library_{kind._meta.model_name}_delete", args=[kind.objects.get().pk])
    page = admin.get(address).content.decode()

    assert "Are you sure" in page
    assert ("Credit: Ann, Actor" in page) is (kind is Video)
    assert " object (" not in page
    assert "relationship" not in page


def test_looking_again_finds_what_is_missing(admin: Client, film: Path, library: Library) -> None:
    video = services.import_file(film, library)
    film.unlink()

    admin.post(reverse("admin:library_video_changelist"), {"action": "look_again", "_selected_action": [video.pk]})

    assert Source.objects.get().state == Source.State.MISSING


@pytest.mark.parametrize("page", ["library_library", "library_category", "library_source"])
def test_the_other_pages_open(page: str, admin: Client, film: Path, library: Library) -> None:
    services.import_file(film, library)
    Category.objects.create(name="Family")

    assert admin.get(reverse(f"admin:{page}_changelist")).status_code == 200
    assert admin.get(reverse(f"admin:{page}_changelist"), {"q": "a"}).status_code in (200, 302)


def test_sizes_of_files_are_readable(admin: Client, film: Path, library: Library) -> None:
    video = services.import_file(film, library)
    Source.objects.update(size=4_312_345_678)
    folder = Folder.objects.create(library=library, path="/x")
    FoundFile.objects.create(folder=folder, path="/x/y.mkv", size=4_312_345_678, modified_ns=1)
    for page in ("/admin/library/source/", f"/admin/library/video/{video.pk}/change/", "/admin/library/foundfile/"):
        shown = admin.get(page).content.decode()
        assert "4.3 GB" in shown, "as the dashboard says it"
        assert "4312345678" not in shown


@pytest.mark.parametrize("page", ["library_video", "library_source"])
def test_films_are_imported_and_never_typed_in(page: str, admin: Client) -> None:
    assert admin.get(reverse(f"admin:{page}_add")).status_code == 403


def test_others_see_nothing(bob, film: Path, library: Library) -> None:
    video = services.import_file(film, library)
    member, stranger = Client(), Client()
    member.force_login(bob)

    for address in (reverse("admin:library_video_changelist"), reverse("admin:library_video_poster", args=[video.pk])):
        for client in (member, stranger):
            response = client.get(address)
            assert response.status_code == 302
            assert reverse("admin:login") in response["Location"]


def test_pages_have_no_inline_scripts(admin: Client, film: Path, library: Library) -> None:
    video = services.import_file(film, library)

    for address in (reverse("admin:library_video_changelist"), reverse("admin:library_video_change", args=[video.pk])):
        page = admin.get(address).content.decode()
        assert "onclick=" not in page
        assert "javascript:" not in page


# Ratings


def _form(video: Video, **change: object) -> dict[str, object]:
    return {"title": video.title, "description": "", "library": video.library.pk, "rating": video.rating, **NO_ROWS, **change}


@pytest.mark.parametrize(
    ("rating", "age", "said"),
    [
        ("FSK 12", 12, "12 years and up"),
        ("PG-13", 13, "13 years and up"),
        ("", None, "nobody knows"),
        ("who knows", None, "counts as unrated"),
    ],
)
def test_the_owner_rates_a_video(rating: str, age: int | None, said: str, admin: Client, make_videos: Callable[..., list[Video]]) -> None:
    [video] = make_videos(1)
    page = reverse("admin:library_video_change", args=[video.pk])

    answer = admin.post(page, _form(video, rating=rating, _continue="1"), follow=True)

    video.refresh_from_db()
    assert (video.rating, video.age) == (rating, age)
    assert said in answer.content.decode()


def test_many_are_rated_in_the_list(admin: Client, make_videos: Callable[..., list[Video]]) -> None:
    videos = list(reversed(make_videos(3)))  # newest first, as the list shows them
    rows = {"form-TOTAL_FORMS": 3, "form-INITIAL_FORMS": 3, "_save": "Save"}
    for number, video in enumerate(videos):
        rows |= {f"form-{number}-id": video.pk, f"form-{number}-rating": ("FSK 6", "TV-MA", "")[number]}

    assert admin.post(reverse("admin:library_video_changelist"), rows).status_code == 302

    assert [Video.objects.get(pk=video.pk).age for video in videos] == [6, 17, None]


def test_what_is_not_rated_yet_is_found(admin: Client, make_videos: Callable[..., list[Video]]) -> None:
    rated, unrated = make_videos(2)
    rated.rating = "FSK 6"
    rated.save()

    page = admin.get(reverse("admin:library_video_changelist"), {"age__isempty": "1"}).content.decode()

    assert unrated.title in page
    assert f"/{rated.pk}/change/" not in page


# What is prepared ahead


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (("23:00", "06:00"), ""),
        (("", ""), ""),
        (("23:00", ""), "Say both hours between which to prepare, or none."),
        (("", "06:00"), "Say both hours between which to prepare, or none."),
        (("06:00", "06:00"), "Say two different hours, or none to prepare at any time."),
    ],
    ids=["both", "none", "no end", "no beginning", "the same"],
)
def test_the_owner_chooses_a_policy(hours: tuple[str, str], said: str, admin: Client, library: Library) -> None:
    form = {"name": "Films", "kind": "films", "preparation": "devices", "night_from": hours[0], "night_until": hours[1]}

    answer = admin.post(reverse("admin:library_library_change", args=[library.pk]), form, follow=True)

    library.refresh_from_db()
    assert said in answer.content.decode()
    assert library.preparation == ("ahead" if said else "devices")
    assert library.pause_on_battery is bool(said), "a box that is not ticked"
    assert (library.night_from is None) == (bool(said) or not hours[0])


def test_what_the_owner_sets_is_locked_against_files(admin: Client, film: Path, library: Library) -> None:
    video = services.import_file(film, library)
    form = {"title": "By the sea", "description": "", "library": library.pk, "year": 2020}

    admin.post(reverse("admin:library_video_change", args=[video.pk]), form | NO_ROWS)
    admin.post(reverse("admin:library_video_changelist"), {"action": "read_again", "_selected_action": [video.pk]})

    video.refresh_from_db()
    assert (video.title, video.locked) == ("By the sea", ["title"])
    assert "set by hand" in admin.get(reverse("admin:library_video_change", args=[video.pk])).content.decode().lower()

    admin.post(reverse("admin:library_video_changelist"), {"action": "let_files_speak", "_selected_action": [video.pk]})
    video.refresh_from_db()
    assert (video.title, video.locked) == ("Holiday", [])


def test_a_series_gets_another_rating(admin: Client, library: Library) -> None:
    series = Series.objects.create(library=library, title="Show")
    episode = Video.objects.create(library=library, title="Pilot", series=series)

    response = admin.post(reverse("admin:library_series_change", args=[series.pk]), {"title": "Show", "rating": "FSK 16", **NO_ROWS})
    admin.post(reverse("admin:library_series_changelist"), {"action": "read_again", "_selected_action": [series.pk]})

    assert response.status_code == 302
    series.refresh_from_db()
    episode.refresh_from_db()
    assert (series.locked, series.age, episode.age) == (["rating"], 16, 16)


def test_only_an_empty_series_can_be_deleted(admin: Client, library: Library) -> None:
    series = Series.objects.create(library=library, title="Show")
    episode = Video.objects.create(library=library, title="Pilot", series=series)
    address = reverse("admin:library_series_delete", args=[series.pk])

    assert admin.post(address, {"post": "yes"}).status_code == 403
    episode.delete()
    assert admin.post(address, {"post": "yes"}).status_code == 302
    assert not Series.objects.exists()


def test_hours_are_not_told_by_another_clock(admin: Client) -> None:
    library = Library.objects.create(name="Films", night_from=time(23), night_until=time(6, 30))
    page = admin.get(reverse("admin:library_library_change", args=[library.pk])).content.decode()
    assert '<input type="time" name="night_from" value="23:00"' in page
    assert '<input type="time" name="night_until" value="06:30"' in page


# Folders


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    folder = tmp_path / "drive"
    folder.mkdir()
    return folder


def test_the_owner_adds_a_folder(
    admin: Client, drive: Path, library: Library, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    queued: list[object] = []
    monkeypatch.setattr(folders, "enqueue_once", lambda *call, queue: queued.append(call))

    with django_capture_on_commit_callbacks(execute=True):
        answer = admin.post(reverse("admin:library_folder_add"), {"library": library.pk, "path": f"{drive}/"})

    assert answer.status_code == 302
    folder = Folder.objects.get()
    assert (folder.path, folder.library) == (str(drive), library)
    assert queued == [("webapp.library.tasks.scan_folder", folder.pk)]


def test_a_folder_that_overlaps_is_refused_beside_its_field(admin: Client, drive: Path, library: Library) -> None:
    services.add_folder(drive, library)
    (drive / "deeper").mkdir()

    page = admin.post(reverse("admin:library_folder_add"), {"library": library.pk, "path": str(drive / "deeper")})

    assert "lies in" in page.content.decode()
    assert Folder.objects.count() == 1


def test_a_folder_goes_and_its_videos_stay(admin: Client, film: Path, library: Library) -> None:
    folder = services.add_folder(film.parent, library)
    services.import_file(film, library)
    FoundFile.objects.create(folder=folder, path="/x.mkv", size=1, modified_ns=1)

    assert admin.post(reverse("admin:library_folder_delete", args=[folder.pk]), {"post": "yes"}).status_code == 302

    assert not Folder.objects.exists()
    assert Source.objects.get().folder is None


def test_the_owner_has_a_film_tried_again(admin: Client, drive: Path, library: Library) -> None:
    folder = services.add_folder(drive, library)
    found = FoundFile.objects.create(folder=folder, path="/x.mkv", size=1, modified_ns=1, state="refused", reason="It has no picture.")

    page = admin.get(reverse("admin:library_foundfile_changelist")).content.decode()
    admin.post(reverse("admin:library_foundfile_changelist"), {"action": "try_again", "_selected_action": [found.pk]})

    assert "It has no picture." in page
    assert FoundFile.objects.get().state == FoundFile.State.WAITING
    assert admin.get(reverse("admin:library_folder_changelist")).status_code == 200


def test_originals_go_to_the_trash_once_a_person_has_seen_which(
    admin: Client, film: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deleting, "move_to_trash", lambda path: path.rename(path.with_suffix(".trashed")))
    video = services.import_file(film, library)
    form = {"action": "delete_with_originals", "_selected_action": [video.pk]}

    asked = admin.post(VIDEOS, form).content.decode()
    assert str(film) in asked
    assert film.exists()
    assert Video.objects.exists()

    answer = admin.post(VIDEOS, form | {"_trash": ""}, follow=True).content.decode()
    assert not film.exists()
    assert not Video.objects.exists()
    assert "its files are in the trash" in answer
    assert admin.post(VIDEOS, form | {"_trash": ""}, follow=True).status_code == 200, "pressing it twice is no mistake"


def test_no_more_films_go_to_the_trash_than_a_person_reads(admin: Client, make_videos: Callable[..., list[Video]]) -> None:
    videos = make_videos(51)
    form = {"action": "delete_with_originals", "_selected_action": [video.pk for video in videos]}
    assert "Choose at most 50 titles" in admin.post(VIDEOS, form, follow=True).content.decode()
    assert Video.objects.count() == 51
