"""Searching the library: what is found, in which order, at what price."""

import pytest

from webapp.library.models import Credit, Library, Person, Series, Tag, Video
from webapp.library.queries import search


@pytest.fixture
def shelf(library: Library) -> dict[str, Video]:
    """A film for each place that a word can stand in."""
    series = Series.objects.create(library=library, title="Matrix Stories")
    films = {
        "description": Video.objects.create(library=library, title="Aaron", description="Like The Matrix, with fewer coats."),
        "person": Video.objects.create(library=library, title="Abel"),
        "inside": Video.objects.create(library=library, title="Enter the Matrix Reloaded"),
        "original": Video.objects.create(library=library, title="Zeta", original_title="Matrix"),
        "title": Video.objects.create(library=library, title="The Matrix"),
        "series": Video.objects.create(library=library, title="Pilot", series=series, season_number=1, episode_number=1),
        "nothing": Video.objects.create(library=library, title="Amélie", description="Le fabuleux destin."),
    }
    Credit.objects.create(video=films["person"], person=Person.objects.create(name="Max Matrix"), role=Credit.Role.ACTOR)
    films["person"].save()
    return films


def found(text: str) -> list[str]:
    return [video.title for video in search(Video.objects.all(), text)]


def test_titles_come_before_people_before_descriptions(shelf: dict[str, Video]) -> None:
    assert found("matrix") == ["The Matrix", "Pilot", "Zeta", "Enter the Matrix Reloaded", "Abel", "Aaron"]


@pytest.mark.parametrize("text", ["AMELIE", "amélie", " Ame\u0301lie! ", "amel"])
def test_case_and_accents_do_not_matter(shelf: dict[str, Video], text: str) -> None:
    assert found(text) == ["Amélie"]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("fabuleux le", ["Amélie"]),
        ("matrix coats", ["Aaron"]),
        ("the matrix", ["The Matrix", "Enter the Matrix Reloaded", "Aaron"]),
        ("matrix nothing", []),
    ],
    ids=["any order", "any place", "a phrase", "all words"],
)
def test_every_word_has_to_be_there(shelf: dict[str, Video], text: str, titles: list[str]) -> None:
    assert found(text) == titles


@pytest.mark.parametrize("text", ["", "  ", "%", "_", "\\", "'", "\x1e", "\x00", "?!"])
def test_nothing_to_look_for_finds_nothing(shelf: dict[str, Video], text: str) -> None:
    assert found(text) == []


def test_endless_texts_are_cut(shelf: dict[str, Video]) -> None:
    assert "The Matrix" in found("matrix " * 100_000)
    assert found("x" * 1_000_000) == []


def test_only_among_the_videos_asked(shelf: dict[str, Video]) -> None:
    assert list(search(Video.objects.exclude(title="The Matrix").listed(), "matrix reloaded")) == [shelf["inside"]]


def test_one_query_and_those_of_the_list(shelf: dict[str, Video], django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        list(search(Video.objects.listed(), "matrix")[:20])


def test_tags_are_found_like_people(shelf: dict[str, Video]) -> None:
    shelf["nothing"].tags.add(Tag.objects.create(name="Like the Matrix"))
    assert found("matrix") == ["The Matrix", "Pilot", "Zeta", "Enter the Matrix Reloaded", "Abel", "Amélie", "Aaron"]


def test_videos_are_found_by_what_their_tags_are_now(shelf: dict[str, Video]) -> None:
    tag, amelie = Tag.objects.create(name="Évening"), shelf["nothing"]
    tag.videos.add(amelie, shelf["person"])
    assert found("evening") == ["Abel", "Amélie"]
    amelie.tags.remove(tag)
    assert found("evening") == ["Abel"]
    tag.name = "Morning"
    tag.save()
    assert (found("evening"), found("morning")) == ([], ["Abel"])
    Tag.objects.filter(pk=tag.pk).delete()
    assert found("morning") == []


def test_what_else_is_found_stays_when_tags_change(shelf: dict[str, Video]) -> None:
    stale = Video.objects.get(pk=shelf["nothing"].pk)
    Video.objects.filter(pk=stale.pk).update(title="Chosen by hand")
    stale.tags.add(Tag.objects.create(name="Evening"))
    assert found("evening chosen") == ["Chosen by hand"]
    stale.tags.clear()
    assert (found("evening"), found("chosen")) == ([], ["Chosen by hand"])
