"""Whatever is in a name, an NFO file or a tag: there is an answer, and one that the database can keep."""

from pathlib import Path, PurePosixPath

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webapp.library.identify import nfo, tags
from webapp.library.identify.details import Details
from webapp.library.identify.names import read
from webapp.library.search_text import plain, sort_title

ANYTHING = settings(
    deadline=None, derandomize=True, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
ROOT = PurePosixPath("/library")
WORDS = st.sampled_from(
    ["S01E02", "1x02", "(2010)", "cd1", "Season 1", "1080p", "2019-05-03", "{edition-", "[", ")", "-", ".", " ", "É", "0", "e", "x"]
)
NAMES = (
    st.lists(WORDS | st.text(max_size=6), min_size=1, max_size=8).map("".join).map(lambda name: name.replace("/", "_").replace("\0", "_"))
)
HIGHEST_NUMBER = 32767


def can_be_kept(details: Details) -> bool:
    """Whether numbers fit into their columns, and text has no zero."""
    numbers = (details.year, details.season_number, details.episode_number, details.episode_last, details.part, details.series.year)
    texts = (details.title, details.series.title, details.edition, details.imdb_id, details.tmdb_id, details.rating)
    return all(number is None or 0 <= number <= HIGHEST_NUMBER for number in numbers) and all("\0" not in text for text in texts)


@given(folder=NAMES, name=NAMES, kind=st.sampled_from(["films", "series", "home_videos"]))
@ANYTHING
def test_any_name(folder: str, name: str, kind: str) -> None:
    assert can_be_kept(read(ROOT / folder / f"{name}.mkv", kind, [ROOT]))


@given(
    content=st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: f"<movie><title>{text}</title><year>{text}</year></movie>".encode("utf-8", "replace"))
)
@ANYTHING
def test_any_nfo_file(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "Film.nfo").write_bytes(content)
    assert can_be_kept(nfo.of_film(tmp_path / "Film.mkv", alone=True))


@given(
    written=st.dictionaries(
        st.sampled_from(["title", "date", "season_number", "episode_sort", "creation_time", "imdb", "genre"]), st.text(max_size=40)
    )
)
@ANYTHING
def test_any_tags(written: dict[str, str]) -> None:
    assert can_be_kept(tags.of_film(written, "home_videos"))


@given(text=st.text(max_size=60))
@ANYTHING
def test_any_title(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert "\n" not in sort_title(text) or "\n" in text
