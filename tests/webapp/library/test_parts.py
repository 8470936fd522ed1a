"""Which part of a film a file is."""

from pathlib import Path

import pytest

from webapp.library import parts


@pytest.mark.parametrize(
    ("name", "film", "number", "sure"),
    [
        ("Film cd1.avi", "Film.avi", 1, True),
        ("Film.CD2.avi", "Film.avi", 2, True),
        ("Film - part 3.mkv", "Film.mkv", 3, False),
        ("Film (2010)-disc 1.mkv", "Film (2010).mkv", 1, True),
        ("Film_dvd2.vob", "Film.vob", 2, True),
        ("Film [disk1].mkv", "Film.mkv", 1, True),
        ("Film pt2.mp4", "Film.mp4", 2, False),
    ],
)
def test_names_tell_parts(name: str, film: str, number: int, sure: bool) -> None:
    assert parts.split(Path("/a", name)) == (Path("/a", film), number)
    assert parts.is_sure(Path("/a", name)) == sure


OTHERS = ["Film.mkv", "cd1.mkv", "Film 1.mkv", "Part 2.mkv", "Film cd10.mkv", "Abcd1.mkv", "Film part.mkv", "Film cd1 extra.mkv"]


@pytest.mark.parametrize("name", OTHERS)
def test_other_names_do_not(name: str) -> None:
    assert parts.split(Path("/a", name)) is None
