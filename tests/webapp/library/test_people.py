"""The owner says who made what, and what else a video is: search follows, and no scan undoes it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.webapp.library.conftest import Placed, credits_of
from webapp.accounts.models import User
from webapp.library import services
from webapp.library.models import Category, Collection, Credit, Library, Person, Series, Tag, Video
from webapp.library.queries import search

PEOPLE = reverse("admin:library_person_changelist")
FILM = """<movie><title>Film</title><genre>Drama</genre><tag>theirs</tag><set><name>Saga</name></set>
<director>Dora</director><actor><name>Jonh Smith</name><role>Hero</role></actor></movie>"""


def page(row: Video | Series) -> str:
    return reverse(f"admin:library_{row._meta.model_name}_change", args=[row.pk])


def form_of(admin: Client, row: Video | Series) -> dict[str, Any]:
    """What a browser would send of a row's page as it stands there."""
    context = admin.get(page(row)).context
    forms = [context["adminform"].form]
    for formset in (each.formset for each in context["inline_admin_formsets"]):
        forms += [formset.management_form, *formset.initial_forms]
    said = {field.html_name: field.value() for form in forms for field in form}
    return {name: value for name, value in said.items() if value is not None}


@pytest.fixture
def film(put: Placed, root: Path) -> Video:
    (root / "Film.nfo").write_text(FILM)
    return put("Film.mkv")


@pytest.fixture
def show(put: Placed, root: Path, series_library: Library) -> Series:
    (root / "Show").mkdir()
    (root / "Show" / "tvshow.nfo").write_text("<tvshow><title>Show</title><actor><name>Jonh Smith</name><role>Hero</role></actor></tvshow>")
    series = put("Show/S01E01.mkv").series
    assert series is not None
    return series


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def rescan(row: Video | Series) -> Any:
    (services.identify if isinstance(row, Video) else services.identify_series)(fresh(row))
    return fresh(row)


# Cast


def test_the_owner_edits_the_cast_of_a_film(admin: Client, film: Video) -> None:
    ann = Person.objects.create(name="Ánn")
    form = form_of(admin, film)
    smith = next(name for name, value in form.items() if value == "Hero").removesuffix("-character")
    dora = next(name for name, value in form.items() if value == "director").removesuffix("-role")
    form |= {f"{smith}-character": "Villain", f"{dora}-DELETE": "on", "credits-TOTAL_FORMS": 3}
    form |= {"credits-2-person": ann.pk, "credits-2-role": "writer", "credits-2-order": 5, "credits-2-video": film.pk}

    assert admin.post(page(film), form).status_code == 302

    wanted = [("Jonh Smith", "actor", "Villain"), ("Ánn", "writer", "")]
    assert credits_of(film) == wanted
    assert fresh(film).locked == ["people"]
    film = rescan(film)
    assert credits_of(film) == wanted, "a scan changes nothing"
    assert (list(search(Video.objects.all(), "ann")), list(search(Video.objects.all(), "dora"))) == ([film], [])

    services.let_files_speak(film)
    assert credits_of(film) == [("Dora", "director", ""), ("Jonh Smith", "actor", "Hero")]


def test_the_owner_edits_the_cast_of_a_series(admin: Client, show: Series) -> None:
    ann = Person.objects.create(name="Ann")
    form = form_of(admin, show) | {"credits-TOTAL_FORMS": 2}
    form |= {"credits-1-person": ann.pk, "credits-1-role": "actor", "credits-1-order": 1, "credits-1-series": show.pk}
    assert admin.post(page(show), form).status_code == 302
    show = rescan(show)
    assert credits_of(show) == [("Jonh Smith", "actor", "Hero"), ("Ann", "actor", "")]
    assert (show.locked, list(search(Series.objects.all(), "ann"))) == (["people"], [show])


def test_nobody_is_named_twice_for_the_same(admin: Client, film: Video) -> None:
    dora = Person.objects.get(name="Dora")
    form = form_of(admin, film) | {"credits-TOTAL_FORMS": 3}
    form |= {"credits-2-person": dora.pk, "credits-2-role": "director", "credits-2-order": 9, "credits-2-video": film.pk}
    assert "duplicate" in admin.post(page(film), form).content.decode()
    assert film.credits.count() == 2


def test_a_page_that_is_saved_as_it_is_locks_nothing(admin: Client, film: Video, show: Series) -> None:
    for row in (film, show):
        assert admin.post(page(row), form_of(admin, row)).status_code == 302
        assert fresh(row).locked == []


def test_a_film_with_hundreds_of_people_is_saved(admin: Client, put: Placed, root: Path) -> None:
    names = "".join(f"<actor><name>Extra {number}</name></actor>" for number in range(200))
    (root / "Crowd.nfo").write_text(f"<movie><title>Crowd</title>{names}</movie>")
    crowd = put("Crowd.mkv")
    assert crowd.credits.count() == 200
    assert admin.post(page(crowd), form_of(admin, crowd) | {"rating": "FSK 12"}).status_code == 302
    assert (fresh(crowd).rating, fresh(crowd).locked) == ("FSK 12", ["rating"])


# People


@pytest.mark.parametrize("said", ["AMELIE", "amélie", "poulain amel"])
def test_people_are_found_without_case_and_accents(said: str, admin: Client) -> None:
    wanted = Person.objects.create(name="Amélie Poulain")
    Person.objects.create(name="Ann")
    assert list(admin.get(PEOPLE, {"q": said}).context["cl"].result_list) == [wanted]
    asked = {"app_label": "library", "model_name": "credit", "field_name": "person", "term": said}
    offered = admin.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [each["text"] for each in offered] == ["Amélie Poulain"]


def test_people_are_in_order_whatever_their_accents(admin: Client) -> None:
    for name in ("Zoe", "Émile", "ann"):
        Person.objects.create(name=name)
    assert [person.name for person in admin.get(PEOPLE).context["cl"].result_list] == ["ann", "Émile", "Zoe"]


def test_the_list_says_in_how_much_somebody_is_named(admin: Client, film: Video, show: Series) -> None:
    Credit.objects.create(video=film, person=Person.objects.get(name="Jonh Smith"), role="writer")
    [smith] = admin.get(PEOPLE, {"q": "smith"}).context["cl"].result_list
    assert (smith.video_count, smith.series_count) == (1, 1)


def test_somebody_whose_page_is_saved_as_it_is_locks_nothing(admin: Client, film: Video) -> None:
    person = Person.objects.get(name="Jonh Smith")
    assert admin.post(reverse("admin:library_person_change", args=[person.pk]), {"name": person.name}).status_code == 302
    assert fresh(film).locked == []


def test_somebody_is_called_anew_everywhere_and_for_good(admin: Client, film: Video, show: Series) -> None:
    person = Person.objects.get(name="Jonh Smith")
    assert admin.post(reverse("admin:library_person_change", args=[person.pk]), {"name": "John Smith"}).status_code == 302
    for row in (film, show):
        row = rescan(row)
        assert ("John Smith", "actor", "Hero") in credits_of(row)
        assert list(search(type(row).objects.all(), "john smith")) == [row]
        assert list(search(type(row).objects.all(), "jonh")) == []


@pytest.mark.parametrize("how", ["one", "chosen"])
def test_somebody_is_taken_out_of_everything(how: str, admin: Client, film: Video, show: Series) -> None:
    person = Person.objects.get(name="Jonh Smith")
    if how == "one":
        admin.post(reverse("admin:library_person_delete", args=[person.pk]), {"post": "yes"})
    else:
        admin.post(PEOPLE, {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"})
    film, show = rescan(film), rescan(show)
    assert (credits_of(film), credits_of(show)) == ([("Dora", "director", "")], [])
    assert list(search(Video.objects.all(), "jonh")) == []
    assert not Person.objects.filter(name="Jonh Smith").exists()


def test_members_and_strangers_see_no_people(bob: User, film: Video) -> None:
    member, stranger = Client(), Client()
    member.force_login(bob)
    for client in (member, stranger):
        assert client.get(PEOPLE).status_code == 302
        assert client.post(page(film), {}).status_code == 302


# What else is locked by the form


@pytest.mark.parametrize("name", ["genres", "tags", "collection"])
def test_what_orders_a_film_stays_as_the_owner_set_it(name: str, admin: Client, film: Video) -> None:
    kind: Callable[..., Any] = {"genres": Category, "tags": Tag, "collection": Collection}[name]
    own = kind.objects.create(name="Own")
    many = name != "collection"
    assert admin.post(page(film), form_of(admin, film) | {name: [own.pk] if many else own.pk}).status_code == 302

    film = rescan(film)
    assert (list(getattr(film, name).all()) if many else getattr(film, name)) == ([own] if many else own)
    assert film.locked == [name]

    services.let_files_speak(film)
    film = fresh(film)
    told = {"genres": "Drama", "tags": "theirs", "collection": "Saga"}[name]
    assert (getattr(film, name).get().name if many else getattr(film, name).name) == told


def test_the_number_of_an_episode_stays_as_the_owner_set_it(admin: Client, show: Series) -> None:
    episode = show.episodes.get()
    form = form_of(admin, episode) | {"season_number": 2, "episode_number": 7}
    assert admin.post(page(episode), form).status_code == 302
    episode = rescan(episode)
    assert (episode.season_number, episode.episode_number, episode.locked) == (2, 7, ["episode_number", "season_number"])
    assert show.seasons.filter(number=2).exists()


def test_an_emptied_field_stays_empty(admin: Client, film: Video) -> None:
    form = form_of(admin, film) | {"collection": "", "tags": []}
    assert admin.post(page(film), form).status_code == 302
    film = rescan(film)
    assert (film.collection, list(film.tags.all()), film.locked) == (None, [], ["collection", "tags"])
