"""What The Movie Database says becomes values, and what it refuses a sentence."""

from datetime import date

import pytest

from tests.webapp.library.online.stand_in import KEY, TOKEN, StandIn
from webapp.library.identify.details import CreditDetails, Details, SeriesDetails
from webapp.library.online.provider import LookupFailed
from webapp.library.online.tmdb import Tmdb


def test_a_film(address: str) -> None:
    assert Tmdb(KEY, "de-DE", address).film("45745") == Details(
        title="Sintel",
        original_title="Sintel",
        year=2010,
        released_on=date(2010, 9, 30),
        description="A girl looks for a dragon.",
        collection="Open Movies",
        genres=("Animation", "Fantasy"),
        rating="DE:12",
        imdb_id="tt1727587",
        tmdb_id="45745",
        credits=(
            CreditDetails("Colin Levy", "director"),
            CreditDetails("Esther Wouda", "writer"),
            CreditDetails("Halina Reijn", "actor", "Sintel"),
            CreditDetails("Thom Hoffman", "actor", "Shaman"),
        ),
    )
    assert StandIn.asked[0][1]["language"] == "de-DE"


def test_a_series_and_an_episode(address: str) -> None:
    asked = Tmdb(KEY, "en-GB", address)
    people = (
        CreditDetails("An Inventor", "writer"),
        CreditDetails("A Regular", "actor", "She"),
        CreditDetails("Second Lead", "actor", "He"),
        CreditDetails("Nobody in Particular", "actor"),
    )
    assert asked.series("7") == SeriesDetails("Die Schau", 2005, "It goes on.", ("Drama",), "US:TV-14", "7", people)
    assert StandIn.asked[0][1]["append_to_response"] == "content_ratings,aggregate_credits"
    episode = asked.episode("7", 1, 1)
    assert (episode.title, episode.released_on, episode.tmdb_id) == ("Der Anfang", date(2005, 3, 26), "77")
    assert [credit.name for credit in episode.credits] == ["Colin Levy", "Esther Wouda", "A Regular", "A Guest"]


def test_candidates(address: str) -> None:
    asked = Tmdb(KEY, "en-US", address)
    assert [(each.number, each.title, each.year) for each in asked.find_films("Sintel", 2010)] == [
        ("1", "Sintel Returns", 2012),
        ("45745", "Sintel", 2010),
        ("2", "Sintel", 1977),
    ]
    assert [each.number for each in asked.find_series("Die Schau", None)] == ["7"]
    assert asked.find_films("unknown", None) == []
    assert (asked.number_of("tt1727587"), asked.number_of("tt0000000")) == ("45745", "")


def test_a_token_goes_into_the_header_only(address: str) -> None:
    assert Tmdb(TOKEN, "en-US", address).series("7").title == "Die Schau"
    assert "api_key" not in StandIn.asked[0][1]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("404", "does not know this title"),
        ("429", "asked too often"),
        ("500", "refused (status 500)"),
        ("302", "refused (status 302)"),
        ("1", "cannot be understood"),
        ("2", "cannot be understood"),
        ("66", "cannot be understood"),
        ("../tv/7", "does not know this title"),
    ],
    ids=["unknown", "too often", "broken", "redirected", "half an answer", "another shape", "no JSON", "another path"],
)
def test_refusals_are_one_sentence(address: str, number: str, sentence: str) -> None:
    with pytest.raises(LookupFailed) as failure:
        Tmdb(KEY, "en-US", address).film(number)
    assert sentence in str(failure.value)
    assert KEY not in str(failure.value) + failure.value.tail


def test_a_wrong_key_and_no_way(address: str) -> None:
    with pytest.raises(LookupFailed, match="does not accept the key"):
        Tmdb("wrong", "en-US", address).film("45745")
    with pytest.raises(LookupFailed, match="cannot be reached"):
        Tmdb(KEY, "en-US", "http://127.0.0.1:9").film("45745")
