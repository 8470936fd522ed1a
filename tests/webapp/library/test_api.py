"""The library over HTTP, for Alice (owner), Bob (household) and Charlie (stranger)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from webapp.library import services
from webapp.library.models import Category, Library, Source, Video

FIELDS = {
    "id", "created_at", "title", "description", "thumbnail_url", "category", "rating", "age", "duration", "width", "height",
    "state", "progress",
}  # fmt: skip


@pytest.fixture(params=["alice", "bob"])
def household(request: pytest.FixtureRequest, client_of):
    """The client of the owner, then of a member."""
    return client_of(request.getfixturevalue(request.param))


def test_a_video_is_listed_with_what_the_shelf_shows(household, film: Path, library: Library) -> None:
    video = services.import_file(film, library)
    Video.objects.filter(pk=video.pk).update(category=Category.objects.create(name="Family"), description="By the sea.")

    response = household.get("/api/video/")

    assert response.status_code == 200
    [listed] = response.json()
    assert set(listed) == FIELDS
    assert listed["id"] == video.pk
    assert (listed["title"], listed["description"], listed["category"]) == ("Holiday", "By the sea.", "Family")
    assert (listed["width"], listed["height"], listed["state"]) == (640, 360, "ready")
    assert listed["duration"] == pytest.approx(13, abs=0.1)
    assert listed["thumbnail_url"] == f"http://testserver/api/video/{video.pk}/poster.jpg?v={video.poster.removesuffix('.jpg')}"


def test_a_video_without_category_poster_or_file_is_listed_too(household, make_videos: Callable[..., list[Video]]) -> None:
    make_videos(1)
    Source.objects.update(state=Source.State.MISSING)

    [listed] = household.get("/api/video/").json()

    assert (listed["category"], listed["thumbnail_url"], listed["state"]) == ("", "", "missing")
    assert (listed["width"], listed["height"]) == (640, 360)


def test_a_stranger_gets_no_list(charlie, make_videos: Callable[..., list[Video]]) -> None:
    make_videos(1)

    response = charlie.get("/api/video/")

    assert response.status_code == 401
    assert "Film" not in response.content.decode()


def test_an_empty_library_is_an_empty_list(household) -> None:
    response = household.get("/api/video/")

    assert (response.json(), response["X-Total-Count"]) == ([], "0")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Film 4", "Film 3", "Film 2", "Film 1", "Film 0"]),
        ("?limit=2", ["Film 4", "Film 3"]),
        ("?limit=2&offset=3", ["Film 1", "Film 0"]),
        ("?offset=3", ["Film 1", "Film 0"]),
        ("?limit=2&offset=5", []),
        ("?limit=1000000000", ["Film 4", "Film 3", "Film 2", "Film 1", "Film 0"]),
    ],
)
def test_the_list_is_paged_newest_first(query: str, titles: list[str], client_of, bob, make_videos: Callable[..., list[Video]]) -> None:
    make_videos(5)

    response = client_of(bob).get(f"/api/video/{query}")

    assert [video["title"] for video in response.json()] == titles
    assert response["X-Total-Count"] == "5"


@pytest.mark.parametrize(("category", "count"), [("Family", 2), ("family", 2), ("", 3), ("Nothing", 0)])
def test_the_list_of_one_category(category: str, count: int, client_of, bob, make_videos: Callable[..., list[Video]]) -> None:
    make_videos(2, Category.objects.create(name="Family"))
    make_videos(1)

    response = client_of(bob).get("/api/video/", {"category": category})

    assert len(response.json()) == count
    assert response["X-Total-Count"] == str(count)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "-1"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"limit": "1.5"}, "limit"),
        ({"limit": "9" * 30}, "limit"),
        ({"offset": "-1"}, "offset"),
        ({"offset": "x"}, "offset"),
        ({"offset": "9" * 30}, "offset"),
        ({"category": "\0"}, "category"),
    ],
)
def test_bad_queries_are_field_errors(query: dict[str, str], field: str, client_of, bob) -> None:
    response = client_of(bob).get("/api/video/", query)

    assert response.status_code == 400
    assert list(response.json()) == [field]
    assert isinstance(response.json()[field], list)


def test_the_list_costs_the_same_however_long_it_is(client_of, alice, make_videos: Callable[..., list[Video]]) -> None:
    client = client_of(alice)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get("/api/video/").status_code == 200
        return len(captured)

    category = Category.objects.create(name="Family")
    make_videos(3, category)
    few = queries()
    make_videos(27, category)

    assert queries() == few <= 5


def test_the_list_leaves_timelines_in_the_database(client_of, alice, make_videos: Callable[..., list[Video]]) -> None:
    make_videos(1)
    client = client_of(alice)

    with CaptureQueriesContext(connection) as captured:
        client.get("/api/video/")

    assert not any("timeline_json" in query["sql"] for query in captured)


def test_the_poster_may_be_kept_for_ever(household, film: Path, library: Library) -> None:
    services.import_file(film, library)

    response = household.get(household.get("/api/video/").json()[0]["thumbnail_url"])

    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8\xff")


def test_a_stranger_gets_no_poster(charlie, film: Path, library: Library) -> None:
    video = services.import_file(film, library)

    for number in (video.pk, video.pk + 1):  # nor learns which videos there are
        assert charlie.get(f"/api/video/{number}/poster.jpg").status_code == 401


@pytest.mark.parametrize("case", ["no such video", "no number there is", "no poster", "file gone"])
def test_a_poster_that_is_not_there_is_a_404(case: str, client_of, bob, film: Path, library: Library) -> None:
    video = services.import_file(film, library)
    number = {"no such video": video.pk + 1, "no number there is": 10**30}.get(case, video.pk)
    if case == "no poster":
        Video.objects.update(poster="")
    elif case == "file gone":
        Video.objects.update(poster="gone.jpg")

    assert client_of(bob).get(f"/api/video/{number}/poster.jpg").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_list_is_only_read(method: str, client_of, alice) -> None:
    assert getattr(client_of(alice), method)("/api/video/").status_code == 405
