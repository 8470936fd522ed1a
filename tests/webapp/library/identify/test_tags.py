"""Tags inside films."""

from datetime import UTC, datetime

import pytest

from webapp.library.identify.details import CreditDetails, Details, SeriesDetails
from webapp.library.identify.tags import of_film, trusted_title


def test_tags_of_a_bought_film() -> None:
    tags = {
        "title": "Sintel",
        "date": "2010-09-27",
        "genre": "Fantasy, Short",
        "synopsis": "Long.",
        "description": "Short.",
        "director": "Colin Levy",
        "itunextc": "mpaa|PG-13|300|",
        "imdb": "tt1727587",
        "tmdb": "movie/45745",
    }
    assert of_film(tags, "films") == Details(
        title="Sintel",
        year=2010,
        genres=("Fantasy", "Short"),
        description="Long.",
        credits=(CreditDetails("Colin Levy", "director"),),
        rating="mpaa|PG-13|300|",
        imdb_id="tt1727587",
        tmdb_id="45745",
    )


def test_tags_of_an_episode() -> None:
    found = of_film({"show": "Show", "season_number": "2", "episode_sort": "3", "title": "Pilot"}, "series")
    assert found == Details(title="Pilot", series=SeriesDetails(title="Show"), season_number=2, episode_number=3)


@pytest.mark.parametrize(
    ("tags", "moment"),
    [
        ({"creation_time": "2020-08-01T13:30:00.000000Z"}, datetime(2020, 8, 1, 13, 30, tzinfo=UTC)),
        (
            {"creation_time": "2021-01-01T00:00:00Z", "com.apple.quicktime.creationdate": "2020-08-01T15:30:00+0200"},
            datetime(2020, 8, 1, 13, 30, tzinfo=UTC),
        ),
        ({"creation_time": "1904-01-01T00:00:00.000000Z"}, None),
        ({"creation_time": "yesterday"}, None),
        ({"creation_time": "2020-13-45T00:00:00Z"}, None),
        ({}, None),
    ],
    ids=["UTC", "Apple's knows the zone", "a clock that was never set", "words", "no such day", "none"],
)
def test_when_a_camera_filmed(tags: dict[str, str], moment: datetime | None) -> None:
    assert of_film(tags, "home_videos").captured_at == moment
    assert of_film(tags, "films").captured_at is None


@pytest.mark.parametrize("title", ["Sintel", "Mr. Robot", "E.T.", "9 to 5"])
def test_titles_that_are_one(title: str) -> None:
    assert trusted_title(title) == title


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Film.2010.1080p.BluRay.x264",
        "www.films.example",
        "http://films.example",
        "title00.mkv",
        "Untitled",
        "Title 1",
        "Show S01E02",
        "VIDEO",
    ],
)
def test_titles_that_are_none(title: str) -> None:
    assert trusted_title(title) == ""


@pytest.mark.parametrize("number", ["", "x", "-1", "99999999999", "²"])
def test_numbers_that_are_none(number: str) -> None:
    assert of_film({"season_number": number, "episode_sort": number, "date": number}, "films") == Details()
