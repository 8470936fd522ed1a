"""How texts are compared, and how titles are ordered."""

import pytest

from webapp.library.search_text import plain, sort_title


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Amélie", "amelie"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Død snø", "dod sno"),
        ("WALL·E", "wall e"),
        ("Spider-Man", "spider man"),
        ("Schindler’s List", "schindlers list"),
        ("Łódź", "lodz"),
        ("ＡＢＣ", "abc"),
        ("  a \n b ", "a b"),
        ("Œuvre", "oeuvre"),
        ("İstanbul", "istanbul"),
        ("Москва", "москва"),
        ("夏休み", "夏休み"),
        ("¿?", ""),
        ("100%_sure", "100 sure"),
    ],
)
def test_texts_are_folded(text: str, folded: str) -> None:
    assert plain(text) == folded


@pytest.mark.parametrize(
    ("title", "ordered"),
    [
        ("The Matrix", "matrix"),
        ("A Bug's Life", "bugs life"),
        ("Der Untergang", "untergang"),
        ("Die Welle", "welle"),
        ("Das Boot", "boot"),
        ("Le Fabuleux Destin", "fabuleux destin"),
        ("L'Auberge", "auberge"),
        ("L’Été", "ete"),
        ("El laberinto", "laberinto"),
        ("Il Postino", "postino"),
        ("Het Diner", "diner"),
        ("Den skyldige", "skyldige"),
        ("Die Hard", "die hard"),
        ("Les Misérables", "miserables"),
        ("Up", "up"),
        ("The", "the"),
        ("A", "a"),
        ("Them", "them"),
        ("A.I.", "a i"),
        ("Élite", "elite"),
        ("Rocky 2", "rocky 000002"),
        ("The 100", "000100"),
        ("???", "???"),
    ],
)
def test_titles_are_ordered_without_their_articles(title: str, ordered: str) -> None:
    assert sort_title(title) == ordered


def test_numbers_are_ordered_by_their_size() -> None:
    assert sorted(["Rocky 10", "Rocky 2", "Rocky"], key=sort_title) == ["Rocky", "Rocky 2", "Rocky 10"]
