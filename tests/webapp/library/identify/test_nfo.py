"""NFO files as Kodi, Jellyfin, scene releases and vandals write them."""

import logging
from datetime import date
from pathlib import Path

import pytest

from webapp.library.identify import nfo, nfo_text
from webapp.library.identify.details import CreditDetails, Details, SeriesDetails

MOVIE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<movie>
    <title>Sintel</title>
    <originaltitle>Sintel (Durian)</originaltitle>
    <year>2010</year>
    <premiered>2010-09-27</premiered>
    <tagline>A girl and a dragon.</tagline>
    <plot>First line.
Second &amp; last line.</plot>
    <mpaa>Rated PG-13 for some violence</mpaa>
    <uniqueid type="imdb" default="true">tt1727587</uniqueid>
    <uniqueid type="tmdb">45745</uniqueid>
    <genre>Fantasy / Animation</genre>
    <genre>Short</genre>
    <tag>Blender</tag>
    <set><name>Open Movies</name><overview>Free films.</overview></set>
    <director>Colin Levy</director>
    <credits>Esther Wouda</credits>
    <actor><name>Halina Reijn</name><role>Sintel</role><order>0</order></actor>
    <actor><name>Thom Hoffman</name></actor>
    <fileinfo><streamdetails><video><codec>h264</codec></video></streamdetails></fileinfo>
</movie>
"""
EPISODE = (
    "<episodedetails><title>{}</title><showtitle>Show</showtitle><season>1</season><episode>{}</episode><aired>2019-05-0{}</aired>"
    "</episodedetails>"
)
BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><movie><title>&j;</title></movie>"
)
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><movie><title>&x;</title></movie>'


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return tmp_path / "Film.mkv"


def write(film: Path, content: str | bytes, name: str = "Film.nfo") -> Path:
    film.with_name(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return film


def test_a_film_with_everything(film: Path) -> None:
    assert nfo.of_film(write(film, MOVIE), alone=True) == Details(
        title="Sintel",
        original_title="Sintel (Durian)",
        year=2010,
        released_on=date(2010, 9, 27),
        tagline="A girl and a dragon.",
        description="First line.\nSecond & last line.",
        collection="Open Movies",
        genres=("Fantasy", "Animation", "Short"),
        tags=("Blender",),
        credits=(
            CreditDetails("Colin Levy", "director"),
            CreditDetails("Esther Wouda", "writer"),
            CreditDetails("Halina Reijn", "actor", "Sintel"),
            CreditDetails("Thom Hoffman", "actor"),
        ),
        rating="Rated PG-13",
        imdb_id="tt1727587",
        tmdb_id="45745",
    )


def test_an_episode(film: Path) -> None:
    found = nfo.of_film(write(film, EPISODE.format("Pilot", 2, 3)), alone=True)
    assert (found.title, found.series.title, found.season_number, found.episode_number, found.episode_last) == ("Pilot", "Show", 1, 2, None)
    assert found.released_on == date(2019, 5, 3)


def test_several_episodes_of_one_file(film: Path) -> None:
    found = nfo.of_film(write(film, EPISODE.format("One", 1, 1) + "\n" + EPISODE.format("Two", 2, 2)), alone=True)
    assert (found.title, found.episode_number, found.episode_last) == ("One / Two", 1, 2)


def test_a_series(tmp_path: Path) -> None:
    show = "<tvshow><title>Show</title><premiered>2005-03-26</premiered><plot>On.</plot><mpaa>TV-14</mpaa><genre>Drama</genre>{}</tvshow>"
    people = "<credits>Eve</credits><actor><name>Ann</name><role>She</role></actor><actor><name>Ben</name></actor>"
    (tmp_path / "tvshow.nfo").write_text(show.format(people))
    assert nfo.of_series(tmp_path) == SeriesDetails(
        title="Show",
        year=2005,
        description="On.",
        genres=("Drama",),
        rating="TV-14",
        credits=(CreditDetails("Eve", "writer"), CreditDetails("Ann", "actor", "She"), CreditDetails("Ben", "actor")),
    )
    assert nfo.of_series(tmp_path / "gone") == SeriesDetails()


def test_the_folders_file_belongs_to_its_only_film(film: Path) -> None:
    write(film, MOVIE, "movie.nfo")
    assert nfo.of_film(film, alone=True).title == "Sintel"
    assert nfo.of_film(film, alone=False) == Details()
    write(film, "<movie><title>Own</title></movie>")
    assert nfo.of_film(film, alone=True).title == "Own"


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("\ufeff<movie><title>Amélie</title></movie>", "Amélie"),
        ("<movie><title>Amélie</title></movie>".encode("utf-16"), "Amélie"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><movie><title>Amélie</title></movie>'.encode("latin-1"), "Amélie"),
        ('<?xml version="1.0" encoding="UTF-8"?><movie><title>Amélie</title></movie>'.encode("cp1252"), "Amélie"),
        ('<?xml version="1.0" encoding="utf-16"?><movie><title>Amélie</title></movie>', "Amélie"),
        ('<?xml version="1.0" encoding="nonsense"?><movie><title>Amélie</title></movie>', "Amélie"),
        ("<movie><title>Tom & Jerry</title></movie>", "Tom & Jerry"),
        ("<movie><title>A&nbsp;B</title></movie>", "A&nbsp;B"),
        ("<movie><title>Bell\x07\x00</title></movie>", "Bell"),
        ("<movie><title>With address</title></movie>\nhttps://www.imdb.com/title/tt0123456/", "With address"),
        ("<movie><title> \n </title><title>Second</title></movie>", "Second"),
    ],
    ids=[
        "mark", "utf-16", "latin-1", "wrong: cp1252", "wrong: utf-16", "unknown encoding", "bare ampersand", "entity of HTML",
        "control characters", "address behind", "empty title",
    ],
)  # fmt: skip
def test_files_are_forgiven(content: str | bytes, title: str, film: Path) -> None:
    assert nfo.of_film(write(film, content), alone=True).title == title


@pytest.mark.parametrize(
    "content",
    [
        BILLION_LAUGHS.replace("]><movie>", "]>\n<movie>"),
        EXTERNAL,
        "<movie>" + BILLION_LAUGHS,
        "<movie><title>Broken",
        "<movie><title>A</b></movie>",
        "<movie>" * 50_000 + "</movie>" * 50_000,
        "\x00" * 1000,
        "",
        b"\xff\xfe\xff",
        "<movie><year>99999999999999999999</year><season>-1</season><premiered>2010-13-45</premiered><actor/></movie>",
        "<movie><title>" + "x" * (nfo.LARGEST_BYTES + 1) + "</title></movie>",
        "<movie>" + "<?xml" * 400_000,
    ],
    ids=[
        "bomb", "other file", "bomb inside", "cut off", "crossed", "deep", "zeros", "empty", "a broken mark", "absurd numbers", "huge",
        "prologues",
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_nothing(content: str | bytes, film: Path) -> None:
    found = nfo.of_film(write(film, content), alone=True)
    assert found.title == ""
    assert (found.year, found.season_number, found.released_on, found.credits) == (None, None, None, ())


def test_a_drawing_with_an_address(film: Path, caplog: pytest.LogCaptureFixture) -> None:
    drawing = "▄▄▄ SOME GROUP ▄▄▄\n imdb: http://www.imdb.com/title/tt0078748/ \n".encode("cp437")
    with caplog.at_level(logging.WARNING):
        assert nfo.of_film(write(film, drawing), alone=True) == Details(imdb_id="tt0078748")
    assert caplog.records == []


def test_a_folder_of_that_name_says_nothing(film: Path) -> None:
    film.with_suffix(".nfo").mkdir()
    assert nfo.of_film(film, alone=True) == Details()


@pytest.mark.parametrize(
    ("written", "rating"),
    [
        ("<mpaa>FSK 12</mpaa>", "FSK 12"),
        ("<certification>US:R / DE:12</certification>", "US:R"),
        ("<mpaa>Not Rated</mpaa>", "Not Rated"),
        ("<mpaa></mpaa><certification>DE:16</certification>", "DE:16"),
    ],
)
def test_the_strictest_rating_that_is_known(written: str, rating: str, film: Path) -> None:
    assert nfo.of_film(write(film, f"<movie>{written}</movie>"), alone=True).rating == rating


def test_what_is_written_is_read_again(film: Path) -> None:
    details = nfo.of_film(write(film, MOVIE), alone=True)
    assert nfo.of_film(write(film, nfo_text.of_film(details)), alone=True) == details

    episode = Details(
        title="A <b> & \"c\"", series=SeriesDetails(title="Show"), season_number=0, episode_number=1, episode_last=2, edition="Uncut"
    )  # fmt: skip
    assert nfo.of_film(write(film, nfo_text.of_film(episode)), alone=True) == episode

    series = SeriesDetails("Show", 2005, "Ünicode\nlines", ("A", "B"), rating="FSK 6", tmdb_id="7", credits=episode.credits)
    write(film, nfo_text.of_series(series), "tvshow.nfo")
    assert nfo.of_series(film.parent) == series
