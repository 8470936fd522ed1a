"""What files call a language, and what players want."""

import pytest

from appliance.media.languages import language_name, language_tag


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ("de", "de"),
        ("ger", "de"),  # ISO 639-2, bibliographic
        ("deu", "de"),
        ("DE", "de"),
        ("pt-BR", "pt-BR"),
        ("pt_br", "pt-BR"),
        ("zh-hant", "zh-Hant"),
        ("per", "fa"),
        ("yue", "yue"),
        ("German", "de"),
        ("Français", "fr"),
        *((nothing, "") for nothing in ["", "und", "mis", "zxx", "mul", "xx", "directors", "2", "1080p", "de de", "\0", "-"]),
    ],
)
def test_codes_and_names_become_tags(said, tag):
    assert language_tag(said) == tag


@pytest.mark.parametrize(("tag", "name"), [("de", "Deutsch"), ("pt-BR", "Português (BR)"), ("yue", "yue"), ("", "")])
def test_people_read_names(tag, name):
    assert language_name(tag) == name
