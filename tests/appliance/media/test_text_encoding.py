"""Letters arrive, whatever the author's computer wrote."""

import pytest

from appliance.media.text_encoding import decode

LINES = {
    "de": "Ich weiß nicht, was das heißen soll. Schöne Grüße aus München! Wir müssen weg, bevor es zu spät ist.",
    "fr": "Où êtes-vous allé ? Je ne sais pas, peut-être à l'hôtel. Ça va très bien, c'était déjà l'été.",
    "cs": "Příliš žluťoučký kůň úpěl ďábelské ódy. Kde jsi byl? Nevím, co se stalo. Půjdeme domů dřív.",
    "pl": "Zażółć gęślą jaźń. Gdzie byłeś wczoraj wieczorem? Nie wiem, co się stało. Może jutro będzie lepiej.",
    "ru": "Где ты был вчера вечером? Я не знаю, что случилось. Пойдём домой, уже поздно.",
    "el": "Πού ήσουν χθες το βράδυ; Δεν ξέρω τι συνέβη.",
    "tr": "Dün gece neredeydin? Bilmiyorum, ne olduğunu söyle. Şimdi gidelim, çok geç.",
    "ja": "昨日の夜どこにいましたか。わかりません。",
}
WRITTEN = [
    ("de", "cp1252"), ("de", "iso8859_15"), ("fr", "cp1252"), ("cs", "cp1250"), ("cs", "iso8859_2"), ("pl", "cp1250"), ("pl", "iso8859_2"),
    ("ru", "cp1251"), ("ru", "koi8_r"), ("ru", "iso8859_5"), ("el", "cp1253"), ("tr", "cp1254"), ("ja", "cp932"),
]  # fmt: skip
NOT_GUESSED = {"tr", "ja"}  # too much like others in a few lines: the file's name has to say it


def script(language: str) -> str:
    return "\n".join(f"{number}\n00:00:0{number},000 --> 00:00:0{number},900\n{LINES[language]}\n" for number in range(1, 7))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("language", LINES)
def test_unicode_needs_no_guess(language, encoding):
    assert decode(script(language).encode(encoding)) == script(language).rstrip("\n")


@pytest.mark.parametrize(("language", "encoding"), WRITTEN)
def test_old_code_pages_of_a_known_language(language, encoding):
    assert decode(script(language).encode(encoding), language) == script(language).rstrip("\n")


@pytest.mark.parametrize(("language", "encoding"), [each for each in WRITTEN if each[0] not in NOT_GUESSED])
def test_old_code_pages_are_guessed(language, encoding):
    assert LINES[language] in decode(script(language).encode(encoding))


@pytest.mark.parametrize("data", [b"", b"\x81\x8d\x8f\x90\x9d", bytes(range(256)), b"\xff\xfe\x00", b"\0" * 10])
def test_nothing_makes_it_fail(data):
    assert "\0" not in decode(data)


def test_every_systems_line_ends():
    assert decode(b"a\r\nb\rc\nd") == "a\nb\nc\nd"
