"""What stands together: a video's page, series, collections, and what was looked for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from tests.library_rows import a_source
from tests.webapp.watching.conftest import Make, say
from webapp.library.models import Category, Collection, Credit, Person, Source, Tag, Video
from webapp.streaming import queries

pytestmark = pytest.mark.django_db
Series = Callable[..., list[Video]]


# A video's own page


def details(client: APIClient, video: Video) -> dict[str, Any]:
    answer = client.get(f"/api/video/{video.pk}/")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_film_tells_who_made_it_and_what_it_belongs_to(bobs: APIClient, make: Make) -> None:
    saga = Collection.objects.create(name="Saga")
    film = make("Film", year=1999, original_title="Der Film", tagline="Watch it.", released_on="1999-03-31", collection=saga)
    film.genres.add(drama := Category.objects.create(name="Drama"))
    film.tags.add(*(tags := [Tag.objects.create(name=name) for name in ("Autumn", "Evening")]))
    people = [Person.objects.create(name=name) for name in ("Ada", "Bea", "Cem", "Dan")]
    Credit.objects.create(video=film, person=people[3], role="actor", character="Villain", order=2)
    Credit.objects.create(video=film, person=people[2], role="actor", character="Hero", order=1)
    Credit.objects.create(video=film, person=people[0], role="director")
    Credit.objects.create(video=film, person=people[0], role="writer")
    Credit.objects.create(video=film, person=people[1], role="writer", order=1)
    told = details(bobs, film)
    assert told["people"] == {
        "directors": [{"id": people[0].pk, "name": "Ada"}],
        "writers": [{"id": people[0].pk, "name": "Ada"}, {"id": people[1].pk, "name": "Bea"}],
        "actors": [
            {"id": people[2].pk, "name": "Cem", "character": "Hero"},
            {"id": people[3].pk, "name": "Dan", "character": "Villain"},
        ],
    }
    assert told["genres"] == [{"id": drama.pk, "name": "Drama"}]
    assert told["tags"] == [{"id": tag.pk, "name": tag.name} for tag in tags]
    assert told["collection"] == {"id": saga.pk, "name": "Saga"}
    assert (told["year"], told["original_title"], told["tagline"], told["released_on"]) == (1999, "Der Film", "Watch it.", "1999-03-31")
    assert (told["series"], told["season_number"], told["next"]) == (None, None, None)
    assert (told["progress"], told["in_list"], told["thumb"]) == (None, False, None)


def test_an_episode_tells_what_comes_next(bobs: APIClient, make_series: Series) -> None:
    episodes = make_series("Series", 1, 1)
    told = details(bobs, episodes[0])
    assert told["series"] == {"id": episodes[0].series_id, "title": "Series"}
    assert (told["season_number"], told["episode_number"], told["episode_last"]) == (1, 1, None)
    assert told["next"] == {"id": episodes[1].pk, "title": "Series 2x1"}
    assert details(bobs, episodes[1])["next"] is None


def test_what_comes_next_for_a_child_is_for_children(bobs: APIClient, mias: APIClient, make_series: Series) -> None:
    episodes = make_series("Series", 3, rating="FSK 6")
    episodes[1].rating = "FSK 16"
    episodes[1].save()
    assert details(bobs, episodes[0])["next"]["title"] == "Series 1x2"
    assert details(mias, episodes[0])["next"]["title"] == "Series 1x3"


def test_a_film_in_several_files_lists_them_in_their_order(bobs: APIClient, make: Make) -> None:
    film = make("Film", seconds=3000)
    for part, seconds in ((3, 600), (2, 2400)):
        a_source(film, seconds, part=part).save()
    told = details(bobs, film)
    versions = {source.part: source.version for source in film.sources.all()}
    assert [part["pictures"][:2] for part in told["parts"]] == [[f"original{n}", f"480p{n}"] for n in ("", "-v2", "-v3")]
    assert [{name: part[name] for name in ("part", "start", "duration", "playlist_url")} for part in told["parts"]] == [
        {"part": part, "start": start, "duration": seconds, "playlist_url": f"/api/video/{film.pk}/index.m3u8?v={versions[part]}"}
        for part, start, seconds in ((1, 0.0, 3000.0), (2, 3000.0, 2400.0), (3, 5400.0, 600.0))
    ]
    assert told["duration"] == 6000
    for part in told["parts"]:
        playlist = bobs.get(part["playlist_url"]).content.decode()
        assert (
            f"?v={versions[part['part']]}"
            in bobs.get(next(line for line in playlist.splitlines() if line.startswith("/"))).content.decode()
        )


def test_editions_are_listed_the_one_that_plays_unasked_first(bobs: APIClient, make: Make) -> None:
    film = make("Film", seconds=3000)
    a_source(film, 4000, edition="Director's cut").save()
    a_source(film, 1000, edition="Director's cut", part=2).save()
    told = details(bobs, film)
    lengths = [(each["edition"], [part["duration"] for part in each["parts"]]) for each in told["editions"]]
    assert lengths == [("", [3000.0]), ("Director's cut", [4000.0, 1000.0])]
    assert [each["parts"][0]["pictures"][0] for each in told["editions"]] == ["original", "original-v2"]
    assert [part["duration"] for part in told["parts"]] == [3000.0]


def test_several_files_of_one_edition_are_all_listed(bobs: APIClient, make: Make) -> None:
    film = make("Film", seconds=3000)
    smaller = a_source(film, 3010)
    smaller.path, smaller.fingerprint = "/films/again.mp4", "e" * 64
    smaller.save()
    told = details(bobs, film)
    versions = [str(each.version) for each in film.sources.order_by("pk")]
    assert [each["parts"][0]["playlist_url"].rpartition("=")[2] for each in told["editions"]] == versions
    assert [each["parts"][0]["pictures"][0] for each in told["editions"]] == ["original", "original-v2"]
    assert told["editions"][0]["parts"] == told["parts"]


def test_a_part_that_is_missing_leaves_the_others_where_they_are(bobs: APIClient, make: Make) -> None:
    film = make("Film", seconds=3000)
    a_source(film, 2400, part=2).save()
    Source.objects.filter(part=1).update(state=Source.State.MISSING)
    queries.forget_playables()
    told = [(part["part"], part["start"], part["ready"]) for part in details(bobs, film)["parts"]]
    assert told == [(1, 0.0, False), (2, 3000.0, True)]


def test_a_playlist_of_no_version_is_not_found(bobs: APIClient, make: Make) -> None:
    assert bobs.get(f"/api/video/{make('Film').pk}/index.m3u8?v=0123456789ab").status_code == 404


# Series


def test_a_series_tells_its_seasons_the_specials_last(bobs: APIClient, make_series: Series) -> None:
    episodes = make_series("Series", 1, 2, 1, first=0, description="About something.")
    episodes[0].series.genres.add(drama := Category.objects.create(name="Drama"))
    say(bobs, episodes[1], watched=True)
    told = bobs.get(f"/api/series/{episodes[0].series_id}/").json()
    assert (told["title"], told["genres"]) == ("Series", [{"id": drama.pk, "name": "Drama"}])
    titles = [(season["number"], [episode["title"] for episode in season["episodes"]]) for season in told["seasons"]]
    assert titles == [(1, ["Series 1x1", "Series 1x2"]), (2, ["Series 2x1"]), (0, ["Series 0x1"])]
    first = told["seasons"][0]["episodes"][0]
    assert (first["progress"], first["description"]) == ({"position": 0.0, "watched": True}, "About something.")
    assert told["next"] == {"id": episodes[2].pk, "title": "Series 1x2"}


def test_a_series_tells_who_made_it(bobs: APIClient, make_series: Series) -> None:
    series = make_series("Series", 1)[0].series
    ada, cem, dan = (Person.objects.create(name=name) for name in ("Ada", "Cem", "Dan"))
    Credit.objects.create(series=series, person=dan, role="actor", character="Villain", order=2)
    Credit.objects.create(series=series, person=cem, role="actor", character="Hero", order=1)
    Credit.objects.create(series=series, person=ada, role="writer")
    assert bobs.get(f"/api/series/{series.pk}/").json()["people"] == {
        "directors": [],
        "writers": [{"id": ada.pk, "name": "Ada"}],
        "actors": [
            {"id": cem.pk, "name": "Cem", "character": "Hero"},
            {"id": dan.pk, "name": "Dan", "character": "Villain"},
        ],
    }


@pytest.mark.parametrize(("marks", "title"), [([], "Series 1x1"), ([0], "Series 1x2"), ([0, 1], None)])
def test_a_series_says_where_to_go_on(marks: list[int], title: str | None, bobs: APIClient, make_series: Series) -> None:
    episodes = make_series("Series", 2)
    for index in marks:
        say(bobs, episodes[index], watched=True)
    following = bobs.get(f"/api/series/{episodes[0].series_id}/").json()["next"]
    assert (following and following["title"]) == title


def test_who_put_a_series_aside_goes_on_all_the_same(bobs: APIClient, make_series: Series) -> None:
    episodes = make_series("Series", 3)
    say(bobs, episodes[0], watched=True)
    bobs.delete(f"/api/history/{episodes[1].pk}/")
    assert bobs.get(f"/api/series/{episodes[0].series_id}/").json()["next"]["title"] == "Series 1x2"


def test_a_child_sees_of_a_series_what_is_for_it(bobs: APIClient, mias: APIClient, make_series: Series) -> None:
    grim, mixed = make_series("Grim", 1, rating="FSK 16"), make_series("Mixed", 2, rating="FSK 6")
    mixed[0].rating = "FSK 16"
    mixed[0].save()
    assert mias.get(f"/api/series/{grim[0].series_id}/").status_code == 404
    told = mias.get(f"/api/series/{mixed[0].series_id}/").json()
    assert [episode["title"] for season in told["seasons"] for episode in season["episodes"]] == ["Mixed 1x2"]
    assert mias.put(f"/api/series/{mixed[0].series_id}/watched/", {"watched": True}).status_code == 204
    assert list(mixed[0].progress.all()) == []
    assert bobs.get(f"/api/series/{grim[0].series_id}/").status_code == 200


@pytest.mark.parametrize("number", [999, 10**30])
@pytest.mark.parametrize("address", ["series/{}/", "collections/{}/", "genres/{}/", "tags/{}/", "video/{}/series.jpg"])
def test_what_does_not_exist_is_not_found(address: str, number: int, bobs: APIClient) -> None:
    assert bobs.get(f"/api/{address.format(number)}").status_code == 404


def test_the_poster_of_a_series_opens_with_its_episodes(
    bobs: APIClient, mias: APIClient, charlie: APIClient, make: Make, make_series: Series
) -> None:
    [episode] = make_series("Series", 1, rating="FSK 16")
    place = Path(settings.PATHS.posters / "series.jpg")
    place.write_bytes(b"\xff\xd8\xff")
    try:
        address = f"/api/video/{episode.pk}/series.jpg"
        assert bobs.get(address).status_code == 404
        episode.series.poster = "series.jpg"
        episode.series.save()
        answer = bobs.get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, max-age=31536000, immutable")
        assert b"".join(answer.streaming_content) == b"\xff\xd8\xff"
        assert mias.get(address).status_code == 404
        assert charlie.get(address).status_code == 401
        assert bobs.get(f"/api/video/{make('Film').pk}/series.jpg").status_code == 404
    finally:
        place.unlink()


def test_pictures_are_where_their_addresses_say(bobs: APIClient, make_series: Series) -> None:
    folder = Path(settings.PATHS.posters)
    kept = {name: folder / f"{name}.jpg" for name in ("own", "series", "season")}
    first, second = make_series("Series", 2)
    for name, place in kept.items():
        place.write_bytes(name.encode())
    try:
        before = bobs.get(f"/api/series/{first.series_id}/").json()
        assert (before["fanart_url"], before["seasons"][0]["thumbnail_url"], details(bobs, first)["fanart_url"]) == ("", "", "")
        first.series.fanart, first.fanart = "series.jpg", "own.jpg"
        first.series.save()
        first.series.seasons.update(poster="season.jpg")
        first.save()
        told = bobs.get(f"/api/series/{first.series_id}/").json()
        addresses = {
            "own": details(bobs, first)["fanart_url"],
            "series": told["fanart_url"],
            "season": told["seasons"][0]["thumbnail_url"],
        }
        for name, address in addresses.items():
            assert address.endswith(f"?v={name}")
            assert b"".join(bobs.get(address).streaming_content) == name.encode()
        assert b"".join(bobs.get(details(bobs, second)["fanart_url"]).streaming_content) == b"series"
    finally:
        for place in kept.values():
            place.unlink()


# Genres and tags


def titles_of(client: APIClient, of: Category | Tag, **query: Any) -> list[str]:
    place = "genres" if isinstance(of, Category) else "tags"
    return [card["title"] for card in client.get(f"/api/{place}/{of.pk}/", query).json()["titles"]]


def test_a_genre_has_films_and_series_the_newest_first(bobs: APIClient, mias: APIClient, make: Make, make_series: Series) -> None:
    drama, other = (Category.objects.create(name=name) for name in ("Drama", "Other"))
    make("Old").genres.add(drama)
    make_series("Series", 2, rating="FSK 6")[0].series.genres.add(drama)
    make("New").genres.add(drama)
    make("Elsewhere").genres.add(other)
    told = bobs.get(f"/api/genres/{drama.pk}/").json()
    assert (told["name"], told["count"], [card["kind"] for card in told["titles"]]) == ("Drama", 3, ["video", "series", "video"])
    assert titles_of(bobs, drama) == ["New", "Series", "Old"]
    assert titles_of(bobs, drama, offset=1, limit=1) == ["Series"]
    assert titles_of(mias, drama) == ["Series"]
    assert mias.get(f"/api/genres/{other.pk}/").status_code == 404


def test_a_genre_goes_by_title(bobs: APIClient, make: Make, make_series: Series) -> None:
    drama = Category.objects.create(name="Drama")
    for title in ("The Middle", "Saga 10", "Der Anfang", "Saga 2"):
        make(title).genres.add(drama)
    make_series("A Night", 1)[0].series.genres.add(drama)
    in_order = ["Der Anfang", "The Middle", "A Night", "Saga 2", "Saga 10"]
    assert titles_of(bobs, drama, order="title") == in_order
    assert titles_of(bobs, drama, order="title", offset=2, limit=2) == in_order[2:4]
    assert titles_of(bobs, drama, order="new") == titles_of(bobs, drama)


def test_a_tag_has_everything_that_carries_it(bobs: APIClient, mias: APIClient, make: Make, make_series: Series) -> None:
    evening, grim = (Tag.objects.create(name=name) for name in ("Evening", "Grim"))
    for film in (make("The Film", rating="FSK 6"), make_series("Series", 2, rating="FSK 6")[1], make("Grim", rating="FSK 16")):
        film.tags.add(evening)
    make("Another")
    Video.objects.get(title="Grim").tags.add(grim)
    told = bobs.get(f"/api/tags/{evening.pk}/").json()
    assert (told["id"], told["name"], told["count"]) == (evening.pk, "Evening", 3)
    assert [(card["kind"], card["title"]) for card in told["titles"]] == [("video", "Grim"), ("video", "Series 1x2"), ("video", "The Film")]
    assert titles_of(bobs, evening, order="title", limit=2) == ["The Film", "Grim"]
    assert (titles_of(mias, evening), mias.get(f"/api/tags/{evening.pk}/").json()["count"]) == (["Series 1x2", "The Film"], 2)
    assert mias.get(f"/api/tags/{grim.pk}/").status_code == 404
    assert found(bobs, "evening") == {"videos": ["The Film", "Grim"], "series": [], "episodes": ["Series 1x2"]}


# All series


def series_of(client: APIClient, **query: Any) -> tuple[list[str], str]:
    answer = client.get("/api/series/", query)
    assert answer.status_code == 200, answer.content
    return [card["title"] for card in answer.json()], answer["X-Total-Count"]


def test_all_series_by_their_newest_episode_or_by_title(bobs: APIClient, make: Make, make_series: Series) -> None:
    make("Film")
    [first] = make_series("The Bridge", 1)
    for title in ("Der Clan", "Alpha"):
        make_series(title, 2)
    make("Late", series=first.series, season_number=2, episode_number=1)
    assert series_of(bobs) == series_of(bobs, order="new") == (["The Bridge", "Alpha", "Der Clan"], "3")
    assert series_of(bobs, order="title") == (["Alpha", "The Bridge", "Der Clan"], "3")
    assert series_of(bobs, order="title", limit=1, offset=1) == (["The Bridge"], "3")
    assert series_of(bobs, offset=3) == ([], "3")
    [card] = bobs.get("/api/series/", {"limit": 1}).json()
    assert (card["kind"], card["id"], card["episodes"]) == ("series", first.series_id, 2)
    [row] = [row for row in bobs.get("/api/home/").json()["rows"] if row["key"] == "new-episodes"]
    assert bobs.get("/api/series/").json() == row["items"]


def test_a_child_sees_the_series_of_which_something_is_for_it(mias: APIClient, make: Make, make_series: Series) -> None:
    [mixed] = make_series("Mixed", 1, rating="FSK 6")
    make("Grim episode", series=mixed.series, season_number=1, episode_number=2, rating="FSK 16")
    make_series("Grim", 1, rating="FSK 16")
    make_series("Unrated", 1)
    assert series_of(mias) == series_of(mias, order="title") == (["Mixed"], "1")
    assert [card["episodes"] for card in mias.get("/api/series/").json()] == [1]


def test_there_are_no_series_where_nobody_chose_who_watches(nobodys: APIClient, make_series: Series) -> None:
    make_series("Series", 1, rating="FSK 16")
    assert series_of(nobodys) == (["Series"], "1")


# Collections


def test_collections_are_listed_by_name(bobs: APIClient, mias: APIClient, make: Make) -> None:
    zoo, saga, _ = (Collection.objects.create(name=name) for name in ("zoo", "Saga", "Empty"))
    make("First", collection=saga, rating="FSK 6", poster="first.jpg")
    make("Second", collection=saga, rating="FSK 16", poster="second.jpg")
    make("Animals", collection=zoo, rating="FSK 16")
    shelf = bobs.get("/api/collections/").json()
    assert [(each["id"], each["name"], each["count"]) for each in shelf] == [(saga.pk, "Saga", 2), (zoo.pk, "zoo", 1)]
    assert [each["thumbnail_url"].rpartition("?")[2] for each in shelf] == ["v=second", ""]
    [mine] = mias.get("/api/collections/").json()
    assert (mine["name"], mine["count"], mine["thumbnail_url"].rpartition("?")[2]) == ("Saga", 1, "v=first")


def test_collections_are_ordered_without_their_articles(bobs: APIClient, make: Make) -> None:
    for name in ("The Zoo", "Der Anfang", "Middle", "Saga 10", "Saga 2"):
        make(name, collection=Collection.objects.create(name=name))
    assert [each["name"] for each in bobs.get("/api/collections/").json()] == ["Der Anfang", "Middle", "Saga 2", "Saga 10", "The Zoo"]


def test_a_collection_is_in_the_order_its_films_came_out(bobs: APIClient, mias: APIClient, make: Make) -> None:
    saga = Collection.objects.create(name="Saga", description="Two and one before.")
    make("Second", year=1980, collection=saga, rating="FSK 6")
    make("Undated", collection=saga)
    make("Before", year=1999, collection=saga, rating="FSK 16")
    make("First", year=1977, collection=saga)
    told = bobs.get(f"/api/collections/{saga.pk}/").json()
    assert (told["name"], told["description"]) == ("Saga", "Two and one before.")
    assert [card["title"] for card in told["videos"]] == ["First", "Second", "Before", "Undated"]
    assert [card["title"] for card in mias.get(f"/api/collections/{saga.pk}/").json()["videos"]] == ["Second"]


def test_a_collection_without_anything_for_a_child_is_not_there(mias: APIClient, make: Make) -> None:
    saga = Collection.objects.create(name="Saga")
    make("Film", collection=saga, rating="FSK 16")
    assert mias.get(f"/api/collections/{saga.pk}/").status_code == 404


# Search


def found(client: APIClient, text: str) -> dict[str, list[str]]:
    answer = client.get("/api/search/", {"q": text})
    assert answer.status_code == 200, answer.content
    return {kind: [card["title"] for card in cards] for kind, cards in answer.json().items()}


def test_films_series_and_episodes_are_found(bobs: APIClient, make: Make, make_series: Series) -> None:
    make("The Dragon")
    make_series("Dragons", 3)
    make("A dragon comes", series=make_series("Castle", 1)[0].series, season_number=1, episode_number=2)
    assert found(bobs, "DRAGON") == {"videos": ["The Dragon"], "series": ["Dragons"], "episodes": ["A dragon comes"]}


def test_series_are_found_without_case_and_accents(bobs: APIClient, make_series: Series) -> None:
    make_series("Élite", 1)
    make_series("Die Brücke", 1)
    assert found(bobs, "elite")["series"] == ["Élite"]
    assert found(bobs, "BRUCKE")["series"] == ["Die Brücke"]
    assert found(bobs, "brücke")["series"] == ["Die Brücke"]


@pytest.mark.parametrize(("text", "kind"), [("tatort", "title"), ("FRANCOISE dupre", "cast"), ("leuchtturm nordsee", "description")])
def test_a_series_is_found_as_a_whole(text: str, kind: str, bobs: APIClient, mias: APIClient, make_series: Series) -> None:
    [series] = {episode.series for episode in make_series("Tatort", 3, rating="FSK 16")}
    make_series("Something else", 2)
    series.description = "Ein Leuchtturm an der Nordsee."
    Credit.objects.create(series=series, person=Person.objects.create(name="Françoise Dupré"), role="actor")
    series.save()
    assert found(bobs, text) == {"videos": [], "series": ["Tatort"], "episodes": []}, kind
    assert found(mias, text)["series"] == []


def test_series_that_are_called_so_come_before_those_with_somebody_called_so(bobs: APIClient, make_series: Series) -> None:
    told, played, called = (make_series(title, 1)[0].series for title in ("Alpha", "Beta", "Gamma King"))
    told.description = "About a king."
    Credit.objects.create(series=played, person=Person.objects.create(name="King Kay"), role="actor")
    for series in (told, played, called):
        series.save()
    assert found(bobs, "king")["series"] == ["Gamma King", "Beta", "Alpha"]


def test_an_episode_that_is_called_so_stands_beside_its_series(bobs: APIClient, make: Make, make_series: Series) -> None:
    series = make_series("Castle", 2, description="Of a dragon that is seen in every episode.")[0].series
    make("The Dragon", series=series, season_number=1, episode_number=9)
    make("Guest", series=make_series("Manor", 1)[0].series, season_number=1, episode_number=2, description="A dragon comes to tea.")
    series.description = "A dragon in a castle."
    series.save()
    assert found(bobs, "dragon") == {"videos": [], "series": ["Castle"], "episodes": ["The Dragon", "Guest"]}


def test_what_begins_with_the_text_comes_first(bobs: APIClient, make: Make, make_series: Series) -> None:
    for title in ("Wild River", "The River", "River of No Return"):
        make(title)
    for title in ("Old River", "River City"):
        make_series(title, 1)
    assert found(bobs, "river")["videos"] == ["The River", "River of No Return", "Wild River"]
    assert found(bobs, "river")["series"] == ["River City", "Old River"]


@pytest.mark.parametrize("text", ["", "   ", "́", "nothing like it", "%", "_", "'", '"', "\\", "(", "🎬", "a" * 200])
def test_odd_texts_find_nothing(text: str, bobs: APIClient, make: Make, make_series: Series) -> None:
    make("Film")
    make_series("Series", 1)
    assert found(bobs, text) == {"videos": [], "series": [], "episodes": []}


def test_nonsense_is_refused(bobs: APIClient) -> None:
    for text in ("\0", "a" * 201):
        assert bobs.get("/api/search/", {"q": text}).status_code == 400


def test_a_child_finds_what_is_for_it(bobs: APIClient, mias: APIClient, make: Make, make_series: Series) -> None:
    make("Dragon war", rating="FSK 16")
    make("Dragon tale", rating="FSK 0")
    make_series("Dragons at war", 1, rating="FSK 16")
    assert found(mias, "dragon") == {"videos": ["Dragon tale"], "series": [], "episodes": []}
    assert len(found(bobs, "dragon")["videos"]) == 2


def test_however_much_is_found_the_answer_ends(bobs: APIClient, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.watching.queries.titles.MOST_FOUND", 3)
    for number in range(5):
        make(f"Film {number}")
    assert len(found(bobs, "film")["videos"]) == 3
