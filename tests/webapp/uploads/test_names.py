"""Names from anywhere."""

from itertools import islice
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.uploads.names import FORBIDDEN, candidates, is_of_a_film, own_name, safe_name

NAMES = {
    "plain": ("Film (2010).mkv", "Film (2010).mkv", "Film (2010).mkv"),
    "umlauts, decomposed": ("Gro\u0308ße.mkv", "Größe.mkv", "Größe.mkv"),
    "path traversal": ("../../../etc/passwd.mkv", "passwd.mkv", "passwd.mkv"),
    "path traversal of Windows": ("..\\..\\boot.mkv", "boot.mkv", "boot.mkv"),
    "absolute": ("/home/bob/.mkv", ".mkv", "mkv"),
    "drive": ("C:\\Films\\A.mkv", "A.mkv", "A.mkv"),
    "dots": ("...mkv", "...mkv", "_.mkv"),
    "hidden": (".Film.mkv", ".Film.mkv", "Film.mkv"),
    "what Windows forbids": ('What? "Who": me*.mkv', 'What? "Who": me*.mkv', "What_ _Who__ me_.mkv"),
    "a device of Windows": ("con.mkv", "con.mkv", "_con.mkv"),
    "another": ("COM1.part.mkv", "COM1.part.mkv", "_COM1.part.mkv"),
    "none of them": ("Contact.mkv", "Contact.mkv", "Contact.mkv"),
    "control characters": ("a\x00b\nc.mkv", "abc.mkv", "abc.mkv"),
    "direction marks": ("a\u202eb.mkv", "ab.mkv", "ab.mkv"),
    "ends like nothing": ("Film. .mkv", "Film. .mkv", "Film.mkv"),
    "emoji": ("🎬.mkv", "🎬.mkv", "🎬.mkv"),
}


@pytest.mark.parametrize(("sent", "own", "safe"), NAMES.values(), ids=NAMES)
def test_names_are_made_safe(sent: str, own: str, safe: str) -> None:
    assert own_name(sent) == own
    assert safe_name(own) == safe


def test_long_names_keep_their_end() -> None:
    name = safe_name("ü" * 300 + ".mkv")
    assert name.endswith("ü.mkv")
    assert len(name.encode()) <= 200
    assert own_name("x" * 300 + ".mkv").endswith("x.mkv")
    assert len(own_name("x" * 300 + ".mkv")) == 255


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_name_leaves_its_folder(sent: str) -> None:
    name = safe_name(own_name(f"{sent}.mkv"))
    assert PurePosixPath(name).name == name
    assert not FORBIDDEN.search(name)
    assert not name.startswith(".")
    assert 0 < len(name.encode()) <= 210


@pytest.mark.parametrize(
    ("name", "is_one"), [("a.mkv", True), ("a.MP4", True), ("a.jpg", False), ("mkv", False), (".mkv", False), ("", False)]
)
def test_films_are_known_by_their_names(name: str, is_one: bool) -> None:
    assert is_of_a_film(name) == is_one


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert list(islice(candidates("Film.de.mkv"), 3)) == ["Film.de.mkv", "Film.de (2).mkv", "Film.de (3).mkv"]
