"""The owner changes many videos at once."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.webapp.library.conftest import Placed
from webapp.library import services
from webapp.library.models import Category, Collection, Tag, Video

LIST = reverse("admin:library_video_changelist")


def changing(*videos: Video, apply: bool = True, **said: object) -> dict[str, object]:
    form = {"action": "change_many", "_selected_action": [video.pk for video in videos], **said}
    return form | {"_apply": ""} if apply else form


@pytest.fixture
def three(put: Placed) -> list[Video]:
    return [put("Alpha (2001).mkv"), put("Beta (2002).mkv"), put("Gamma (2003).mkv")]


def test_nothing_happens_before_it_is_said_what(admin: Client, three: list[Video]) -> None:
    page = admin.post(LIST, changing(*three[:2], apply=False)).content.decode()
    assert "Change 2 videos" in page
    assert "Alpha" in page
    assert "Gamma" not in page
    assert not Video.objects.exclude(locked=[]).exists()


def test_the_chosen_ones_change_and_stay_so(admin: Client, three: list[Video]) -> None:
    drama, crime = Category.objects.create(name="Drama"), Category.objects.create(name="Crime")
    saga = Collection.objects.create(name="Saga")
    three[0].genres.add(crime)
    said = {"category": drama.pk, "collection": saga.pk, "rating": "FSK 12", "genres": [drama.pk], "tags": "seen , christmas,seen"}
    answer = admin.post(LIST, changing(*three[:2], **said), follow=True).content.decode()
    assert "2 videos were changed" in answer
    for video in Video.objects.filter(pk__in=[three[0].pk, three[1].pk]):
        services.identify(video)
        video.refresh_from_db()
        assert (video.category, video.collection, video.rating, video.age) == (drama, saga, "FSK 12", 12)
        assert [tag.name for tag in video.tags.order_by("name")] == ["christmas", "seen"]
        assert set(video.locked) == {"category", "collection", "rating", "genres", "tags"}
    assert set(three[0].genres.all()) == {drama, crime}, "genres are added"
    other = Video.objects.get(pk=three[2].pk)
    assert (other.category, other.rating, other.locked) == (None, "", [])
    assert Tag.objects.count() == 2


def test_what_is_left_empty_stays_and_can_be_emptied(admin: Client, three: list[Video]) -> None:
    drama = Category.objects.create(name="Drama")
    Video.objects.update(category=drama, rating="FSK 16")
    for video in Video.objects.all():
        video.save()
    admin.post(LIST, changing(*three, rating="FSK 6"))
    assert {(video.category, video.age) for video in Video.objects.all()} == {(drama, 6)}
    admin.post(LIST, changing(*three, empty=["category", "rating"]))
    assert {(video.category, video.rating, video.age) for video in Video.objects.all()} == {(None, "", None)}


def test_all_pages_of_a_search_at_once(admin: Client, three: list[Video]) -> None:
    form = changing(three[0], tags="old", select_across="1")
    admin.post(f"{LIST}?q=a", form)
    assert Video.objects.filter(tags__name="old").count() == 3
    admin.post(f"{LIST}?q=beta", form | {"tags": "second"})
    assert [video.title for video in Video.objects.filter(tags__name="second")] == ["Beta"]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({}, "Nothing would change"),
        ({"rating": "very scary"}, "Nobody here knows what"),
        ({"rating": "FSK 6", "empty": ["rating"]}, "cannot have a value, too"),
        ({"category": "999"}, "not one of the available choices"),
        ({"tags": "x" * 101}, "at most 100 characters"),
    ],
    ids=["nothing", "a rating that says nothing", "both", "a category that is gone", "a long tag"],
)
def test_what_makes_no_sense_changes_nothing(said: dict, answer: str, admin: Client, three: list[Video]) -> None:
    assert answer in admin.post(LIST, changing(*three, **said)).content.decode()
    assert not Video.objects.exclude(locked=[]).exists()
    assert not Tag.objects.exists()


def test_members_change_nothing(client: Client, three: list[Video], django_user_model: type) -> None:
    client.force_login(django_user_model.objects.create_user("bob@example.org", "correct horse 7"))
    assert client.post(LIST, changing(*three, tags="mine")).status_code == 302
    assert not Tag.objects.exists()
